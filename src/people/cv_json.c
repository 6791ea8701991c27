/* JSON Resume v1.0.0 (jsonresume.org/schema), exports of networks and the like: no schema is asked for, fields are known by their
 * names (cv_keys.h) wherever they stand. */
#include <stdlib.h>

#include "markup/json_nodes.h"
#include "markup/json_text.h"
#include "people/cv_internal.h"

/* Where a field stands. */
struct place {
    enum { AT_RECORD, AT_ENTRY, AT_OTHER } where;
    enum cv_section section;
    uint32_t entry;
    const struct cv_part *organisation; /* of the entry around this one, or NULL */
};

struct walk {
    struct cv_reader *r;
    const struct json_node *nodes;
    uint32_t employment, study; /* entries that fields of the record itself belong to; 0: none yet */
};

static void walk_members(struct walk *w, uint32_t object, const struct place *at);
static void walk_section(struct walk *w, uint32_t node, const struct place *at, enum cv_section section);

static struct bytes octets_of(const struct walk *w, uint32_t from, uint32_t len)
{
    return bytes_slice(w->r->cv->bytes, from, len);
}

/* `len` octets of the record at `from`, escapes undone, behind the text that is put together. */
static void put_unescaped(struct cv_reader *r, size_t from, size_t len)
{
    size_t end = from + len;
    cv_text_mark(r, from);
    while (from < end) {
        struct bytes rest = bytes_slice(r->cv->bytes, from, end - from);
        const uint8_t *escape = memchr(rest.data, '\\', rest.len);
        size_t plain = escape ? (size_t)(escape - rest.data) : rest.len;
        cv_text_put(r, rest.data, plain);
        from += plain;
        if (!escape) break;
        uint8_t text[JSON_ESCAPE_TEXT];
        unsigned text_len;
        from += json_escape(bytes_slice(rest, plain, SIZE_MAX), text, &text_len);
        cv_text_put(r, text, text_len);
        cv_text_mark(r, from);
    }
}

static void string_part(struct walk *w, const struct json_node *n, const struct cv_part *like)
{
    if (!n->escaped) {
        cv_part_plain(w->r, like, n->from, n->len);
        return;
    }
    struct cv_text t = cv_text_begin(w->r);
    put_unescaped(w->r, n->from, n->len);
    cv_part_made(w->r, like, t);
}

/* A string's text without a place: names and identifiers. */
static struct bytes string_text(struct walk *w, const struct json_node *n)
{
    if (n->kind != JSON_NODE_STRING && n->kind != JSON_NODE_NUMBER) return bytes_of(NULL, 0);
    if (!n->escaped) return octets_of(w, n->from, n->len);
    struct cv_text t = cv_text_begin(w->r);
    put_unescaped(w->r, n->from, n->len);
    return bytes_of(w->r->text + t.text, w->r->text_len - t.text);
}

static enum cv_key key_of(const struct walk *w, uint32_t node)
{
    return w->r->node_keys[node];
}

/* --- dates --- */

/* {"year": 2009, "month": 3}: one text, "2009-03". False: it is no such object. */
static bool date_object(struct walk *w, uint32_t object, const struct cv_part *like)
{
    const struct json_node *units[3] = {NULL, NULL, NULL};
    for (uint32_t i = object + 1; i < w->nodes[object].next; i = w->nodes[i].next) {
        enum cv_key key = key_of(w, i);
        bool digits = w->nodes[i].kind == JSON_NODE_NUMBER || w->nodes[i].kind == JSON_NODE_STRING;
        if (key >= CV_KEY_YEAR && key <= CV_KEY_DAY && digits && !w->nodes[i].escaped) units[key - CV_KEY_YEAR] = &w->nodes[i];
    }
    if (!units[0]) return false;
    struct cv_text t = cv_text_begin(w->r);
    for (size_t i = 0; i < 3 && units[i]; i++) {
        if (i > 0) cv_text_put(w->r, "-0", units[i]->len < 2 ? 2 : 1);
        cv_text_mark(w->r, units[i]->from);
        cv_text_put(w->r, w->r->cv->bytes.data + units[i]->from, units[i]->len);
    }
    cv_part_made(w->r, like, t);
    return true;
}

