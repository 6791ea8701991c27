#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "register/identity.h"
#include "register/import_internal.h"

enum { LIID_BYTES = 25 }; /* as a warrants file has it */

/* A warrant to be written. */
struct order {
    struct held *task, *authorisation;
    const char *id, *country; /* country NULL: none */
    int64_t from_ns, until_ns;
    bool iri, cc, dropped;
    const char **targets; /* canonical */
    size_t target_count;
};

static int64_t later(int64_t a, int64_t b)
{
    return a == CLOCK_NONE || (b != CLOCK_NONE && b > a) ? b : a;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a == CLOCK_NONE || (b != CLOCK_NONE && b < a) ? b : a;
}

/* The first authorisation with which the task is associated, by either's word. */
static struct held *authorisation_of(struct import *i, struct held *task)
{
    for (size_t n = 0; n < task->object.associated.count; n++) {
        struct held *h = import_find(i, task->object.associated.list[n]);
        if (h && h->object.kind == HI1_AUTHORISATION) return h;
    }
    for (size_t n = 0; n < i->count; n++) {
        const struct hi1_object *o = &i->list[n].object;
        for (size_t k = 0; o->kind == HI1_AUTHORISATION && k < o->associated.count; k++)
            if (strcasecmp(o->associated.list[k], task->object.id) == 0) return &i->list[n];
    }
    return NULL;
}

static bool valid_liid(const char *liid)
{
    size_t len = 0;
    while (liid[len] >= ' ' && liid[len] <= '~') len++;
    return len && !liid[len] && len <= LIID_BYTES;
}

static const char *country_of(const struct order *o)
{
    const struct held *t = o->task;
    const char *c = *t->object.country                  ? t->object.country
                    : *o->authorisation->object.country ? o->authorisation->object.country
                                                        : t->message->sender_country;
    bool letters = strlen(c) == 2;
    for (size_t n = 0; letters && n < 2; n++) letters = (c[n] | 0x20) >= 'a' && (c[n] | 0x20) <= 'z';
    return letters ? c : NULL;
}

/* False: it is not in force, and was told. */
static bool set_status(struct import *i, struct order *o)
{
    static const char *const not_in_force[] = {"AwaitingApproval", "Rejected", "Invalid", "Error"};
    struct held *both[] = {o->authorisation, o->task};
    for (size_t n = 0; n < ARRAY_LEN(both); n++) {
        const struct hi1_object *held = &both[n]->object;
        for (size_t k = 0; k < ARRAY_LEN(not_in_force); k++)
            if (strcasecmp(held->status, not_in_force[k]) == 0) {
                import_refuse(i, o->task, "its %s has the status %s", n ? "task" : "authorisation", not_in_force[k]);
                return false;
            }
        if (strcasecmp(held->status, "Suspended") == 0 || strcasecmp(held->desired, "Suspended") == 0)
            import_lossy(i, o->task, "its %s is suspended, for which a warrants file has no word: it counts as in force",
                         n ? "task" : "authorisation");
    }
    return true;
}

/* Within both timespans, up to the cancellation; without a start, from the message on. */
static bool set_times(struct import *i, struct order *o)
{
    const struct held *t = o->task, *a = o->authorisation;
    int64_t ended = t->ended_ns < a->ended_ns ? t->ended_ns : a->ended_ns;
    o->from_ns = later(t->object.start_ns, a->object.start_ns);
    o->until_ns = earlier(t->object.end_ns, a->object.end_ns);
    if (o->from_ns == CLOCK_NONE) o->from_ns = t->message->time_ns;
    if (ended != INT64_MAX && (o->until_ns == CLOCK_NONE || ended < o->until_ns)) o->until_ns = ended;
    if (ended != INT64_MAX && o->from_ns >= ended) {
        i->counts.ended++;
        return false;
    }
    if (o->from_ns == CLOCK_NONE || o->until_ns == CLOCK_NONE) {
        import_refuse(i, t, "neither it nor its authorisation says when it %s", o->from_ns == CLOCK_NONE ? "begins" : "ends");
        return false;
    }
    if (o->from_ns < o->until_ns) return true;
    import_refuse(i, t, "it ends before it begins");
    return false;
}

static bool set_scope(struct import *i, struct order *o)
{
    const char *d = o->task->object.delivery;
    o->iri = strcasecmp(d, "IRIandCC") == 0 || strcasecmp(d, "IRIOnly") == 0;
    o->cc = strcasecmp(d, "IRIandCC") == 0 || strcasecmp(d, "CCOnly") == 0;
    if (o->iri || o->cc) return true;
    import_refuse(i, o->task, "its delivery type is none of IRIandCC, IRIOnly, CCOnly");
    return false;
}

