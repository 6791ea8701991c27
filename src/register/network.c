#include "register/network.h"

#include <stdio.h>

#include "markup/yaml.h"
#include "register/file.h"
#include "register/names.h"
#include "register/network_index.h"

static const char *const side_names[SIDE_COUNT] = {"access", "core", "outside", "management", "all"};
static const char *const zone_names[ZONE_COUNT] = {"core", "edge", "access", "management", "outside"};
static const char *const purpose_names[PURPOSE_COUNT] = {"signalling", "transport", "maintenance", "delivery", "probe"};
/* TS 23.002, TS 23.501, TS 33.127; HOST is anything else */
static const char *const role_names[] = {"UPF", "SGW",  "PGW",  "GGSN", "SGSN", "MME",  "AMF", "SMF",    "HSS", "UDM",
                                         "MSC", "ADMF", "MDF2", "MDF3", "MF",   "LEMF", "OAM", "ROUTER", "HOST"};

const char *tap_side_name(enum tap_side s)
{
    return (unsigned)s < SIDE_COUNT ? side_names[s] : "unknown";
}

const char *zone_name(enum zone z)
{
    return (unsigned)z < ZONE_COUNT ? zone_names[z] : "unknown";
}

const char *purpose_name(enum purpose p)
{
    return (unsigned)p < PURPOSE_COUNT ? purpose_names[p] : "unknown";
}

struct reading {
    const struct yaml *y;
    struct network *net;
    struct arena *arena;                     /* the network's */
    struct names elements, roles, suppliers; /* element indices */
    struct fault *fault;
};

/* --- elements ----------------------------------------------------------------------------------------------------------- */

static enum err read_prefixes(struct reading *r, const struct yaml_node *list, const struct ip_prefix **ret, size_t *ret_count)
{
    if (!list) return ERR_OK;
    struct ip_prefix *p = arena_alloc(r->arena, list->count * sizeof *p);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = yaml_text(r->y, n, r->fault);
        if (err) return err;
        if (!prefix_parse(n->text, &p[n->index]))
            return yaml_fault(r->y, n, r->fault, ERR_INVALID,
                              "\"%.60s\" is not an IP address or a prefix whose bits after the length are zero", n->text);
    }
    *ret = p;
    *ret_count = list->count;
    return ERR_OK;
}

static enum err read_macs(struct reading *r, const struct yaml_node *list, struct element *e)
{
    if (!list) return ERR_OK;
    struct mac_addr *m = arena_alloc(r->arena, list->count * sizeof *m);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = yaml_text(r->y, n, r->fault);
        if (err) return err;
        if (!mac_parse(n->text, &m[n->index]))
            return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is not a MAC address such as 02:00:00:00:03:01",
                              n->text);
    }
    e->macs = m;
    e->mac_count = list->count;
    return ERR_OK;
}

static enum err read_element(struct reading *r, const struct yaml_node *node, struct element *e)
{
    enum { NAME, SUPPLIER, ROLE, ZONE, ADDRESSES, MACS, SUBSCRIBERS, FIELDS };
    static const struct yaml_field fields[FIELDS] = {[NAME] = {"name", YAML_TEXT, true},
                                                     [SUPPLIER] = {"supplier", YAML_TEXT, false},
                                                     [ROLE] = {"role", YAML_TEXT, true},
                                                     [ZONE] = {"zone", YAML_TEXT, false},
                                                     [ADDRESSES] = {"addresses", YAML_LIST, true},
                                                     [MACS] = {"macs", YAML_LIST, false},
                                                     [SUBSCRIBERS] = {"subscribers", YAML_LIST, false}};
    const struct yaml_node *v[FIELDS];
    size_t role, zone = ZONE_CORE;
    enum err err = yaml_fields(r->y, node, fields, FIELDS, v, r->fault);
    if (!err) err = yaml_choice(r->y, v[ROLE], role_names, ARRAY_LEN(role_names), &role, r->fault);
    if (!err && v[ZONE]) err = yaml_choice(r->y, v[ZONE], zone_names, ZONE_COUNT, &zone, r->fault);
    if (!err) err = read_prefixes(r, v[ADDRESSES], &e->addresses, &e->address_count);
    if (!err) err = read_macs(r, v[MACS], e);
    if (!err) err = read_prefixes(r, v[SUBSCRIBERS], &e->subscribers, &e->subscriber_count);
    if (err) return err;
    if (!e->address_count) return yaml_fault(r->y, v[ADDRESSES], r->fault, ERR_INVALID, "needs at least one address");
    e->name = arena_text(r->arena, v[NAME]->text);
    e->supplier = v[SUPPLIER] ? arena_text(r->arena, v[SUPPLIER]->text) : NULL;
    e->role = role_names[role];
    e->zone = (enum zone)zone;
    e->line = node->line;
    return ERR_OK;
}

