#include "people/lists.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/macros.h"
#include "markup/object.h"

/* The next line of `rest` without its end and what is white around it. False: there is none. */
static bool next_line(struct bytes *rest, struct bytes *ret)
{
    if (rest->len == 0) return false;
    const uint8_t *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct bytes line = bytes_slice(*rest, 0, len);
    *rest = bytes_slice(*rest, len + (end != NULL), rest->len);
    while (line.len && strchr(" \t\r", line.data[line.len - 1]) && line.data[line.len - 1]) line.len--;
    while (line.len && (line.data[0] == ' ' || line.data[0] == '\t')) line = bytes_slice(line, 1, line.len);
    *ret = line;
    return true;
}

/* --- erasures ------------------------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static void add_text(struct arena *a, const char ***list, size_t *count, size_t *room, const char *text)
{
    *list = arena_room(a, *list, *count, room, sizeof **list);
    (*list)[(*count)++] = text;
}

enum err erasures_read(struct bytes text, const char *file, struct arena *a, struct erasures *ret, struct fault *f)
{
    struct erasures e = {.records = NULL};
    size_t record_room = 0, person_room = 0;
    struct bytes line;
    for (uint64_t number = 1; next_line(&text, &line); number++) {
        const uint8_t *comment = line.len ? memchr(line.data, '#', line.len) : NULL;
        if (comment) line.len = (size_t)(comment - line.data);
        while (line.len && (line.data[line.len - 1] == ' ' || line.data[line.len - 1] == '\t')) line.len--;
        if (line.len == 0) continue;
        char *name = arena_copy(a, (const char *)line.data, line.len);
        if (!pseudonym_valid(name))
            return fault_set(f, ERR_FORMAT, "%s:%" PRIu64 ": \"%.40s\" is no pseudonym of a record (r-...) or person (p-...)",
                             file, number, name);
        if (*name == 'r')
            add_text(a, &e.records, &e.record_count, &record_room, name);
        else
            add_text(a, &e.persons, &e.person_count, &person_room, name);
    }
    if (e.record_count) qsort(e.records, e.record_count, sizeof *e.records, by_text);
    if (e.person_count) qsort(e.persons, e.person_count, sizeof *e.persons, by_text);
    *ret = e;
    return ERR_OK;
}

bool erasures_have_record(const struct erasures *e, const char *record)
{
    return e->record_count && bsearch(&record, e->records, e->record_count, sizeof *e->records, by_text);
}

bool erasures_have_person_of(const struct erasures *e, const char *record)
{
    char person[PSEUDONYM_TEXT] = "p";
    const char *key = person;
    if (e->person_count == 0) return false;
    memcpy(person + 1, record + 1, strnlen(record + 1, sizeof person - 2));
    return bsearch(&key, e->persons, e->person_count, sizeof *e->persons, by_text);
}

/* --- corrections ---------------------------------------------------------------------------------------------------------- */

struct correction_fields {
    const char *record, *organisation, *action, *from, *until, *open, *reason;
};

static const char *sort_fields(const struct object *o, struct correction_fields *c)
{
    const struct {
        const char *name, **value;
    } known[] = {{"record", &c->record}, {"organisation", &c->organisation},
                 {"action", &c->action}, {"from", &c->from},
                 {"until", &c->until},   {"open", &c->open},
                 {"reason", &c->reason}};
    for (size_t m = 0; m < o->count; m++) {
        size_t k = 0;
        while (k < ARRAY_LEN(known) && !bytes_equal(o->members[m].name, bytes_of_text(known[k].name))) k++;
        if (k == ARRAY_LEN(known)) return "an unknown member; known are record, organisation, action, from, until, open, reason";
        *known[k].value = (const char *)o->members[m].value.data; /* copied with a NUL behind it; NULL: null */
    }
    return NULL;
}

/* NULL, or why it is none. */
static const char *take_correction(const struct correction_fields *c, struct correction *ret)
{
    *ret = (struct correction){.record = c->record, .organisation = c->organisation, .reason = c->reason};
    if (!c->record || *c->record != 'r' || !pseudonym_valid(c->record)) return "\"record\" is no pseudonym of a record (r-...)";
    if (!c->organisation || !*c->organisation) return "\"organisation\" is missing: the id of what the record names";
    if (!c->reason || !*c->reason) return "\"reason\" is missing";
    if (!c->action) return "\"action\" is missing: \"strike\" or \"interval\"";
    ret->strike = strcmp(c->action, "strike") == 0;
    if (ret->strike) return c->from || c->until || c->open ? "what is struck has no \"from\", \"until\" or \"open\"" : NULL;
    if (strcmp(c->action, "interval") != 0) return "\"action\" is neither \"strike\" nor \"interval\"";
    if (!date_parse(c->from ? c->from : "", &ret->when.from)) return "\"from\" is no date (2009, 2009-03 or 2009-03-15)";
    if (!date_parse(c->until ? c->until : "", &ret->when.until)) return "\"until\" is no date (2009, 2009-03 or 2009-03-15)";
    if (c->open && strcmp(c->open, "true") != 0 && strcmp(c->open, "false") != 0) return "\"open\" is neither true nor false";
    ret->when.open = c->open && *c->open == 't';
    if (ret->when.open && ret->when.until.precision != DATE_UNKNOWN) return "an open interval has no \"until\"";
    return NULL;
}

