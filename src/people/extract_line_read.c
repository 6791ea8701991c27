/* JSON lines -> what records yield. The first thing that is wrong with a line is kept; what is read after it is nothing. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "markup/json_nodes.h"
#include "markup/json_text.h"
#include "people/extract_line.h"

enum { NUMBER_TEXT = 32, EMPLOYMENTS_MAX = 4096 };

struct extract_lines {
    struct json_nodes *nodes;
    const struct organisations *organisations; /* borrowed */
    uint32_t *slots;                           /* index + 1 by the hash of an id; 0: free */
    size_t slot_mask;
};

struct reading {
    const struct extract_lines *lines;
    struct bytes text;
    const struct json_node *nodes;
    struct arena *arena;
    enum err err;
    char cause[160];
};

/* --- organisations by id -------------------------------------------------------------------------------------------------- */

static size_t hash_of(const char *text, size_t len)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < len; i++) hash = (hash ^ (uint8_t)text[i]) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32);
}

struct extract_lines *extract_lines_new(const struct organisations *o)
{
    struct extract_lines *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    size_t size = 16;
    while (size < 2 * o->count) size *= 2;
    r->organisations = o;
    r->nodes = json_nodes_new();
    r->slots = calloc(size, sizeof *r->slots);
    r->slot_mask = size - 1;
    if (!r->nodes || !r->slots) {
        extract_lines_free(r);
        return NULL;
    }
    for (size_t i = 0; i < o->count; i++) {
        size_t at = hash_of(o->list[i].id, strlen(o->list[i].id)) & r->slot_mask;
        while (r->slots[at]) at = (at + 1) & r->slot_mask;
        r->slots[at] = (uint32_t)i + 1;
    }
    return r;
}

void extract_lines_free(struct extract_lines *r)
{
    if (!r) return;
    json_nodes_free(r->nodes);
    free(r->slots);
    free(r);
}

/* --- members -------------------------------------------------------------------------------------------------------------- */

static void wrong(struct reading *r, enum err err, const char *key, const char *cause, const char *value)
{
    if (r->err) return;
    r->err = err;
    snprintf(r->cause, sizeof r->cause, "%.40s%s%s%.60s", key, *key ? " " : "", cause, value);
}

static const struct json_node *member(struct reading *r, const struct json_node *object, const char *key)
{
    size_t len = strlen(key), end = object->next;
    for (size_t i = (size_t)(object - r->nodes) + 1; i < end; i = r->nodes[i].next) {
        const struct json_node *n = &r->nodes[i];
        if (n->key_len == len && memcmp(r->text.data + n->key, key, len) == 0) return n;
    }
    return NULL;
}

/* NULL: wrong. */
static const struct json_node *needed(struct reading *r, const struct json_node *object, const char *key,
                                      enum json_node_kind kind)
{
    const struct json_node *n = member(r, object, key);
    if (n && n->kind == kind) return n;
    wrong(r, ERR_FORMAT, key, n ? "has a value of another type" : "is missing", "");
    return NULL;
}

static const char *text_of(struct reading *r, const struct json_node *n)
{
    char *text = arena_alloc(r->arena, (size_t)n->len + 1), *to = text;
    struct bytes raw = bytes_slice(r->text, n->from, n->len);
    if (!n->escaped) {
        memcpy(text, raw.data, raw.len);
        return text;
    }
    while (raw.len) {
        unsigned len = 1, taken = 1;
        if (*raw.data == '\\')
            taken = json_escape(raw, (uint8_t *)to, &len);
        else
            *to = (char)*raw.data;
        to += len;
        raw = bytes_slice(raw, taken, raw.len);
    }
    *to = '\0';
    return text;
}

static const char *read_text(struct reading *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = needed(r, object, key, JSON_NODE_STRING);
    return n ? text_of(r, n) : "";
}

/* What a manifest may leave out. */
static const char *read_maybe(struct reading *r, const struct json_node *object, const char *key)
{
    return member(r, object, key) ? read_text(r, object, key) : NULL;
}

static void read_fixed(struct reading *r, const struct json_node *object, const char *key, char *ret, size_t size)
{
    const char *text = read_text(r, object, key);
    if (strlen(text) < size)
        memcpy(ret, text, strlen(text) + 1);
    else
        wrong(r, ERR_FORMAT, key, "is too long", "");
}

