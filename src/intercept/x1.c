#include "intercept/x1.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/clock.h"
#include "base/hex.h"
#include "intercept/x1_names.h"
#include "markup/xml.h"

#define NAMESPACE_X1     "http://uri.etsi.org/03221/X1/"
#define NAMESPACE_COMMON "http://uri.etsi.org/03280/common/"
#define NAMESPACE_XSI    "http://www.w3.org/2001/XMLSchema-instance"

struct x1_parser {
    struct xml_parser *xml;
    struct x1_body *body;
    enum x1_element path[XML_DEPTH_MAX];
    unsigned depth;
    struct x1_message *message; /* under way; NULL outside */
    bool in_task, in_destination;
    char target_kind[64];
    char prefix[64];  /* of a target that is one, with its own element (TS 103 280, IPCIDR) */
    const char *text; /* of the element that ends */
};

#define X(id, name) name,
static const char *const type_names[X1_TYPE_COUNT] = {X1_TYPES(X)};
#undef X

const char *x1_type_name(enum x1_type t)
{
    return type_names[(unsigned)t < X1_TYPE_COUNT ? t : X1_UNKNOWN];
}

/* "ns:ActivateTaskRequest" */
static enum x1_type type_of(struct bytes name)
{
    const char *text = (const char *)name.data;
    size_t len = name.len;
    const char *colon = len ? memchr(text, ':', len) : NULL;
    if (colon) len -= (size_t)(colon + 1 - text), text = colon + 1;
    static const char *const ends[] = {"Request", "Response"};
    for (unsigned i = 0; i < 2; i++) {
        size_t end = strlen(ends[i]);
        if (len > end && memcmp(text + len - end, ends[i], end) == 0) {
            len -= end;
            break;
        }
    }
    for (unsigned t = X1_UNKNOWN + 1; t < X1_TYPE_COUNT; t++)
        if (strlen(type_names[t]) == len && memcmp(type_names[t], text, len) == 0) return (enum x1_type)t;
    return X1_UNKNOWN;
}

static void stop(struct x1_parser *p, bool malformed)
{
    if (malformed) p->body->malformed = true;
    xml_stop(p->xml);
}

/* One more place in a list of the arena; NULL at the cap, which makes the body malformed. */
static void *more(struct x1_parser *p, void **list, size_t *count, size_t *room, size_t size)
{
    if (*count == X1_LIST_MAX) {
        stop(p, true);
        return NULL;
    }
    if (*count == *room) {
        size_t want = *room ? *room * 2 : 4;
        void *bigger = arena_alloc(p->body->arena, want * size);
        if (*count) memcpy(bigger, *list, *count * size);
        *list = bigger;
        *room = want;
    }
    return (char *)*list + (*count)++ * size;
}

static struct x1_task *task(struct x1_parser *p)
{
    return p->in_task ? &p->message->tasks[p->message->task_count - 1] : NULL;
}

static struct x1_destination *destination(struct x1_parser *p)
{
    return p->in_destination ? &p->message->destinations[p->message->destination_count - 1] : NULL;
}

static bool inside(const struct x1_parser *p, enum x1_element e)
{
    for (unsigned i = 0; i < p->depth; i++)
        if (p->path[i] == e) return true;
    return false;
}

/* Laxer than uuid_parse: hyphens may stand anywhere, or nowhere. */
static bool uuid_of(const char *text, struct x1_uuid *ret)
{
    struct x1_uuid u = {{0}};
    unsigned digits = 0;
    for (; *text; text++) {
        if (*text == '-') continue;
        int v = hex_digit(*text);
        if (v < 0 || digits == 2 * X1_ID) return false;
        u.bytes[digits / 2] = (uint8_t)(u.bytes[digits / 2] << 4 | v);
        digits++;
    }
    if (digits != 2 * X1_ID) return false;
    *ret = u;
    return true;
}

static void add_uuid(struct x1_parser *p, struct x1_uuids *l)
{
    struct x1_uuid u;
    void *list = l->list;
    if (!uuid_of(p->text, &u)) {
        p->message->unknown_elements++;
        return;
    }
    struct x1_uuid *place = more(p, &list, &l->count, &l->room, sizeof *place);
    l->list = list;
    if (place) *place = u;
}