static enum err refuse_repeated_names(struct reading *r, const struct yaml_node *list, const struct names *names)
{
    ptrdiff_t at = names_repeated(names);
    if (at < 0) return ERR_OK;
    const struct yaml_node *later = yaml_item(list, names->list[at].value), *earlier = yaml_item(list, names->list[at - 1].value);
    return yaml_fault(r->y, yaml_value(later, "name"), r->fault, ERR_INVALID, "\"%.60s\" is already the name of %s[%u] (line %u)",
                      names->list[at].text, list->key, earlier->index, earlier->line);
}

static enum err refuse_clash(struct reading *r, const struct yaml_node *list, const struct prefix_clash *c)
{
    const struct yaml_node *later = yaml_item(yaml_value(yaml_item(list, c->element), "addresses"), c->address);
    const struct element *other = &r->net->elements[c->other_element];
    return yaml_fault(r->y, later, r->fault, ERR_INVALID, "%.60s is already an address of %.60s (line %u)", later->text,
                      other->name, other->line);
}

static void index_groups(struct reading *r)
{
    const struct network *net = r->net;
    struct name *roles = arena_alloc(r->arena, net->element_count * sizeof *roles);
    struct name *suppliers = arena_alloc(r->arena, net->element_count * sizeof *suppliers);
    size_t supplied = 0;
    for (uint32_t i = 0; i < net->element_count; i++) {
        roles[i] = (struct name){net->elements[i].role, i};
        if (net->elements[i].supplier) suppliers[supplied++] = (struct name){net->elements[i].supplier, i};
    }
    r->roles = names_index(r->arena, roles, net->element_count);
    r->suppliers = names_index(r->arena, suppliers, supplied);
}

static enum err read_elements(struct reading *r, const struct yaml_node *list)
{
    struct element *elements = arena_alloc(r->arena, list->count * sizeof *elements);
    struct name *names = arena_alloc(r->arena, list->count * sizeof *names);
    struct prefix_clash clash;
    if (!list->count) return yaml_fault(r->y, list, r->fault, ERR_INVALID, "needs at least one element");
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = read_element(r, n, &elements[n->index]);
        if (err) return err;
        names[n->index] = (struct name){elements[n->index].name, n->index};
    }
    r->net->elements = elements;
    r->net->element_count = list->count;
    r->elements = names_index(r->arena, names, list->count);
    enum err err = refuse_repeated_names(r, list, &r->elements);
    if (err) return err;
    if (!network_index_addresses(r->net, r->arena, &clash)) return refuse_clash(r, list, &clash);
    index_groups(r);
    return ERR_OK;
}

/* --- taps --------------------------------------------------------------------------------------------------------------- */

static enum err read_tap(struct reading *r, const struct yaml_node *node, struct tap *t)
{
    enum { NAME, AT, SIDE, FIELDS };
    static const struct yaml_field fields[FIELDS] = {
        [NAME] = {"name", YAML_TEXT, true}, [AT] = {"at", YAML_TEXT, true}, [SIDE] = {"side", YAML_TEXT, true}};
    const struct yaml_node *v[FIELDS];
    size_t side, count;
    enum err err = yaml_fields(r->y, node, fields, FIELDS, v, r->fault);
    if (err) return err;
    const uint32_t *element = names_find(&r->elements, v[AT]->text, &count);
    if (!element) return yaml_fault(r->y, v[AT], r->fault, ERR_INVALID, "no element is named \"%.60s\"", v[AT]->text);
    err = yaml_choice(r->y, v[SIDE], side_names, SIDE_COUNT, &side, r->fault);
    if (err) return err;
    *t = (struct tap){arena_text(r->arena, v[NAME]->text), *element, (enum tap_side)side, node->line};
    return ERR_OK;
}

