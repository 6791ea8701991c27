#include "register/import.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

#include "base/clock.h"
#include "register/import_internal.h"

struct import *import_new(import_note_fn *fn, void *ctx)
{
    struct import *i = calloc(1, sizeof *i);
    if (!i) return NULL;
    i->arena = arena_new();
    i->note = fn;
    i->ctx = ctx;
    if (i->arena && index_init(&i->by_id, IMPORT_OBJECTS_MAX)) return i;
    arena_free(i->arena);
    free(i);
    return NULL;
}

void import_free(struct import *i)
{
    if (!i) return;
    for (size_t m = 0; m < i->message_count; m++) hi1_message_free(i->messages[m]);
    index_done(&i->by_id);
    arena_free_secret(i->arena);
    free(i);
}

const struct import_counts *import_counts(const struct import *i)
{
    return &i->counts;
}

/* --- sentences ---------------------------------------------------------------------------------------------------------- */

/* What the sender wrote, shortened. */
static const char *shown(struct import *i, const char *text)
{
    return arena_printf(i->arena, "%.60s", text);
}

static void tell(struct import *i, const char *file, size_t action, const char *verb, const struct hi1_object *o,
                 const char *cause)
{
    char *text = arena_printf(i->arena, "%s: action %zu (%s%s%.60s%s%.60s): %s", file, action, verb, *o->type ? " " : "", o->type,
                              *o->id ? " " : "", o->id, cause);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) *c = '?'; /* fit for a terminal */
    i->note(i->ctx, text);
}

static void tell_held(struct import *i, const struct held *h, const char *format, va_list args)
{
    char cause[512];
    vsnprintf(cause, sizeof cause, format, args);
    tell(i, h->file, h->action, "CREATE", &h->object, cause);
}

void import_lossy(struct import *i, struct held *h, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell_held(i, h, format, args);
    va_end(args);
    h->lossy = true;
}

void import_refuse(struct import *i, const struct held *h, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell_held(i, h, format, args);
    va_end(args);
    i->counts.refused++;
}

/* --- objects ------------------------------------------------------------------------------------------------------------ */

struct id_key {
    const struct import *import;
    const char *id;
};

static bool same_id(const void *ctx, uint32_t value)
{
    const struct id_key *k = ctx;
    return strcasecmp(k->import->list[value - 1].object.id, k->id) == 0;
}

/* Identifiers are UUIDs: their case does not matter. */
static uint64_t id_hash(const char *id)
{
    char text[64] = "";
    for (size_t n = 0; n < sizeof text - 1 && id[n]; n++) text[n] = id[n] >= 'A' && id[n] <= 'Z' ? (char)(id[n] | 0x20) : id[n];
    return XXH3_64bits(text, sizeof text);
}

struct held *import_find(const struct import *i, const char *id)
{
    struct id_key key = {i, id};
    uint32_t at = index_find(&i->by_id, id_hash(id), same_id, &key);
    return at ? &i->list[at - 1] : NULL;
}

/* The action under way. */
struct acting {
    struct import *import;
    const char *file;
    const struct hi1_message *message;
    const struct hi1_item *item;
    size_t action; /* from 1 */
};

static void complain(const struct acting *a, const char *cause)
{
    tell(a->import, a->file, a->action, hi1_action_name(a->item->action), &a->item->object, cause);
}

/* What the decoder could not take of the action bears on the order. */
static void note_untaken(const struct acting *a, struct held *h)
{
    const struct hi1_item *item = a->item;
    if (item->bad_value) {
        complain(a, "holds a time, address or port that is none, or a text of more than 511 bytes");
        h->lossy = true;
    }
    if (!item->unknown) return;
    const char *names = "";
    for (unsigned n = 0; n < HI1_UNKNOWN_NAMES && item->unknown_names[n]; n++)
        names = arena_printf(a->import->arena, "%s%s%s", names, n ? ", " : "", shown(a->import, item->unknown_names[n]));
    complain(a, arena_printf(a->import->arena, "holds what a warrants file has no word for, in %u element%s: %s", item->unknown,
                             item->unknown == 1 ? "" : "s", names));
    h->lossy = true;
}

