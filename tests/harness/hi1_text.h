/* An HI1 message as text, for comparing two of them, and parsing one from bytes. */
#ifndef CUSTOS_TESTS_HI1_TEXT_H
#define CUSTOS_TESTS_HI1_TEXT_H

#include <inttypes.h>
#include <stdio.h>

#include "markup/hi1.h"

/* Fed in pieces of `step` bytes. Never NULL. */
static inline struct hi1_message *hi1_parse(struct bytes b, size_t step)
{
    struct hi1_parser *p = hi1_parser_new();
    ENSURE(p);
    for (size_t at = 0; at < b.len; at += step)
        if (!hi1_parser_feed(p, bytes_slice(b, at, step))) break;
    return hi1_parser_done(p);
}

static inline void hi1_item_text(FILE *out, const struct hi1_item *i)
{
    const struct hi1_object *o = &i->object;
    char text[ADDR_TEXT];
    fprintf(out, "%s %s failed=%d bad=%d unknown=%u kind=%d type=%s id=%s %s:%s ref=%s status=%s/%s %" PRId64 "..%" PRId64 " %s",
            hi1_action_name(i->action), i->identifier, i->failed, i->bad_value, i->unknown, o->kind, o->type, o->id, o->country,
            o->owner, o->reference, o->status, o->desired, o->start_ns, o->end_ns, o->delivery);
    for (size_t n = 0; n < o->associated.count; n++) fprintf(out, " with=%s", o->associated.list[n]);
    for (size_t n = 0; n < o->cspids.count; n++) fprintf(out, " csp=%s", o->cspids.list[n]);
    for (size_t n = 0; n < o->target_count; n++)
        fprintf(out, " target=%s/%s/%s", o->targets[n].owner, o->targets[n].format, o->targets[n].value);
    for (size_t n = 0; n < o->destination_count; n++) {
        const struct hi1_destination *d = &o->destinations[n];
        fprintf(out, " to=%s %s %d %d %u", d->kind, d->has_address ? ip_text(&d->address, text) : "-", d->has_port, d->udp,
                d->port);
    }
    fputc('\n', out);
}

/* free() it. `items`: only so many of them. */
static inline char *hi1_text(const struct hi1_message *m, size_t items)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    ENSURE(out);
    fprintf(out, "%s:%s > %s:%s %s %s %" PRId64 " answer=%d unknown=%u\n", m->sender_country, m->sender, m->receiver_country,
            m->receiver, m->transaction, m->version, m->time_ns, m->answer, m->unknown);
    for (size_t i = 0; i < m->count && i < items; i++) hi1_item_text(out, &m->items[i]);
    ENSURE(fclose(out) == 0);
    return text;
}

#endif
