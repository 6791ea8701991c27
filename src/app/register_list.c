#include "app/register_list.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/uuid.h"

enum { OVER_TEXT = 16, MAX_COLUMNS = 12 };

/* --- texts of values ---------------------------------------------------------------------------------------------------- */

/* A prefix as people write it: without the length of a whole address. */
static const char *short_prefix(const struct ip_prefix *p, char text[static PREFIX_TEXT])
{
    return p->bits == (p->addr.family == 4 ? 32 : 128) ? ip_text(&p->addr, text) : prefix_text(p, text);
}

static const char *over_text(const struct declaration *d, char text[static OVER_TEXT])
{
    char number[8];
    if (d->port)
        snprintf(text, OVER_TEXT, "%s/%u", ip_protocol_name(d->protocol, number), d->port);
    else
        snprintf(text, OVER_TEXT, "ip/%u", d->protocol);
    return text;
}

static const char *time_text(int64_t time_ns, char text[static CLOCK_TEXT])
{
    clock_rfc3339(time_ns, text);
    char *nanos = strstr(text, ".000000000Z");
    if (nanos) memcpy(nanos, "Z", 2);
    return text;
}

/* "imsi:…": no more of a clear target than its kind. */
static const char *target_text(struct arena *a, const struct target *t, bool reveal)
{
    if (reveal) return t->text;
    if (t->kind == TARGET_SEALED)
        return arena_printf(a, "%.24s…", t->text); /* the kind and the first 12 digits tell seals apart */
    return arena_printf(a, "%s:…", target_kind_name(t->kind));
}

/* --- tables ------------------------------------------------------------------------------------------------------------- */

struct table {
    struct arena *arena;
    size_t columns, count, size; /* cells in use, and room for */
    const char **cells;          /* row by row; the first row holds the titles */
};

static struct table table_of(const char *const *titles, size_t columns)
{
    struct table t = {.arena = arena_new(), .columns = columns};
    ENSURE(columns <= MAX_COLUMNS);
    if (!t.arena) {
        fprintf(stderr, "custos: not enough memory\n");
        exit(2);
    }
    t.cells = arena_alloc(t.arena, columns * sizeof *t.cells);
    for (size_t i = 0; i < columns; i++) t.cells[t.count++] = titles[i];
    t.size = columns;
    return t;
}

/* `text` must live as long as the table; NULL shows as "-". */
static void table_cell(struct table *t, const char *text)
{
    if (t->count == t->size) {
        const char **more = arena_alloc(t->arena, 2 * t->size * sizeof *more);
        memcpy(more, t->cells, t->count * sizeof *more);
        t->cells = more;
        t->size *= 2;
    }
    t->cells[t->count++] = text && *text ? text : "-";
}

/* Characters, not bytes, so that columns stand below each other. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++) width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

/* Print and free. */
static void table_print(FILE *out, struct table *t)
{
    size_t widths[MAX_COLUMNS] = {0};
    for (size_t i = 0; i < t->count; i++) {
        size_t width = width_of(t->cells[i]);
        if (width > widths[i % t->columns]) widths[i % t->columns] = width;
    }
    for (size_t i = 0; i < t->count; i++) {
        size_t column = i % t->columns;
        if (column + 1 == t->columns)
            fprintf(out, "%s\n", t->cells[i]);
        else
            fprintf(out, "%s%*s", t->cells[i], (int)(widths[column] - width_of(t->cells[i]) + 2), "");
    }
    arena_free(t->arena);
}

/* "a, b": one cell of several texts. */
struct joined {
    char *text;
    size_t len;
    FILE *out;
};

static struct joined joined_begin(void)
{
    return (struct joined){0};
}

static void joined_add(struct joined *j, const char *text)
{
    if (!j->out) j->out = open_memstream(&j->text, &j->len);
    if (j->out) fprintf(j->out, "%s%s", ftell(j->out) > 0 ? ", " : "", text);
}

static void table_joined(struct table *t, struct joined *j)
{
    if (j->out) fclose(j->out);
    table_cell(t, arena_text(t->arena, j->text));
    free(j->text);
}

static void table_prefixes(struct table *t, const struct ip_prefix *list, size_t count)
{
    struct joined j = joined_begin();
    char text[PREFIX_TEXT];
    for (size_t i = 0; i < count; i++) joined_add(&j, short_prefix(&list[i], text));
    table_joined(t, &j);
}

