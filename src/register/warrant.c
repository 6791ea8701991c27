#include "register/warrant.h"

#include "base/clock.h"
#include "base/uuid.h"
#include "markup/yaml.h"
#include "register/file.h"
#include "register/names.h"
#include "register/target.h"
#include "register/warrant_index.h"

enum { LIID_BYTES = 25 }; /* TS 102 232-1 annex A: LawfulInterceptionIdentifier */

struct reading {
    const struct yaml *y;
    struct arena *arena;   /* the warrants' */
    bool know_elements;    /* a network was given: */
    struct names elements; /* its elements */
    struct fault *fault;
};

/* --- single values ------------------------------------------------------------------------------------------------------ */

static enum err read_country(struct reading *r, const struct yaml_node *n, const char **ret)
{
    if (!n) return ERR_OK;
    char *c = arena_text(r->arena, n->text);
    size_t len = 0;
    for (; c[len]; len++) {
        if (c[len] >= 'a' && c[len] <= 'z') c[len] = (char)(c[len] - 'a' + 'A');
        if (c[len] < 'A' || c[len] > 'Z') break;
    }
    if (len != 2 || c[len])
        return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is not a country code of two letters (ISO 3166-1)", n->text);
    *ret = c;
    return ERR_OK;
}

static enum err read_liid(struct reading *r, const struct yaml_node *n, const char **ret)
{
    if (!n) return ERR_OK;
    size_t len = 0;
    while (n->text[len] >= ' ' && n->text[len] <= '~') len++;
    if (n->text[len]) return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" holds characters that are not ASCII", n->text);
    if (len > LIID_BYTES) return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is longer than 25 octets", n->text);
    *ret = arena_text(r->arena, n->text);
    return ERR_OK;
}

static enum err read_time(struct reading *r, const struct yaml_node *n, int64_t *ret)
{
    if (clock_parse_rfc3339(n->text, ret)) return ERR_OK;
    return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is not an RFC 3339 time such as 2026-11-01T00:00:00Z", n->text);
}

/* --- lists -------------------------------------------------------------------------------------------------------------- */

static enum err read_xids(struct reading *r, const struct yaml_node *list, struct warrant *w)
{
    if (!list) return ERR_OK;
    uint8_t(*xids)[16] = arena_alloc(r->arena, list->count * sizeof *xids);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = yaml_text(r->y, n, r->fault);
        if (err) return err;
        if (!uuid_parse(n->text, xids[n->index]))
            return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is not a UUID", n->text);
    }
    w->xids = (const uint8_t(*)[16])xids;
    w->xid_count = list->count;
    return ERR_OK;
}

static enum err read_targets(struct reading *r, const struct yaml_node *list, struct warrant *w)
{
    struct target *targets = arena_alloc(r->arena, list->count * sizeof *targets);
    if (!list->count) return yaml_fault(r->y, list, r->fault, ERR_INVALID, "needs at least one target");
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        char text[TARGET_TEXT];
        enum err err = yaml_text(r->y, n, r->fault);
        if (err) return err;
        const char *cause = target_canonical(n->text, text, &targets[n->index]);
        if (cause) return yaml_fault(r->y, n, r->fault, ERR_INVALID, "%s", cause); /* the value stays out of it */
        targets[n->index].text = arena_text(r->arena, text);
    }
    w->targets = targets;
    w->target_count = list->count;
    return ERR_OK;
}

static enum err read_scope(struct reading *r, const struct yaml_node *list, struct warrant *w)
{
    static const char *const names[] = {"iri", "cc"};
    if (!list->count) return yaml_fault(r->y, list, r->fault, ERR_INVALID, "needs iri, cc or both");
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        size_t scope;
        enum err err = yaml_choice(r->y, n, names, ARRAY_LEN(names), &scope, r->fault);
        if (err) return err;
        if (scope == 0)
            w->iri = true;
        else
            w->cc = true;
    }
    return ERR_OK;
}