static void read_digest(struct reading *r, const struct json_node *object, const char *key, char ret[static 65])
{
    read_fixed(r, object, key, ret, 65);
    if (strlen(ret) != 64 || strspn(ret, "0123456789abcdef") != 64) wrong(r, ERR_FORMAT, key, "is no SHA-256", "");
}

static void read_pseudonym(struct reading *r, const struct json_node *object, const char *key, char ret[static PSEUDONYM_TEXT])
{
    read_fixed(r, object, key, ret, PSEUDONYM_TEXT);
    if (*ret != 'r' || !pseudonym_valid(ret)) wrong(r, ERR_FORMAT, key, "is no pseudonym of a record", "");
}

static bool read_bool(struct reading *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = member(r, object, key);
    if (!n || (n->kind != JSON_NODE_TRUE && n->kind != JSON_NODE_FALSE))
        wrong(r, ERR_FORMAT, key, "is neither true nor false", "");
    return n && n->kind == JSON_NODE_TRUE;
}

static const char *number_text(struct reading *r, const struct json_node *n, char ret[static NUMBER_TEXT])
{
    if (!n || n->kind != JSON_NODE_NUMBER || n->len >= NUMBER_TEXT) {
        wrong(r, ERR_FORMAT, "", "a number is missing, or another value stands for it", "");
        return NULL;
    }
    memcpy(ret, r->text.data + n->from, n->len);
    ret[n->len] = '\0';
    return ret;
}

static int64_t integer_of(struct reading *r, const struct json_node *n, int64_t least, int64_t most)
{
    char text[NUMBER_TEXT], *end = NULL;
    if (!number_text(r, n, text)) return 0;
    long long value = strtoll(text, &end, 10);
    if (*end || value < least || value > most) {
        wrong(r, ERR_FORMAT, "", "a number is out of its range: ", text);
        return 0;
    }
    return value;
}

static uint64_t read_count(struct reading *r, const struct json_node *object, const char *key)
{
    const struct json_node *n = needed(r, object, key, JSON_NODE_NUMBER);
    return n ? (uint64_t)integer_of(r, n, 0, INT64_MAX) : 0;
}

static uint64_t hash_at(struct reading *r, const struct json_node *n)
{
    uint64_t hash = 0;
    bool fine = n && n->kind == JSON_NODE_STRING && n->len == 16;
    for (uint32_t i = 0; fine && i < 16; i++) {
        int digit = hex_digit((char)r->text.data[n->from + i]);
        fine = digit >= 0;
        hash = hash << 4 | (uint64_t)(digit & 15);
    }
    if (!fine) wrong(r, ERR_FORMAT, "", "a keyed hash is not 16 hexadecimal digits", "");
    return hash;
}

static size_t read_choice(struct reading *r, const struct json_node *object, const char *key, const char *const *names,
                          size_t count)
{
    const char *text = read_text(r, object, key);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], text) == 0) return i;
    wrong(r, ERR_FORMAT, key, "is unknown: ", text);
    return 0;
}

static uint32_t read_organisation(struct reading *r, const struct json_node *object, const char *key)
{
    const struct organisations *o = r->lines->organisations;
    const char *id = read_text(r, object, key);
    for (size_t at = hash_of(id, strlen(id)) & r->lines->slot_mask; r->lines->slots[at]; at = (at + 1) & r->lines->slot_mask)
        if (strcmp(o->list[r->lines->slots[at] - 1].id, id) == 0) return r->lines->slots[at] - 1;
    wrong(r, ERR_INVALID, key, "is on another list than the one given: ", id);
    return 0;
}

static void read_date(struct reading *r, const struct json_node *object, const char *key, struct date *ret)
{
    const char *text = read_text(r, object, key);
    if (!date_parse(text, ret)) wrong(r, ERR_FORMAT, key, "is no date: ", text);
}

static void read_when(struct reading *r, const struct json_node *object, struct interval *when, bool *present, bool *former)
{
    read_date(r, object, "from", &when->from);
    read_date(r, object, "until", &when->until);
    when->open = read_bool(r, object, "open");
    *present = read_bool(r, object, "present");
    *former = read_bool(r, object, "former");
}

/* The nth element of an array, or NULL. */
static const struct json_node *element(const struct reading *r, const struct json_node *array, size_t n)
{
    size_t i = (size_t)(array - r->nodes) + 1;
    while (i < array->next && n--) i = r->nodes[i].next;
    return i < array->next ? &r->nodes[i] : NULL;
}