/* "current": true says what an end of "present" would. */
static void current_part(struct walk *w, const struct json_node *n, const struct cv_part *like)
{
    if (n->kind != JSON_NODE_TRUE) return;
    struct cv_text t = cv_text_begin(w->r);
    cv_text_mark(w->r, n->from);
    cv_text_put(w->r, "now", 3);
    cv_part_made(w->r, like, t);
}

/* --- fields --- */

/* A value whose texts are `like`. */
static void walk_value(struct walk *w, uint32_t node, const struct place *at, const struct cv_part *like)
{
    const struct json_node *n = &w->nodes[node];
    bool date = like->field == CV_FROM || like->field == CV_UNTIL || like->field == CV_DATES;
    struct place inside = *at;
    switch (n->kind) {
    case JSON_NODE_STRING: string_part(w, n, like); break;
    case JSON_NODE_NUMBER:
        if (date) cv_part_plain(w->r, like, n->from, n->len);
        break;
    case JSON_NODE_ARRAY:
        for (uint32_t i = node + 1; i < n->next; i = w->nodes[i].next) walk_value(w, i, at, like);
        break;
    case JSON_NODE_OBJECT:
        if (date && date_object(w, node, like)) break;
        /* {"company": {"name": ...}}: a name in it is what the field is */
        for (uint32_t i = node + 1; i < n->next && like->field != CV_PROSE; i = w->nodes[i].next)
            if (key_of(w, i) == CV_KEY_LABEL) {
                walk_value(w, i, at, like);
                return;
            }
        if (at->where == AT_RECORD) inside.where = AT_OTHER;
        walk_members(w, node, &inside);
        break;
    default: break;
    }
}

static uint32_t entry_new(struct walk *w)
{
    return ++w->r->entries;
}

/* Where in the history a field stands: fields of the record itself make one entry of employment and one of study. */
static struct cv_part like_of(struct walk *w, const struct place *at, enum cv_field field, bool study)
{
    struct cv_part like = {.section = at->section, .field = field, .entry = at->entry};
    if (at->where != AT_RECORD || field == CV_PROSE || field == CV_PLACE) return like;
    uint32_t *entry = study ? &w->study : &w->employment;
    if (*entry == 0) *entry = entry_new(w);
    like.section = study ? CV_EDUCATION : CV_EMPLOYMENT;
    like.entry = *entry;
    return like;
}

/* "name": the person's of a record; in an entry the organisation's, or what a project is called. */
static void walk_label(struct walk *w, uint32_t node, const struct place *at)
{
    if (at->where == AT_RECORD) {
        w->r->cv->name = string_text(w, &w->nodes[node]);
        return;
    }
    bool named = at->where == AT_ENTRY && at->section != CV_LOOSE;
    enum cv_field field = !named ? CV_PROSE : at->section == CV_PROJECT ? CV_TITLE : CV_ORGANISATION;
    struct cv_part like = like_of(w, at, field, false);
    walk_value(w, node, at, &like);
}

/* Where the person works or lives, if it is the record's; a country says it best. */
static void walk_place(struct walk *w, uint32_t node, const struct place *at, bool country)
{
    const struct json_node *n = &w->nodes[node];
    struct cv *cv = w->r->cv;
    if (at->where != AT_RECORD) {
        struct cv_part like = like_of(w, at, CV_PLACE, false);
        walk_value(w, node, at, &like);
    } else if (n->kind == JSON_NODE_OBJECT) {
        for (uint32_t i = node + 1; i < n->next; i = w->nodes[i].next) {
            enum cv_key key = key_of(w, i);
            if (key == CV_KEY_PLACE || key == CV_KEY_COUNTRY || key == CV_KEY_LABEL) walk_place(w, i, at, key == CV_KEY_COUNTRY);
        }
    } else if (country || cv->place.len == 0) {
        struct bytes text = string_text(w, n);
        if (text.len > 0) cv->place = text;
    }
}