static bool set_targets(struct import *i, struct order *o, const struct seal_key *k)
{
    const struct hi1_object *t = &o->task->object;
    o->targets = arena_alloc(i->arena, (t->target_count + 1) * sizeof *o->targets);
    for (size_t n = 0; n < t->target_count; n++) {
        struct identity id;
        char seal[SEAL_TEXT];
        const struct hi1_target *said = &t->targets[n];
        identity_of(strcasecmp(said->owner, "ETSI") == 0 ? said->format : "", said->value, &id);
        if (id.count)
            o->targets[o->target_count++] = arena_text(i->arena, k ? seal_target(k, id.text[0], seal) : id.text[0]);
        else
            import_lossy(
                i, o->task,
                "target %zu, of the format %.60s of %.60s, is not of a kind that a warrants file has, or is none of that format",
                n + 1, said->format, said->owner);
        identity_done(&id);
    }
    if (!o->target_count) {
        import_refuse(i, o->task, "it has no target that a warrants file could name");
        return false;
    }
    if (t->target_count > 1)
        import_lossy(i, o->task,
                     "its %zu values mean together what is intercepted; of a warrants file's targets each one alone is covered",
                     t->target_count);
    return true;
}

static void check_destinations(struct import *i, struct order *o)
{
    const struct hi1_object *t = &o->task->object;
    for (size_t n = 0; n < t->destination_count; n++) {
        const struct hi1_destination *d = &t->destinations[n];
        if (d->has_address && d->has_port) continue;
        import_lossy(i, o->task, "destination %zu (%.60s) is not an address with a port", n + 1,
                     *d->kind ? d->kind : "no address");
    }
}

static bool order_of(struct import *i, struct held *task, const struct seal_key *k, struct order *ret)
{
    struct order o = {.task = task, .authorisation = authorisation_of(i, task)};
    if (!o.authorisation) {
        import_refuse(i, task, "no authorisation is associated with it");
        return false;
    }
    if (!valid_liid(task->object.reference)) {
        import_refuse(i, task, "its Reference is no LIID of 1 to 25 ASCII characters");
        return false;
    }
    if (!set_status(i, &o) || !set_times(i, &o) || !set_scope(i, &o) || !set_targets(i, &o, k)) return false;
    check_destinations(i, &o);
    o.country = country_of(&o);
    const char *reference = o.authorisation->object.reference;
    o.id = *reference ? reference : o.authorisation->object.id;
    *ret = o;
    return true;
}

/* --- what several orders must not share --------------------------------------------------------------------------------- */

static int by_liid(const void *a, const void *b)
{
    const struct order *x = *(struct order *const *)a, *y = *(struct order *const *)b;
    int order = strcmp(x->task->object.reference, y->task->object.reference);
    return order ? order : x < y ? -1 : x > y;
}

static bool clash(const struct order *a, const struct order *b)
{
    bool same_country = !a->country || !b->country || strcasecmp(a->country, b->country) == 0;
    return !a->dropped && same_country && a->from_ns < b->until_ns && b->from_ns < a->until_ns;
}

/* One LIID is one order at a time. */
static void drop_clashes(struct import *i, struct order *list, size_t count)
{
    struct order **sorted = arena_alloc(i->arena, (count + 1) * sizeof(struct order *));
    for (size_t n = 0; n < count; n++) sorted[n] = &list[n];
    if (count) qsort(sorted, count, sizeof *sorted, by_liid);
    for (size_t n = 1, first = 0; n < count; n++) {
        if (strcmp(sorted[n - 1]->task->object.reference, sorted[n]->task->object.reference) != 0) first = n;
        for (size_t k = first; k < n && !sorted[n]->dropped; k++) sorted[n]->dropped = clash(sorted[k], sorted[n]);
        if (sorted[n]->dropped) import_refuse(i, sorted[n]->task, "its LIID has another order at the same time");
    }
}

static size_t kept(struct order *list, size_t count)
{
    size_t to = 0;
    for (size_t n = 0; n < count; n++)
        if (!list[n].dropped) list[to++] = list[n];
    return to;
}

static int by_id(const void *a, const void *b)
{
    const struct order *x = *(struct order *const *)a, *y = *(struct order *const *)b;
    int order = strcmp(x->id, y->id);
    return order ? order : x < y ? -1 : x > y;
}