static void create(const struct acting *a)
{
    struct import *i = a->import;
    const struct hi1_object *o = &a->item->object;
    struct held *h = *o->id ? import_find(i, o->id) : NULL;
    if (!*o->id) {
        complain(a, "has no ObjectIdentifier");
        i->counts.refused++;
        return;
    }
    if (h) {
        complain(a, "is created a second time; the later one holds");
    } else {
        if (i->count == IMPORT_OBJECTS_MAX || !index_put(&i->by_id, id_hash(o->id), (uint32_t)i->count + 1)) {
            complain(a, "is one object too many");
            i->counts.refused++;
            return;
        }
        i->list = arena_room(i->arena, i->list, i->count, &i->room, sizeof *i->list);
        h = &i->list[i->count++];
        i->counts.authorisations += o->kind == HI1_AUTHORISATION;
        i->counts.tasks += o->kind == HI1_TASK;
    }
    *h = (struct held){.object = *o, .message = a->message, .file = a->file, .action = a->action, .ended_ns = INT64_MAX};
    note_untaken(a, h);
}

static void replace(const char **to, const char *by)
{
    if (*by) *to = by;
}

/* An update says only what changes; a list in it is the whole list. */
static void merge(struct hi1_object *to, const struct hi1_object *by)
{
    replace(&to->country, by->country);
    replace(&to->owner, by->owner);
    replace(&to->reference, by->reference);
    replace(&to->status, by->status);
    replace(&to->desired, by->desired);
    replace(&to->delivery, by->delivery);
    if (by->start_ns != CLOCK_NONE) to->start_ns = by->start_ns;
    if (by->end_ns != CLOCK_NONE) to->end_ns = by->end_ns;
    if (by->associated.count) to->associated = by->associated;
    if (by->target_count) to->targets = by->targets, to->target_count = by->target_count;
    if (by->destination_count) to->destinations = by->destinations, to->destination_count = by->destination_count;
}

static struct held *named(const struct acting *a)
{
    const char *id = *a->item->object.id ? a->item->object.id : a->item->identifier;
    struct held *h = *id ? import_find(a->import, id) : NULL;
    if (h) return h;
    complain(a,
             *id ? arena_printf(a->import->arena, "is about %s, which none of the messages before creates", shown(a->import, id))
                 : "does not say what it is about");
    a->import->counts.refused++;
    return NULL;
}

static void end(const struct acting *a, struct held *h)
{
    if (a->message->time_ns == CLOCK_NONE) {
        complain(a, "ends an order, in a message that does not say when it was sent: taken as never in force");
        h->lossy = true;
        h->ended_ns = INT64_MIN;
    } else if (a->message->time_ns < h->ended_ns) {
        h->ended_ns = a->message->time_ns;
    }
}

static bool ends(const char *status)
{
    return strcasecmp(status, "Cancelled") == 0 || strcasecmp(status, "Expired") == 0 || strcasecmp(status, "Rejected") == 0;
}

static void update(const struct acting *a)
{
    struct held *h = named(a);
    if (!h) return;
    merge(&h->object, &a->item->object);
    if (ends(a->item->object.desired) || ends(a->item->object.status)) end(a, h);
    note_untaken(a, h);
}

static void act(const struct acting *a)
{
    const struct hi1_object *o = &a->item->object;
    struct held *h;
    bool order = o->kind == HI1_AUTHORISATION || o->kind == HI1_TASK;
    switch (a->item->action) {
    case HI1_CREATE:
        a->import->counts.documents += o->kind == HI1_DOCUMENT;
        a->import->counts.others += !order && o->kind != HI1_DOCUMENT;
        if (order) create(a);
        break;
    case HI1_UPDATE:
        if (order) update(a);
        break;
    case HI1_CANCEL:
        h = named(a);
        if (h) end(a, h);
        break;
    case HI1_GET:
    case HI1_LIST:
    case HI1_DELIVER:
    case HI1_GETCSPCONFIG: a->import->counts.idle++; break;
    case HI1_OTHER:
    case HI1_ACTION_COUNT:
        complain(a, arena_printf(a->import->arena, "holds no action that is known%s%s", a->item->unknown ? ", but " : "",
                                 a->item->unknown ? shown(a->import, a->item->unknown_names[0]) : ""));
        a->import->counts.refused++;
        break;
    }
}

void import_message(struct import *i, const char *file, struct hi1_message *m)
{
    i->messages = arena_room(i->arena, i->messages, i->message_count, &i->message_room, sizeof *i->messages);
    i->messages[i->message_count++] = m;
    i->counts.messages++;
    if (m->answer) {
        i->counts.idle += m->count;
        return;
    }
    for (size_t n = 0; n < m->count; n++) {
        struct acting a = {i, file, m, &m->items[n], n + 1};
        act(&a);
    }
}