static enum err read_element_names(struct reading *r, const struct yaml_node *list, struct warrant *w)
{
    if (!list) return ERR_OK;
    const char **names = arena_alloc(r->arena, list->count * sizeof *names);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        size_t count;
        enum err err = yaml_text(r->y, n, r->fault);
        if (err) return err;
        if (r->know_elements && !names_find(&r->elements, n->text, &count))
            return yaml_fault(r->y, n, r->fault, ERR_INVALID, "no element of the network is named \"%.60s\"", n->text);
        names[n->index] = arena_text(r->arena, n->text);
    }
    w->elements = names;
    w->element_count = list->count;
    return ERR_OK;
}

static enum err read_deliver_to(struct reading *r, const struct yaml_node *list, struct warrant *w)
{
    if (!list) return ERR_OK;
    struct deliver_to *to = arena_alloc(r->arena, list->count * sizeof *to);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        struct deliver_to *d = &to[n->index];
        enum err err = yaml_text(r->y, n, r->fault);
        if (err) return err;
        if (!endpoint_parse(n->text, &d->addr, &d->port) || !d->port)
            return yaml_fault(r->y, n, r->fault, ERR_INVALID,
                              "\"%.60s\" is not ADDRESS:PORT such as 198.51.100.7:41002 or [2001:db8::7]:41002", n->text);
    }
    w->deliver_to = to;
    w->deliver_to_count = list->count;
    return ERR_OK;
}

/* --- the file ----------------------------------------------------------------------------------------------------------- */

static enum err read_warrant(struct reading *r, const struct yaml_node *node, struct warrant *w)
{
    enum { ID, AUTHORITY, COUNTRY, LIID, XIDS, TARGETS, SCOPE, FROM, UNTIL, ELEMENTS, DELIVER_TO, FIELDS };
    static const struct yaml_field fields[FIELDS] = {
        [ID] = {"id", YAML_TEXT, true},
        [AUTHORITY] = {"authority", YAML_TEXT, true},
        [COUNTRY] = {"country", YAML_TEXT, false},
        [LIID] = {"liid", YAML_TEXT, false},
        [XIDS] = {"xids", YAML_LIST, false},
        [TARGETS] = {"targets", YAML_LIST, true},
        [SCOPE] = {"scope", YAML_LIST, true},
        [FROM] = {"from", YAML_TEXT, true},
        [UNTIL] = {"until", YAML_TEXT, true},
        [ELEMENTS] = {"elements", YAML_LIST, false},
        [DELIVER_TO] = {"deliver_to", YAML_LIST, false},
    };
    const struct yaml_node *v[FIELDS];
    enum err err = yaml_fields(r->y, node, fields, FIELDS, v, r->fault);
    if (!err) err = read_country(r, v[COUNTRY], &w->country);
    if (!err) err = read_liid(r, v[LIID], &w->liid);
    if (!err) err = read_xids(r, v[XIDS], w);
    if (!err) err = read_targets(r, v[TARGETS], w);
    if (!err) err = read_scope(r, v[SCOPE], w);
    if (!err) err = read_time(r, v[FROM], &w->from_ns);
    if (!err) err = read_time(r, v[UNTIL], &w->until_ns);
    if (!err) err = read_element_names(r, v[ELEMENTS], w);
    if (!err) err = read_deliver_to(r, v[DELIVER_TO], w);
    if (err) return err;
    if (w->from_ns >= w->until_ns) return yaml_fault(r->y, v[UNTIL], r->fault, ERR_INVALID, "is not after from");
    if (!w->liid && !w->xid_count)
        return yaml_fault(r->y, node, r->fault, ERR_INVALID, "needs liid or xids: nothing on the wire could be held against it");
    w->id = arena_text(r->arena, v[ID]->text);
    w->authority = arena_text(r->arena, v[AUTHORITY]->text);
    w->line = node->line;
    return ERR_OK;
}