/* --- tables of a network ------------------------------------------------------------------------------------------------ */

static void list_elements(FILE *out, const struct network *n)
{
    static const char *const titles[] = {"ELEMENT", "ROLE", "SUPPLIER", "ZONE", "ADDRESSES", "SUBSCRIBERS"};
    struct table t = table_of(titles, ARRAY_LEN(titles));
    for (size_t i = 0; i < n->element_count; i++) {
        const struct element *e = &n->elements[i];
        table_cell(&t, e->name);
        table_cell(&t, e->role);
        table_cell(&t, e->supplier);
        table_cell(&t, zone_name(e->zone));
        table_prefixes(&t, e->addresses, e->address_count);
        table_prefixes(&t, e->subscribers, e->subscriber_count);
    }
    table_print(out, &t);
}

static void list_taps(FILE *out, const struct network *n)
{
    static const char *const titles[] = {"TAP", "AT", "SIDE"};
    struct table t = table_of(titles, ARRAY_LEN(titles));
    for (size_t i = 0; i < n->tap_count; i++) {
        table_cell(&t, n->taps[i].name);
        table_cell(&t, n->elements[n->taps[i].element].name);
        table_cell(&t, tap_side_name(n->taps[i].side));
    }
    table_print(out, &t);
}

static void list_declarations(FILE *out, const struct network *n)
{
    static const char *const titles[] = {"FROM", "TO", "OVER", "AS"};
    struct table t = table_of(titles, ARRAY_LEN(titles));
    char over[OVER_TEXT];
    for (size_t i = 0; i < n->declaration_count; i++) {
        const struct declaration *d = &n->declarations[i];
        table_cell(&t, d->from.text);
        table_cell(&t, d->to.text);
        table_cell(&t, arena_text(t.arena, over_text(d, over)));
        table_cell(&t, purpose_name(d->as));
    }
    table_print(out, &t);
}

void register_list_network(FILE *out, const char *file, const struct network *n)
{
    fprintf(out, "%s: network/1 \"%s\"\n\n", file, n->name);
    list_elements(out, n);
    if (n->tap_count) fputc('\n', out);
    if (n->tap_count) list_taps(out, n);
    if (n->declaration_count) fputc('\n', out);
    if (n->declaration_count) list_declarations(out, n);
}

/* --- table of warrants -------------------------------------------------------------------------------------------------- */

static void table_warrant(struct table *t, const struct warrant *w, bool reveal)
{
    struct joined targets = joined_begin(), elements = joined_begin(), places = joined_begin(), xids = joined_begin();
    char time[CLOCK_TEXT], endpoint[ENDPOINT_TEXT], uuid[UUID_TEXT];
    for (size_t i = 0; i < w->target_count; i++) joined_add(&targets, target_text(t->arena, &w->targets[i], reveal));
    for (size_t i = 0; i < w->element_count; i++) joined_add(&elements, w->elements[i]);
    for (size_t i = 0; i < w->deliver_to_count; i++)
        joined_add(&places, endpoint_text(&w->deliver_to[i].addr, w->deliver_to[i].port, endpoint));
    for (size_t i = 0; i < w->xid_count; i++) joined_add(&xids, uuid_text(w->xids[i], uuid));
    table_cell(t, w->id);
    table_cell(t, w->authority);
    table_cell(t, w->country);
    table_cell(t, w->liid);
    table_cell(t, w->iri && w->cc ? "iri, cc" : w->iri ? "iri" : "cc");
    table_cell(t, arena_text(t->arena, time_text(w->from_ns, time)));
    table_cell(t, arena_text(t->arena, time_text(w->until_ns, time)));
    table_joined(t, &targets);
    table_joined(t, &elements);
    table_joined(t, &places);
    table_joined(t, &xids);
}

void register_list_warrants(FILE *out, const char *file, const struct warrants *w, bool reveal)
{
    static const char *const titles[] = {"WARRANT", "AUTHORITY", "COUNTRY",  "LIID",       "SCOPE", "FROM",
                                         "UNTIL",   "TARGETS",   "ELEMENTS", "DELIVER TO", "XIDS"};
    fprintf(out, "%s: warrants/1\n", file);
    if (!w->count) return;
    struct table t = table_of(titles, ARRAY_LEN(titles));
    for (size_t i = 0; i < w->count; i++) table_warrant(&t, &w->list[i], reveal);
    fputc('\n', out);
    table_print(out, &t);
}