static enum err read_taps(struct reading *r, const struct yaml_node *list)
{
    if (!list) return ERR_OK;
    struct tap *taps = arena_alloc(r->arena, list->count * sizeof *taps);
    struct name *names = arena_alloc(r->arena, list->count * sizeof *names);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = read_tap(r, n, &taps[n->index]);
        if (err) return err;
        names[n->index] = (struct name){taps[n->index].name, n->index};
    }
    r->net->taps = taps;
    r->net->tap_count = list->count;
    struct names index = names_index(r->arena, names, list->count);
    return refuse_repeated_names(r, list, &index);
}

/* --- conversations ------------------------------------------------------------------------------------------------------ */

static bool is_role(const char *text)
{
    for (size_t i = 0; i < ARRAY_LEN(role_names); i++)
        if (strcmp(role_names[i], text) == 0) return true;
    return false;
}

/* A text may be read in more than one way ("MME" the element, and the role). That is harmless only when all ways give the same.
 */
static enum err read_end(struct reading *r, const struct yaml_node *n, struct declared_end *end)
{
    const struct names *const ways[] = {&r->elements, &r->roles, &r->suppliers};
    static const char *const words[] = {"an element's name", "a role", "a supplier"};
    const char *first = NULL;
    *end = (struct declared_end){.text = arena_text(r->arena, n->text)};
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        size_t count;
        const uint32_t *found = names_find(ways[i], n->text, &count);
        if (!found) continue;
        if (!first) {
            first = words[i];
            end->elements = found;
            end->element_count = count;
        } else if (count != end->element_count || memcmp(found, end->elements, count * sizeof *found) != 0) {
            return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is both %s and %s, of different elements", n->text,
                              first, words[i]);
        }
    }
    if (first) return ERR_OK;
    if (is_role(n->text)) return yaml_fault(r->y, n, r->fault, ERR_INVALID, "no element has the role %s", n->text);
    end->is_prefix = prefix_parse(n->text, &end->prefix);
    if (end->is_prefix) return ERR_OK;
    return yaml_fault(r->y, n, r->fault, ERR_INVALID,
                      "\"%.60s\" is no element's name, no role, no supplier, and not an IP address or prefix", n->text);
}

/* A decimal without sign or blanks in min..max, as the whole text. */
static bool read_number(const char *text, unsigned min, unsigned max, unsigned *ret)
{
    unsigned v = 0;
    if (!*text) return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        v = v * 10 + (unsigned)(*text - '0');
        if (v > max) return false;
    }
    *ret = v;
    return v >= min;
}

static enum err read_over(struct reading *r, const struct yaml_node *n, struct declaration *d)
{
    static const struct {
        const char *prefix;
        uint8_t protocol;
    } transports[] = {{"udp/", 17}, {"tcp/", 6}, {"sctp/", 132}};
    unsigned v;
    for (size_t i = 0; i < ARRAY_LEN(transports); i++) {
        size_t len = strlen(transports[i].prefix);
        if (strncmp(n->text, transports[i].prefix, len) != 0) continue;
        if (!read_number(n->text + len, 1, 65535, &v))
            return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\": a port is 1 to 65535", n->text);
        d->protocol = transports[i].protocol;
        d->port = (uint16_t)v;
        return ERR_OK;
    }
    if (strncmp(n->text, "ip/", 3) == 0) {
        if (!read_number(n->text + 3, 0, 255, &v))
            return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\": an IP protocol is 0 to 255", n->text);
        d->protocol = (uint8_t)v;
        return ERR_OK;
    }
    return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is none of udp/PORT, tcp/PORT, sctp/PORT, ip/PROTOCOL", n->text);
}