/* Several tasks under one authorisation: the LIID, and if need be a number, tells them apart. */
static void tell_apart(struct import *i, struct order *list, size_t count)
{
    struct order **sorted = arena_alloc(i->arena, (count + 1) * sizeof(struct order *));
    for (unsigned round = 0; round < 2; round++) {
        for (size_t n = 0; n < count; n++) sorted[n] = &list[n];
        if (count) qsort(sorted, count, sizeof *sorted, by_id);
        for (size_t n = 0, next; n < count; n = next) {
            const char *id = sorted[n]->id;
            for (next = n + 1; next < count && strcmp(sorted[next]->id, id) == 0;) next++;
            for (size_t k = n; next - n > 1 && k < next; k++)
                sorted[k]->id = round ? arena_printf(i->arena, "%s/%zu", id, k - n + 1)
                                      : arena_printf(i->arena, "%s/%s", id, sorted[k]->task->object.reference);
        }
    }
}

/* --- the file ----------------------------------------------------------------------------------------------------------- */

/* In double quotes; control characters, C1 too, become '?'. */
static void put(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == 0xc2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xa0) {
            fputc('?', out);
            text++;
        } else if (c < ' ' || c == 0x7f) {
            fputc('?', out);
        } else {
            if (c == '"' || c == '\\') fputc('\\', out);
            fputc(c, out);
        }
    }
    fputc('"', out);
}

static const char *time_text(int64_t time_ns, char text[static CLOCK_TEXT])
{
    char *nanos = strstr(clock_rfc3339(time_ns, text), ".000000000Z");
    if (nanos) memcpy(nanos, "Z", 2);
    return text;
}

static void put_destinations(FILE *out, const struct hi1_object *t)
{
    const char *lead = "    deliver_to: [";
    for (size_t n = 0; n < t->destination_count; n++) {
        const struct hi1_destination *d = &t->destinations[n];
        char text[ENDPOINT_TEXT];
        if (!d->has_address || !d->has_port) continue;
        fputs(lead, out);
        put(out, endpoint_text(&d->address, d->port, text));
        lead = ", ";
    }
    if (*lead == ',') fputs("]\n", out);
}

static void put_order(FILE *out, const struct order *o)
{
    const struct hi1_object *t = &o->task->object, *a = &o->authorisation->object;
    const char *owner = *a->owner ? a->owner : o->authorisation->message->sender;
    char text[CLOCK_TEXT];
    fputs("  - id: ", out);
    put(out, o->id);
    fputs("\n    authority: ", out);
    put(out, *owner ? owner : "unknown");
    if (o->country) fprintf(out, "\n    country: %s", o->country);
    fputs("\n    liid: ", out);
    put(out, t->reference);
    fputs("\n    targets: [", out);
    for (size_t n = 0; n < o->target_count; n++) {
        if (n) fputs(", ", out);
        put(out, o->targets[n]);
    }
    fprintf(out, "]\n    scope: [%s%s%s]\n", o->iri ? "iri" : "", o->iri && o->cc ? ", " : "", o->cc ? "cc" : "");
    fprintf(out, "    from: %s\n", time_text(o->from_ns, text));
    fprintf(out, "    until: %s\n", time_text(o->until_ns, text));
    put_destinations(out, t);
}

static enum err write_orders(struct import *i, const struct order *list, size_t count, char **ret, size_t *ret_len,
                             struct fault *f)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) return fault_set(f, ERR_MEMORY, "import: not enough memory");
    fprintf(out, "# from HI1 (TS 103 120): %zu message%s\ncustos: warrants/1\nwarrants:", i->counts.messages,
            i->counts.messages == 1 ? "" : "s");
    for (size_t n = 0; n < count; n++) {
        if (!i->counts.written++) fputc('\n', out);
        i->counts.lossy += list[n].task->lossy || list[n].authorisation->lossy;
        put_order(out, &list[n]);
    }
    if (!i->counts.written) fputs(" []\n", out);
    bool broken = ferror(out);
    if (fclose(out) != 0 || broken) {
        free(text);
        return fault_set(f, ERR_MEMORY, "import: not enough memory");
    }
    *ret = text;
    *ret_len = len;
    return ERR_OK;
}

enum err import_write(struct import *i, const struct seal_key *k, char **ret, size_t *ret_len, struct fault *f)
{
    struct order *list = arena_alloc(i->arena, (i->count + 1) * sizeof *list);
    struct warrants *again;
    size_t count = 0, len;
    char *text;
    for (size_t n = 0; n < i->count; n++)
        if (i->list[n].object.kind == HI1_TASK && order_of(i, &i->list[n], k, &list[count])) count++;
    drop_clashes(i, list, count);
    count = kept(list, count);
    tell_apart(i, list, count);
    enum err err = write_orders(i, list, count, &text, &len, f);
    if (err) return err;
    err = warrants_parse("import", (const uint8_t *)text, len, NULL, &again, f);
    if (err) {
        explicit_bzero(text, len);
        free(text);
        return err;
    }
    warrants_free(again);
    *ret = text;
    *ret_len = len;
    return ERR_OK;
}