/* A fault about list[index].key, or about its item `item` when that is not negative. */
static enum err refuse(struct reading *r, const struct yaml_node *list, size_t index, const char *key, ptrdiff_t item,
                       const char *text, const struct warrant *other)
{
    const struct yaml_node *n = yaml_value(yaml_item(list, index), key);
    if (item >= 0) n = yaml_item(n, (size_t)item);
    return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is already %s %.60s (line %u)", n->text, text, other->id,
                      other->line);
}

static enum err read_list(struct reading *r, const struct yaml_node *list, struct warrants *ret)
{
    struct warrant *all = arena_alloc(r->arena, list->count * sizeof *all);
    struct name *ids = arena_alloc(r->arena, list->count * sizeof *ids);
    struct warrant_clash clash;
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = read_warrant(r, n, &all[n->index]);
        if (err) return err;
        ids[n->index] = (struct name){all[n->index].id, n->index};
    }
    ret->list = all;
    ret->count = list->count;
    struct names by_id = names_index(r->arena, ids, list->count);
    ptrdiff_t again = names_repeated(&by_id);
    if (again >= 0) return refuse(r, list, ids[again].value, "id", -1, "the id of warrant", &all[ids[again - 1].value]);
    if (warrants_index(ret, r->arena, &clash)) return ERR_OK;
    return refuse(r, list, clash.later, clash.by_xid ? "xids" : "liid", clash.by_xid ? (ptrdiff_t)clash.xid : -1,
                  "claimed, at the same time, by warrant", &all[clash.earlier]);
}

static enum err read_warrants(struct reading *r, struct warrants *ret)
{
    enum { CUSTOS, WARRANTS, FIELDS };
    static const struct yaml_field fields[FIELDS] = {
        [CUSTOS] = {"custos", YAML_TEXT, true}, [WARRANTS] = {"warrants", YAML_LIST, true}};
    const struct yaml_node *v[FIELDS];
    enum err err = yaml_format(r->y, "warrants/1", r->fault);
    if (!err) err = yaml_fields(r->y, r->y->root, fields, FIELDS, v, r->fault);
    return err ? err : read_list(r, v[WARRANTS], ret);
}

static struct names element_names(struct arena *a, const struct network *n)
{
    struct name *names = arena_alloc(a, n->element_count * sizeof *names);
    for (uint32_t i = 0; i < n->element_count; i++) names[i] = (struct name){n->elements[i].name, i};
    return names_index(a, names, n->element_count);
}

enum err warrants_parse(const char *name, const uint8_t *text, size_t len, const struct network *n, struct warrants **ret,
                        struct fault *f)
{
    struct yaml y;
    enum err err = yaml_parse(name, bytes_of(text, len), &y, f);
    if (err) return err;
    struct arena *a = arena_new();
    struct warrants *w = a ? arena_alloc(a, sizeof *w) : NULL;
    if (w) {
        struct reading r = {.y = &y, .arena = a, .know_elements = n, .fault = f};
        if (n) r.elements = element_names(a, n);
        w->arena = a;
        err = read_warrants(&r, w);
    } else {
        err = fault_set(f, ERR_MEMORY, "%s: not enough memory", name);
    }
    yaml_done(&y);
    if (err)
        arena_free_secret(a);
    else
        *ret = w;
    return err;
}

enum err warrants_read(const char *path, const struct network *n, struct warrants **ret, struct fault *f)
{
    struct bytes text;
    enum err err = register_file_read(path, &text, f);
    if (err) return err;
    err = warrants_parse(path, text.data, text.len, n, ret, f);
    register_file_done(&text);
    return err;
}

void warrants_free(struct warrants *w)
{
    if (w) arena_free_secret(w->arena); /* the list itself lives in it */
}

bool warrant_delivers_to(const struct warrant *w, const struct ip_addr *a, uint16_t port)
{
    for (size_t i = 0; i < w->deliver_to_count; i++)
        if (w->deliver_to[i].port == port && ip_equal(&w->deliver_to[i].addr, a)) return true;
    return false;
}

bool warrant_covers(const struct warrant *w, int64_t time_ns)
{
    return time_ns >= w->from_ns && time_ns <= w->until_ns;
}