static enum x1_delivery delivery_of(const char *text)
{
    return strcasecmp(text, "X2Only") == 0    ? X1_X2_ONLY
           : strcasecmp(text, "X3Only") == 0  ? X1_X3_ONLY
           : strcasecmp(text, "X2andX3") == 0 ? X1_X2_AND_X3
                                              : X1_DELIVERY_UNSAID;
}

static void begin_message(struct x1_parser *p, bool answer)
{
    void *list = p->body->list;
    struct x1_message *m = more(p, &list, &p->body->count, &p->body->room, sizeof *m);
    p->body->list = list;
    p->message = m;
    if (m) *m = (struct x1_message){.answer = answer, .admf = "", .ne = "", .transaction = "", .version = ""};
}

static void begin_details(struct x1_parser *p, enum x1_element e)
{
    struct x1_message *m = p->message;
    void *list = e == EL_TASK ? (void *)m->tasks : (void *)m->destinations;
    if (e == EL_TASK) {
        struct x1_task *t = more(p, &list, &m->task_count, &m->task_room, sizeof *t);
        m->tasks = list;
        if (t) *t = (struct x1_task){.start_ns = CLOCK_NONE, .end_ns = CLOCK_NONE};
        p->in_task = t != NULL;
    } else {
        struct x1_destination *d = more(p, &list, &m->destination_count, &m->destination_room, sizeof *d);
        m->destinations = list;
        if (d) *d = (struct x1_destination){0};
        p->in_destination = d != NULL;
    }
}

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The root decides whether this is X1 at all. */
static bool begin_root(struct x1_parser *p, enum x1_element e, bool own)
{
    if (!own || (e != EL_REQUEST && e != EL_RESPONSE && e != EL_TOP_ERROR)) {
        stop(p, false);
        return false;
    }
    p->body->is_x1 = true;
    if (e == EL_TOP_ERROR) {
        begin_message(p, true);
        p->message->type = X1_ERROR;
        p->message->failed = true;
    }
    return true;
}

static void begin_element(void *ctx, const struct xml_element *x)
{
    struct x1_parser *p = ctx;
    bool own = begins_with(x->uri, NAMESPACE_X1) || begins_with(x->uri, NAMESPACE_COMMON);
    enum x1_element e = own ? x1_element_of(x->name) : EL_UNKNOWN;
    enum x1_element parent = p->depth ? p->path[p->depth - 1] : EL_UNKNOWN;
    if (!p->depth && !begin_root(p, e, own)) return;
    if (parent == EL_TARGET && own) {
        e = EL_TARGET_VALUE;
        snprintf(p->target_kind, sizeof p->target_kind, "%s", x->name);
        p->prefix[0] = 0;
    } else if (inside(p, EL_TARGET_VALUE) && own && e != EL_CIDR) {
        e = EL_KNOWN; /* a structured identifier: of its parts, no single one is the target */
    } else if (!p->message && (e == EL_REQUEST_MESSAGE || e == EL_RESPONSE_MESSAGE)) {
        begin_message(p, e == EL_RESPONSE_MESSAGE);
        if (p->message) p->message->type = type_of(xml_attribute(x, NAMESPACE_XSI, "type"));
    } else if (p->message && (e == EL_TASK || e == EL_DESTINATION) && !p->in_task && !p->in_destination) {
        begin_details(p, e);
    } else if (p->message && e == EL_ERROR) {
        p->message->failed = true;
    } else if (e == EL_UNKNOWN && p->message) {
        p->message->unknown_elements++;
    }
    p->path[p->depth++] = e;
}

static void take_target(struct x1_parser *p)
{
    struct x1_targets *l = &task(p)->targets;
    void *list = l->list;
    struct x1_target *t = more(p, &list, &l->count, &l->room, sizeof *t);
    l->list = list;
    if (!t) return;
    t->kind = arena_text(p->body->arena, p->target_kind);
    t->value = arena_text(p->body->arena, *p->text ? p->text : p->prefix);
}

static void take_liid(struct x1_parser *p)
{
    struct x1_liids *l = &task(p)->liids;
    void *list = l->list;
    const char **place = more(p, &list, &l->count, &l->room, sizeof *place);
    l->list = list;
    if (place) *place = arena_text(p->body->arena, p->text);
}