static void read_span(struct reading *r, const struct json_node *object, const char *key, uint64_t *from, uint64_t *until)
{
    const struct json_node *n = needed(r, object, key, JSON_NODE_ARRAY);
    if (!n) return;
    *from = (uint64_t)integer_of(r, element(r, n, 0), 0, INT64_MAX);
    *until = (uint64_t)integer_of(r, element(r, n, 1), 0, INT64_MAX);
    if (*until < *from) wrong(r, ERR_FORMAT, key, "ends before it begins", "");
}

/* --- lines ---------------------------------------------------------------------------------------------------------------- */

static void read_input(struct reading *r, const struct json_node *o, struct extract_input *i)
{
    const struct json_node *excluded = needed(r, o, "excluded", JSON_NODE_OBJECT);
    i->file = read_text(r, o, "file");
    read_digest(r, o, "sha256", i->sha256);
    i->records = read_count(r, o, "records");
    i->octets = read_count(r, o, "octets");
    for (size_t e = 0; excluded && e < EXCLUSION_COUNT; e++)
        if (member(r, excluded, exclusion_names[e])) i->excluded[e] = read_count(r, excluded, exclusion_names[e]);
    i->origin = read_text(r, o, "origin");
    i->lawful_basis = read_text(r, o, "lawful_basis");
    i->retention = read_text(r, o, "retention");
    i->name = read_maybe(r, o, "name");
    i->collected = read_maybe(r, o, "collected");
    i->notes = read_maybe(r, o, "notes");
    i->override = read_maybe(r, o, "override");
    read_digest(r, o, "organisations", i->organisations);
    uint64_t left_out = 0;
    for (size_t e = 0; e < EXCLUSION_COUNT; e++) left_out += i->excluded[e] <= i->records ? i->excluded[e] : i->records + 1;
    if (left_out > i->records) wrong(r, ERR_FORMAT, "excluded", "are more than there are records", "");
}

/* "FILE:LINE" */
static void read_place(struct reading *r, const struct json_node *o, struct extract *x)
{
    char *place = arena_text(r->arena, read_text(r, o, "record")), *colon = strrchr(place, ':'), *end = NULL;
    if (colon && colon[1] >= '0' && colon[1] <= '9') {
        x->line = strtoull(colon + 1, &end, 10);
        *colon = '\0';
    }
    if (!end || *end) wrong(r, ERR_FORMAT, "record", "is not FILE:LINE", "");
    x->file = place;
    read_digest(r, o, "digest", x->digest);
}

static void read_fact(struct reading *r, const struct json_node *n, struct trait_fact *f)
{
    if (n->kind != JSON_NODE_ARRAY) {
        wrong(r, ERR_FORMAT, "facts", "hold something else than lists", "");
        return;
    }
    f->kind = (uint8_t)integer_of(r, element(r, n, 0), 0, FACT_KINDS - 1);
    f->what = hash_at(r, element(r, n, 1));
    f->from_month = (int32_t)integer_of(r, element(r, n, 2), INT32_MIN, INT32_MAX);
    f->until_month = (int32_t)integer_of(r, element(r, n, 3), INT32_MIN, INT32_MAX);
    f->precision = (uint8_t)integer_of(r, element(r, n, 4), 0, DATE_DAY | DATE_DAY << 2);
}

static void read_traits(struct reading *r, const struct json_node *o, struct traits *t)
{
    const struct json_node *traits = needed(r, o, "traits", JSON_NODE_OBJECT);
    const struct json_node *facts = traits ? needed(r, traits, "facts", JSON_NODE_ARRAY) : NULL;
    if (!facts) return;
    t->name = hash_at(r, member(r, traits, "name"));
    for (size_t i = (size_t)(facts - r->nodes) + 1; i < facts->next; i = r->nodes[i].next) {
        if (t->fact_count == TRAITS_FACTS) {
            wrong(r, ERR_FORMAT, "facts", "are too many", "");
            return;
        }
        read_fact(r, &r->nodes[i], &t->facts[t->fact_count++]);
    }
}

static void read_employment(struct reading *r, const struct json_node *n, struct employment *e)
{
    if (n->kind != JSON_NODE_OBJECT) {
        wrong(r, ERR_FORMAT, "employments", "hold something else than objects", "");
        return;
    }
    e->organisation = read_organisation(r, n, "organisation");
    read_when(r, n, &e->when, &e->present, &e->former);
    e->role = (uint8_t)read_choice(r, n, "role", role_names, ROLE_COUNT);
}

