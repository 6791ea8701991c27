/* The fields of an HI1 message. */
#include "intercept/hi1_events.h"
#include "markup/hi1.h"

static void tell_text(struct fields *f, const char *name, const char *text)
{
    if (*text) field_string(f, name, text);
}

static void tell_texts(struct fields *f, const char *name, const struct hi1_texts *t)
{
    if (!t->count) return;
    fields_list(f, name);
    for (size_t i = 0; i < t->count; i++) field_string(f, NULL, t->list[i]);
    fields_list_end(f);
}

/* The format of a target is shown beside it: only a word of few digits can be no identity itself. */
static const char *kind_of(const struct hi1_target *t)
{
    unsigned digits = 0;
    for (const char *at = t->format; *at; at++) {
        bool letter = (*at | 0x20) >= 'a' && (*at | 0x20) <= 'z', digit = *at >= '0' && *at <= '9';
        digits += digit;
        if (!letter && !digit) return "other";
    }
    return *t->format && digits < 5 ? t->format : "other";
}

static void tell_targets(struct fields *f, const struct hi1_object *o)
{
    if (!o->target_count) return;
    fields_list(f, "targets");
    for (size_t i = 0; i < o->target_count; i++)
        field_target(f, NULL, kind_of(&o->targets[i]), bytes_of_text(o->targets[i].value));
    fields_list_end(f);
}

static void tell_destinations(struct fields *f, const struct hi1_object *o)
{
    if (!o->destination_count) return;
    fields_list(f, "destinations");
    for (size_t i = 0; i < o->destination_count; i++) {
        const struct hi1_destination *d = &o->destinations[i];
        fields_begin(f, NULL);
        tell_text(f, "kind", d->kind);
        if (d->has_address) field_address(f, "address", &d->address);
        if (d->has_port) field_number(f, d->udp ? "udp_port" : "tcp_port", d->port);
        fields_end(f);
    }
    fields_list_end(f);
}

static void tell_object(struct fields *f, const struct hi1_object *o)
{
    fields_begin(f, "object");
    tell_text(f, "type", o->type);
    tell_text(f, "id", o->id);
    tell_text(f, "country", o->country);
    tell_text(f, "owner", o->owner);
    tell_texts(f, "associated", &o->associated);
    tell_text(f, o->kind == HI1_TASK ? "liid" : "reference", o->reference);
    tell_text(f, "status", o->status);
    tell_text(f, "desired_status", o->desired);
    field_time(f, "start", o->start_ns);
    field_time(f, "end", o->end_ns);
    tell_targets(f, o);
    tell_text(f, "delivery", o->delivery);
    tell_destinations(f, o);
    tell_texts(f, "cspids", &o->cspids);
    fields_end(f);
}

static void tell_item(struct fields *f, const struct hi1_item *i, bool answer)
{
    fields_begin(f, NULL);
    field_string(f, "action", hi1_action_name(i->action));
    if (answer) field_flag(f, "failed", i->failed);
    tell_text(f, "identifier", i->identifier);
    if (i->object.kind != HI1_NO_OBJECT) tell_object(f, &i->object);
    if (i->bad_value) field_flag(f, "bad_value", true);
    if (i->unknown_names[0]) fields_list(f, "not_held");
    for (size_t n = 0; n < HI1_UNKNOWN_NAMES && i->unknown_names[n]; n++) field_string(f, NULL, i->unknown_names[n]);
    if (i->unknown_names[0]) fields_list_end(f);
    f->unknown += i->unknown;
    fields_end(f);
}

void hi1_fields(const struct hi1_message *m, struct fields *f)
{
    field_flag(f, "answer", m->answer);
    tell_text(f, "sender_country", m->sender_country);
    tell_text(f, "sender", m->sender);
    tell_text(f, "receiver_country", m->receiver_country);
    tell_text(f, "receiver", m->receiver);
    tell_text(f, "transaction", m->transaction);
    tell_text(f, "version", m->version);
    field_time(f, "time", m->time_ns);
    fields_list(f, "actions");
    for (size_t i = 0; i < m->count; i++) tell_item(f, &m->items[i], m->answer);
    fields_list_end(f);
    f->unknown += m->unknown;
    if (m->malformed) fields_flaw(f, NULL, "behind the actions told, it is not well formed or not allowed");
}