/* --- JSON --------------------------------------------------------------------------------------------------------------- */

static void json_prefixes(struct json *j, const char *key, const struct ip_prefix *list, size_t count)
{
    char text[PREFIX_TEXT];
    json_array_begin(j, key);
    for (size_t i = 0; i < count; i++) json_string(j, NULL, short_prefix(&list[i], text));
    json_array_end(j);
}

static void json_element(struct json *j, const struct element *e)
{
    char mac[MAC_TEXT];
    json_object_begin(j, NULL);
    json_string(j, "name", e->name);
    json_string(j, "supplier", e->supplier);
    json_string(j, "role", e->role);
    json_string(j, "zone", zone_name(e->zone));
    json_prefixes(j, "addresses", e->addresses, e->address_count);
    json_array_begin(j, "macs");
    for (size_t i = 0; i < e->mac_count; i++) json_string(j, NULL, mac_text(&e->macs[i], mac));
    json_array_end(j);
    json_prefixes(j, "subscribers", e->subscribers, e->subscriber_count);
    json_object_end(j);
}

void register_json_network(struct json *j, const char *file, const struct network *n)
{
    char over[OVER_TEXT];
    json_object_begin(j, NULL);
    json_string(j, "file", file);
    json_string(j, "custos", "network/1");
    json_string(j, "name", n->name);
    json_array_begin(j, "elements");
    for (size_t i = 0; i < n->element_count; i++) json_element(j, &n->elements[i]);
    json_array_end(j);
    json_array_begin(j, "taps");
    for (size_t i = 0; i < n->tap_count; i++) {
        json_object_begin(j, NULL);
        json_string(j, "name", n->taps[i].name);
        json_string(j, "at", n->elements[n->taps[i].element].name);
        json_string(j, "side", tap_side_name(n->taps[i].side));
        json_object_end(j);
    }
    json_array_end(j);
    json_array_begin(j, "conversations");
    for (size_t i = 0; i < n->declaration_count; i++) {
        const struct declaration *d = &n->declarations[i];
        json_object_begin(j, NULL);
        json_string(j, "from", d->from.text);
        json_string(j, "to", d->to.text);
        json_string(j, "over", over_text(d, over));
        json_string(j, "as", purpose_name(d->as));
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

static void json_targets(struct json *j, const struct warrant *w, bool reveal)
{
    json_array_begin(j, "targets");
    for (size_t i = 0; i < w->target_count; i++) {
        const struct target *t = &w->targets[i];
        json_object_begin(j, NULL);
        json_string(j, "kind", target_kind_name(t->kind));
        json_string(j, "target", reveal || t->kind == TARGET_SEALED ? t->text : NULL);
        json_object_end(j);
    }
    json_array_end(j);
}

static void json_warrant(struct json *j, const struct warrant *w, bool reveal)
{
    char text[ENDPOINT_TEXT], uuid[UUID_TEXT];
    json_object_begin(j, NULL);
    json_string(j, "id", w->id);
    json_string(j, "authority", w->authority);
    json_string(j, "country", w->country);
    json_string(j, "liid", w->liid);
    json_array_begin(j, "xids");
    for (size_t i = 0; i < w->xid_count; i++) json_string(j, NULL, uuid_text(w->xids[i], uuid));
    json_array_end(j);
    json_targets(j, w, reveal);
    json_array_begin(j, "scope");
    if (w->iri) json_string(j, NULL, "iri");
    if (w->cc) json_string(j, NULL, "cc");
    json_array_end(j);
    json_time(j, "from", w->from_ns);
    json_time(j, "until", w->until_ns);
    json_array_begin(j, "elements");
    for (size_t i = 0; i < w->element_count; i++) json_string(j, NULL, w->elements[i]);
    json_array_end(j);
    json_array_begin(j, "deliver_to");
    for (size_t i = 0; i < w->deliver_to_count; i++)
        json_string(j, NULL, endpoint_text(&w->deliver_to[i].addr, w->deliver_to[i].port, text));
    json_array_end(j);
    json_object_end(j);
}

void register_json_warrants(struct json *j, const char *file, const struct warrants *w, bool reveal)
{
    json_object_begin(j, NULL);
    json_string(j, "file", file);
    json_string(j, "custos", "warrants/1");
    json_array_begin(j, "warrants");
    for (size_t i = 0; i < w->count; i++) json_warrant(j, &w->list[i], reveal);
    json_array_end(j);
    json_object_end(j);
}