static void read_cv(struct reading *r, const struct json_node *o, struct extract *x)
{
    const struct json_node *list = needed(r, o, "employments", JSON_NODE_ARRAY);
    const struct json_node *cohort = needed(r, o, "cohort", JSON_NODE_NUMBER);
    size_t room = 0;
    read_place(r, o, x);
    read_pseudonym(r, o, "id", x->record);
    read_traits(r, o, &x->traits);
    x->country = read_text(r, o, "country");
    x->cohort = cohort ? (int16_t)integer_of(r, cohort, 0, 9999) : 0;
    x->ambiguous = (uint32_t)read_count(r, o, "ambiguous");
    for (size_t i = list ? (size_t)(list - r->nodes) + 1 : 0; list && i < list->next && !r->err; i = r->nodes[i].next) {
        if (x->employment_count == EMPLOYMENTS_MAX) wrong(r, ERR_FORMAT, "employments", "are too many", "");
        x->employments = arena_room(r->arena, x->employments, x->employment_count, &room, sizeof *x->employments);
        read_employment(r, &r->nodes[i], &x->employments[x->employment_count++]);
    }
}

static void read_tie(struct reading *r, const struct json_node *o, struct extract *x)
{
    struct mention *m = arena_alloc(r->arena, sizeof *m);
    char number[NUMBER_TEXT];
    read_place(r, o, x);
    read_pseudonym(r, o, "person", x->record);
    m->organisation = read_organisation(r, o, "organisation");
    m->via = member(r, o, "via") ? read_organisation(r, o, "via") + 1 : 0;
    m->relation = (enum relation)read_choice(r, o, "relation", relation_names, RELATION_COUNT);
    m->rule = read_text(r, o, "rule");
    m->pattern = read_text(r, o, "pattern");
    read_when(r, o, &m->when, &m->present, &m->former);
    m->quote.text = read_text(r, o, "quote");
    read_span(r, o, "span", &m->from, &m->until);
    read_span(r, o, "quote_span", &m->quote.from, &m->quote.until);
    const char *confidence = number_text(r, member(r, o, "confidence"), number);
    m->confidence = confidence ? strtod(confidence, NULL) : 0;
    if (!(m->confidence >= 0 && m->confidence <= 1)) wrong(r, ERR_FORMAT, "confidence", "is not between 0 and 1", "");
    x->mentions = m;
    x->mention_count = 1;
}

static void read_root(struct reading *r, struct extract_line *l)
{
    static const char *const types[] = {"input", "cv", "tie"};
    const struct json_node *o = r->nodes;
    if (o->kind != JSON_NODE_OBJECT) {
        wrong(r, ERR_FORMAT, "", "no JSON object", "");
        return;
    }
    l->kind = (enum extract_line_kind)read_choice(r, o, "type", types, sizeof types / sizeof *types);
    if (r->err) return;
    if (l->kind == EXTRACT_LINE_INPUT) read_input(r, o, &l->input);
    if (l->kind == EXTRACT_LINE_CV) read_cv(r, o, &l->extract);
    if (l->kind == EXTRACT_LINE_TIE) read_tie(r, o, &l->extract);
}

enum err extract_lines_read(struct extract_lines *r, struct bytes line, const char *file, uint64_t number, struct arena *a,
                            struct extract_line *ret, struct fault *f)
{
    struct reading here = {.lines = r, .text = line, .arena = a};
    struct extract_line l = {.extract = {.country = ""}};
    size_t count;
    if (line.len > EXTRACT_LINE_MAX) return fault_set(f, ERR_FORMAT, "%s:%" PRIu64 ": the line is too long", file, number);
    enum json_nodes_status status = json_nodes_read(r->nodes, line, &here.nodes, &count);
    if (status == JSON_NODES_MEMORY) return fault_set(f, ERR_MEMORY, "%s:%" PRIu64 ": not enough memory", file, number);
    if (status != JSON_NODES_OK) return fault_set(f, ERR_FORMAT, "%s:%" PRIu64 ": no JSON (octet %zu)", file, number, count);
    read_root(&here, &l);
    if (here.err) return fault_set(f, here.err, "%s:%" PRIu64 ": %s", file, number, here.cause);
    *ret = l;
    return ERR_OK;
}