/* Of task details. */
static bool take_task_text(struct x1_parser *p, enum x1_element e)
{
    struct x1_task *t = task(p);
    bool mediation = inside(p, EL_MEDIATION);
    int64_t time_ns;
    if (!t) return false;
    switch (e) {
    case EL_XID: t->has_xid = uuid_of(p->text, &t->xid); break;
    case EL_PRODUCT: t->has_product_id = uuid_of(p->text, &t->product_id); break;
    case EL_DID: add_uuid(p, &t->dids); break;
    case EL_DELIVERY_TYPE:
        if (!mediation) t->delivery = delivery_of(p->text);
        break;
    case EL_CIDR: snprintf(p->prefix, sizeof p->prefix, "%.63s", p->text); break;
    case EL_TARGET_VALUE: take_target(p); break;
    case EL_LIID: take_liid(p); break;
    case EL_START:
        if (clock_parse_rfc3339(p->text, &time_ns)) t->start_ns = time_ns;
        break;
    case EL_END:
        if (clock_parse_rfc3339(p->text, &time_ns)) t->end_ns = time_ns;
        break;
    case EL_IMPLICIT: t->implicit_end = strcmp(p->text, "true") == 0 || strcmp(p->text, "1") == 0; break;
    default: break;
    }
    return true;
}

/* Of destination details. */
static bool take_destination_text(struct x1_parser *p, enum x1_element e)
{
    struct x1_destination *d = destination(p);
    if (!d) return false;
    if (e == EL_DID) d->has_did = uuid_of(p->text, &d->did);
    if (e == EL_DELIVERY_TYPE) d->delivery = delivery_of(p->text);
    if (e == EL_ADDRESS) d->has_address = ip_parse(p->text, &d->address);
    if (e == EL_PORT_TCP || e == EL_PORT_UDP) {
        unsigned long port = strtoul(p->text, NULL, 10);
        d->port = port <= UINT16_MAX ? (uint16_t)port : 0;
        d->udp = e == EL_PORT_UDP;
    }
    return true;
}

static void take_message_text(struct x1_parser *p, enum x1_element e)
{
    struct x1_message *m = p->message;
    struct arena *a = p->body->arena;
    if (e == EL_ADMF) m->admf = arena_text(a, p->text);
    if (e == EL_NE) m->ne = arena_text(a, p->text);
    if (e == EL_VERSION) m->version = arena_text(a, p->text);
    if (e == EL_TRANSACTION) m->transaction = arena_text(a, p->text);
    if (e == EL_XID) add_uuid(p, &m->xids);
    if (e == EL_DID) add_uuid(p, &m->dids);
    if (e == EL_REPORT_TYPE)
        m->terminated = strcasecmp(p->text, "TerminatingFault") == 0 || strcasecmp(p->text, "ImplicitDeactivation") == 0;
}

static void end_element(void *ctx, const char *text, bool cut)
{
    struct x1_parser *p = ctx;
    enum x1_element e = p->path[--p->depth];
    p->text = text;
    if (!p->message) return;
    if (cut) p->message->unknown_elements++;
    if (!take_task_text(p, e) && !take_destination_text(p, e)) take_message_text(p, e);
    if (e == EL_TASK) p->in_task = false;
    if (e == EL_DESTINATION) p->in_destination = false;
    if (e == EL_REQUEST_MESSAGE || e == EL_RESPONSE_MESSAGE || e == EL_TOP_ERROR) {
        p->message = NULL;
        p->in_task = p->in_destination = false;
    }
}

struct x1_parser *x1_parser_new(void)
{
    static const struct xml_handler handler = {begin_element, end_element};
    struct x1_parser *p = calloc(1, sizeof *p);
    struct x1_body *body = calloc(1, sizeof *body);
    if (p && body) {
        p->body = body;
        body->arena = arena_new();
        p->xml = body->arena ? xml_parser_new(&handler, p) : NULL;
        if (p->xml) return p;
        arena_free(body->arena);
    }
    free(body);
    free(p);
    return NULL;
}

bool x1_parser_feed(struct x1_parser *p, struct bytes b)
{
    return xml_parser_feed(p->xml, b);
}

struct x1_body *x1_parser_done(struct x1_parser *p)
{
    struct x1_body *b = p->body;
    if (!xml_parser_done(p->xml)) b->malformed = true;
    if (p->message && b->count) b->count--; /* its end was not seen */
    free(p);
    return b;
}

void x1_body_free(struct x1_body *b)
{
    if (!b) return;
    arena_free_secret(b->arena);
    free(b);
}