/* By record; those of a record stay in their order. */
static void sort_corrections(struct correction *list, size_t count, struct correction *spare)
{
    if (count < 2) return;
    size_t half = count / 2, i = 0, k = half, n = 0;
    sort_corrections(list, half, spare);
    sort_corrections(list + half, count - half, spare);
    while (i < half || k < count)
        spare[n++] = k == count || (i < half && strcmp(list[i].record, list[k].record) <= 0) ? list[i++] : list[k++];
    memcpy(list, spare, count * sizeof *list);
}

enum err corrections_read(struct bytes text, const char *file, struct arena *a, struct corrections *ret, struct fault *f)
{
    struct corrections c = {.list = NULL};
    size_t room = 0;
    struct bytes line;
    for (uint64_t number = 1; next_line(&text, &line); number++) {
        struct correction_fields fields = {.record = NULL};
        struct object o;
        struct fault why;
        if (line.len == 0) continue;
        if (object_read(line, a, &o, &why) != ERR_OK)
            return fault_set(f, ERR_FORMAT, "%s:%" PRIu64 ": %s", file, number, why.text);
        c.list = arena_room(a, c.list, c.count, &room, sizeof *c.list);
        const char *cause = sort_fields(&o, &fields);
        if (!cause) cause = take_correction(&fields, &c.list[c.count]);
        if (cause) return fault_set(f, ERR_FORMAT, "%s:%" PRIu64 ": %s", file, number, cause);
        c.count++;
    }
    if (c.count) sort_corrections(c.list, c.count, arena_alloc(a, c.count * sizeof *c.list));
    *ret = c;
    return ERR_OK;
}

static size_t first_of(const struct corrections *c, const char *record)
{
    size_t low = 0, high = c->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(c->list[middle].record, record) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t correct_employments(const struct correction *c, const struct organisations *o, struct extract *x)
{
    size_t kept = 0, changed = 0;
    for (size_t i = 0; i < x->employment_count; i++) {
        struct employment *e = &x->employments[i];
        bool meant = strcmp(o->list[e->organisation].id, c->organisation) == 0;
        changed += meant;
        if (meant && c->strike) continue;
        if (meant) e->when = c->when, e->present = e->former = false;
        x->employments[kept++] = *e;
    }
    x->employment_count = kept;
    return changed;
}

static size_t correct_mentions(const struct correction *c, const struct organisations *o, struct extract *x)
{
    size_t kept = 0, changed = 0;
    for (size_t i = 0; i < x->mention_count; i++) {
        struct mention *m = &x->mentions[i];
        bool meant = strcmp(o->list[m->organisation].id, c->organisation) == 0;
        changed += meant;
        if (meant && c->strike) continue;
        if (meant) m->when = c->when, m->present = m->former = false;
        x->mentions[kept++] = *m;
    }
    x->mention_count = kept;
    return changed;
}

size_t corrections_apply(const struct corrections *c, const struct organisations *o, struct extract *x)
{
    size_t changed = 0;
    for (size_t i = first_of(c, x->record); i < c->count && strcmp(c->list[i].record, x->record) == 0; i++)
        changed += correct_employments(&c->list[i], o, x) + correct_mentions(&c->list[i], o, x);
    return changed;
}

void correction_write(FILE *out, const struct correction *c)
{
    struct json j;
    char from[DATE_TEXT], until[DATE_TEXT];
    json_init(&j, out, false);
    json_object_begin(&j, NULL);
    json_string(&j, "record", c->record);
    json_string(&j, "organisation", c->organisation);
    json_string(&j, "action", c->strike ? "strike" : "interval");
    if (!c->strike) {
        date_text(&c->when.from, from);
        date_text(&c->when.until, until);
        json_string(&j, "from", from);
        json_string(&j, "until", until);
        json_bool(&j, "open", c->when.open);
    }
    json_string(&j, "reason", c->reason);
    json_object_end(&j);
    putc('\n', out);
}