/* What belongs to the person and not to the history. False: it does not. */
static bool walk_identity(struct walk *w, uint32_t node, const struct place *at, enum cv_key key)
{
    struct cv_reader *r = w->r;
    bool record = at->where == AT_RECORD;
    switch (key) {
    case CV_KEY_ID:
        if (record && r->cv->id.len == 0) r->cv->id = string_text(w, &w->nodes[node]);
        return true;
    case CV_KEY_NAME:
        if (record) r->cv->name = string_text(w, &w->nodes[node]);
        return true;
    case CV_KEY_GIVEN_NAME:
        if (record) r->given = string_text(w, &w->nodes[node]);
        return true;
    case CV_KEY_FAMILY_NAME:
        if (record) r->family = string_text(w, &w->nodes[node]);
        return true;
    case CV_KEY_IGNORED:
    case CV_KEY_DROPPED: return true;
    default: return false;
    }
}

static void walk_field(struct walk *w, uint32_t node, const struct place *at, enum cv_field field, bool study)
{
    struct cv_part like = like_of(w, at, field, study);
    walk_value(w, node, at, &like);
}

static bool is_section(enum cv_key key)
{
    return key >= CV_KEY_EMPLOYMENT && key <= CV_KEY_OTHER_ENTRIES;
}

static void walk_member(struct walk *w, uint32_t node, const struct place *at)
{
    enum cv_key key = key_of(w, node);
    bool study = at->section == CV_EDUCATION;
    if (walk_identity(w, node, at, key)) return;
    switch (key) {
    case CV_KEY_LABEL: walk_label(w, node, at); break;
    case CV_KEY_BASICS:
        if (at->where == AT_RECORD && w->nodes[node].kind == JSON_NODE_OBJECT)
            walk_members(w, node, at);
        else
            walk_field(w, node, at, CV_PROSE, study);
        break;
    case CV_KEY_ORGANISATION: walk_field(w, node, at, CV_ORGANISATION, study); break;
    case CV_KEY_SCHOOL: walk_field(w, node, at, CV_ORGANISATION, true); break;
    case CV_KEY_TITLE: walk_field(w, node, at, CV_TITLE, study); break;
    case CV_KEY_STUDY: walk_field(w, node, at, CV_STUDY, true); break;
    case CV_KEY_FROM: walk_field(w, node, at, CV_FROM, study); break;
    case CV_KEY_UNTIL: walk_field(w, node, at, CV_UNTIL, study); break;
    case CV_KEY_GRADUATED: walk_field(w, node, at, CV_UNTIL, true); break;
    case CV_KEY_DATES: walk_field(w, node, at, CV_DATES, study); break;
    case CV_KEY_PLACE:
    case CV_KEY_COUNTRY: walk_place(w, node, at, key == CV_KEY_COUNTRY); break;
    case CV_KEY_CURRENT: {
        struct cv_part like = like_of(w, at, CV_UNTIL, study);
        current_part(w, &w->nodes[node], &like);
        break;
    }
    default: walk_field(w, node, at, CV_PROSE, study); break;
    }
}

static enum cv_section section_of(enum cv_key key)
{
    switch (key) {
    case CV_KEY_EMPLOYMENT: return CV_EMPLOYMENT;
    case CV_KEY_EDUCATION: return CV_EDUCATION;
    case CV_KEY_PROJECT: return CV_PROJECT;
    case CV_KEY_SERVICE: return CV_SERVICE;
    default: return CV_LOOSE;
    }
}

/* An entry's own fields stand together, before those of entries inside it. */
static void walk_members(struct walk *w, uint32_t object, const struct place *at)
{
    uint32_t end = w->nodes[object].next;
    size_t first = w->r->cv->count;
    for (uint32_t i = object + 1; i < end; i = w->nodes[i].next)
        if (!is_section(key_of(w, i))) walk_member(w, i, at);
    struct place inside = *at;
    for (size_t i = first; i < w->r->cv->count && at->where == AT_ENTRY; i++)
        if (w->r->parts[i].entry == at->entry && w->r->parts[i].field == CV_ORGANISATION) inside.organisation = &w->r->parts[i];
    for (uint32_t i = object + 1; i < end; i = w->nodes[i].next) {
        enum cv_key key = key_of(w, i);
        if (is_section(key)) walk_section(w, i, &inside, section_of(key));
    }
}