static enum err read_declaration(struct reading *r, const struct yaml_node *node, struct declaration *d)
{
    enum { FROM, TO, OVER, AS, FIELDS };
    static const struct yaml_field fields[FIELDS] = {[FROM] = {"from", YAML_TEXT, true},
                                                     [TO] = {"to", YAML_TEXT, true},
                                                     [OVER] = {"over", YAML_TEXT, true},
                                                     [AS] = {"as", YAML_TEXT, true}};
    const struct yaml_node *v[FIELDS];
    size_t as = 0;
    enum err err = yaml_fields(r->y, node, fields, FIELDS, v, r->fault);
    if (!err) err = read_end(r, v[FROM], &d->from);
    if (!err) err = read_end(r, v[TO], &d->to);
    if (!err) err = read_over(r, v[OVER], d);
    if (!err) err = yaml_choice(r->y, v[AS], purpose_names, PURPOSE_COUNT, &as, r->fault);
    d->as = (enum purpose)as;
    d->line = node->line;
    return err;
}

static enum err read_declarations(struct reading *r, const struct yaml_node *list)
{
    struct declaration *d = arena_alloc(r->arena, (list ? list->count : 0) * sizeof *d);
    for (const struct yaml_node *n = list ? list->first : NULL; n; n = n->next) {
        enum err err = read_declaration(r, n, &d[n->index]);
        if (err) return err;
    }
    r->net->declarations = d;
    r->net->declaration_count = list ? list->count : 0;
    network_index_declarations(r->net, r->arena);
    return ERR_OK;
}

/* --- the file ----------------------------------------------------------------------------------------------------------- */

static enum err read_network(struct reading *r)
{
    enum { CUSTOS, NAME, ELEMENTS, TAPS, CONVERSATIONS, FIELDS };
    static const struct yaml_field fields[FIELDS] = {[CUSTOS] = {"custos", YAML_TEXT, true},
                                                     [NAME] = {"name", YAML_TEXT, true},
                                                     [ELEMENTS] = {"elements", YAML_LIST, true},
                                                     [TAPS] = {"taps", YAML_LIST, false},
                                                     [CONVERSATIONS] = {"conversations", YAML_LIST, false}};
    const struct yaml_node *v[FIELDS];
    enum err err = yaml_format(r->y, "network/1", r->fault);
    if (!err) err = yaml_fields(r->y, r->y->root, fields, FIELDS, v, r->fault);
    if (!err) err = read_elements(r, v[ELEMENTS]);
    if (!err) err = read_taps(r, v[TAPS]);
    if (!err) err = read_declarations(r, v[CONVERSATIONS]);
    if (!err) r->net->name = arena_text(r->arena, v[NAME]->text);
    return err;
}

enum err network_parse(const char *name, const uint8_t *text, size_t len, struct network **ret, struct fault *f)
{
    struct yaml y;
    enum err err = yaml_parse(name, bytes_of(text, len), &y, f);
    if (err) return err;
    struct arena *a = arena_new();
    struct network *net = a ? arena_alloc(a, sizeof *net) : NULL;
    if (net) {
        struct reading r = {.y = &y, .net = net, .arena = a, .fault = f};
        net->arena = a;
        err = read_network(&r);
    } else {
        err = fault_set(f, ERR_MEMORY, "%s: not enough memory", name);
    }
    yaml_done(&y);
    if (err)
        arena_free(a);
    else
        *ret = net;
    return err;
}

enum err network_read(const char *path, struct network **ret, struct fault *f)
{
    struct bytes text;
    enum err err = register_file_read(path, &text, f);
    if (err) return err;
    err = network_parse(path, text.data, text.len, ret, f);
    register_file_done(&text);
    return err;
}

void network_free(struct network *n)
{
    if (n) arena_free(n->arena); /* the network itself lives in it */
}

/* --- questions ---------------------------------------------------------------------------------------------------------- */

int network_tap(const struct network *n, const char *name)
{
    for (size_t i = 0; i < n->tap_count; i++)
        if (strcmp(n->taps[i].name, name) == 0) return (int)i;
    return -1;
}

static bool any_contains(const struct ip_prefix *list, size_t count, const struct ip_addr *a)
{
    for (size_t i = 0; i < count; i++)
        if (prefix_contains(&list[i], a)) return true;
    return false;
}

bool element_has_address(const struct element *e, const struct ip_addr *a)
{
    return any_contains(e->addresses, e->address_count, a);
}

bool element_serves(const struct element *e, const struct ip_addr *a)
{
    return any_contains(e->subscribers, e->subscriber_count, a);
}