/* Whether an object is an entry, by having a field of one; else it holds entries. */
static bool is_entry(struct walk *w, uint32_t object)
{
    for (uint32_t i = object + 1; i < w->nodes[object].next; i = w->nodes[i].next) {
        enum cv_key key = key_of(w, i);
        if (key == CV_KEY_LABEL || (key >= CV_KEY_ORGANISATION && key <= CV_KEY_CURRENT)) return true;
    }
    return false;
}

/* An entry inside one of an employer's ("positions" of a company) is with that employer. */
static void inherit(struct walk *w, const struct place *at, size_t first)
{
    struct cv *cv = w->r->cv;
    for (size_t i = first; i < cv->count; i++)
        if (cv->parts[i].entry == at->entry && cv->parts[i].field == CV_ORGANISATION) return;
    if (!at->organisation || at->organisation->section != at->section || cv->count == CV_PARTS) return;
    cv->parts[cv->count] = *at->organisation;
    cv->parts[cv->count++].entry = at->entry;
}

static void walk_section(struct walk *w, uint32_t node, const struct place *at, enum cv_section section)
{
    const struct json_node *n = &w->nodes[node];
    struct place inside = {AT_ENTRY, section, 0, at->organisation};
    struct cv_part prose = {.section = section, .field = CV_PROSE};
    if (n->kind == JSON_NODE_STRING) {
        string_part(w, n, &prose);
    } else if (n->kind == JSON_NODE_OBJECT && is_entry(w, node)) {
        inside.entry = entry_new(w);
        size_t first = w->r->cv->count;
        walk_members(w, node, &inside);
        inherit(w, &inside, first);
    } else {
        for (uint32_t i = node + 1; i < n->next; i = w->nodes[i].next) walk_section(w, i, at, section);
    }
}

/* --- records --- */

static const char *const faults[] = {[JSON_NODES_MALFORMED] = "no JSON",
                                     [JSON_NODES_TOO_DEEP] = "nested too deep",
                                     [JSON_NODES_TOO_MANY] = "too many values",
                                     [JSON_NODES_TOO_LARGE] = "too long"};

/* What each node is, by its name, and how many places its texts may need at most. False: no memory. */
static bool name_nodes(struct cv_reader *r, struct bytes record, const struct json_node *nodes, size_t count, size_t *ret_origins)
{
    if (r->node_room < count) {
        uint8_t *grown = realloc(r->node_keys, 2 * count);
        if (!grown) return false;
        r->node_keys = grown;
        r->node_room = 2 * count;
    }
    *ret_origins = count;
    for (size_t i = 0; i < count; i++) {
        r->node_keys[i] = (uint8_t)cv_key_of(&r->keys, bytes_slice(record, nodes[i].key, nodes[i].key_len));
        if (nodes[i].escaped) *ret_origins += nodes[i].len / 2;
    }
    return true;
}

enum cv_status cv_read_json(struct cv_reader *r, struct cv *cv)
{
    const struct json_node *nodes;
    size_t count, origins;
    enum json_nodes_status status = json_nodes_read(r->nodes, cv->bytes, &nodes, &count);
    if (status == JSON_NODES_MEMORY) return CV_MEMORY;
    if (status != JSON_NODES_OK) return cv_malformed(r, faults[status], count);
    if (nodes[0].kind != JSON_NODE_OBJECT) return cv_malformed(r, "no object", nodes[0].from);
    /* what is undone or put together is never longer than what it is made from */
    if (!name_nodes(r, cv->bytes, nodes, count, &origins) || !cv_begin(r, cv, cv->bytes.len, origins)) return CV_MEMORY;
    struct walk w = {.r = r, .nodes = nodes};
    walk_members(&w, 0, &(struct place){.where = AT_RECORD});
    return cv_end(r);
}
