#include "markup/hi1_build.h"

#include <string.h>

#include "base/clock.h"

/* May a list of that many have one more? */
static bool has_room(struct hi1_builder *b, size_t count)
{
    if (count == HI1_LIST_MAX) b->full = b->m->malformed = true;
    return count < HI1_LIST_MAX;
}

static const char *keep(struct hi1_builder *b, const char *text)
{
    return arena_text(b->m->arena, text);
}

static void add_text(struct hi1_builder *b, struct hi1_texts *l, const char *text)
{
    if (!has_room(b, l->count)) return;
    l->list = arena_room(b->m->arena, l->list, l->count, &l->room, sizeof *l->list);
    l->list[l->count++] = text;
}

static void note_unknown(struct hi1_builder *b, const char *name)
{
    if (!b->item) {
        b->m->unknown++;
        return;
    }
    b->item->unknown++;
    for (unsigned i = 0; i < HI1_UNKNOWN_NAMES; i++) {
        const char **place = &b->item->unknown_names[i];
        if (!*place) *place = keep(b, name);
        if (strcmp(*place, name) == 0) return;
    }
}

/* "task:LITaskObject" or "{http://...}LITaskObject": the local name. */
static const char *local_name(struct hi1_builder *b, struct bytes type)
{
    size_t from = type.len;
    while (from && type.data[from - 1] != ':' && type.data[from - 1] != '}') from--;
    struct bytes name = bytes_slice(type, from, XML_TEXT_MAX);
    return arena_copy(b->m->arena, (const char *)name.data, name.len);
}

static void begin_object(struct hi1_builder *b, struct bytes type)
{
    static const struct {
        const char *type;
        enum hi1_kind kind;
    } kinds[] = {{"AuthorisationObject", HI1_AUTHORISATION}, {"LITaskObject", HI1_TASK}, {"DocumentObject", HI1_DOCUMENT}};
    struct hi1_object *o = &b->item->object;
    o->type = local_name(b, type);
    o->kind = HI1_OTHER_OBJECT;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(o->type, kinds[i].type) == 0) o->kind = kinds[i].kind;
}

static bool begin_item(struct hi1_builder *b)
{
    struct hi1_message *m = b->m;
    if (!has_room(b, m->count)) return false;
    m->items = arena_room(m->arena, m->items, m->count, &m->room, sizeof *m->items);
    b->item = &m->items[m->count++];
    *b->item = (struct hi1_item){.identifier = "",
                                 .object = {.type = "",
                                            .id = "",
                                            .country = "",
                                            .owner = "",
                                            .reference = "",
                                            .status = "",
                                            .desired = "",
                                            .start_ns = CLOCK_NONE,
                                            .end_ns = CLOCK_NONE,
                                            .delivery = ""}};
    return true;
}

/* Of documents, deliveries and the like only what every object has is looked at: what they carry may be content. */
static enum hi1_element in_object(const struct hi1_builder *b, enum hi1_element e)
{
    bool known = b->item->object.kind == HI1_AUTHORISATION || b->item->object.kind == HI1_TASK;
    bool common =
        e == HI1_EL_OBJECT_ID || e == HI1_EL_COUNTRY || e == HI1_EL_OWNER || e == HI1_EL_ASSOCIATED || e == HI1_EL_KNOWN;
    return known || common || b->path[b->depth - 1] != HI1_EL_OBJECT ? e : HI1_EL_SKIP;
}

static bool inside(const struct hi1_builder *b, enum hi1_element e)
{
    for (unsigned i = 0; i < b->depth; i++)
        if (b->path[i] == e) return true;
    return false;
}

static bool enter(struct hi1_builder *b, enum hi1_element e, const char *name, struct bytes type)
{
    switch (e) {
    case HI1_EL_RESPONSE: b->m->answer = true; break;
    case HI1_EL_ACTION: return !b->item && begin_item(b);
    case HI1_EL_VERB: b->item->action = hi1_action_of(name); break;
    case HI1_EL_OBJECT:
        if (b->item) begin_object(b, type);
        break;
    case HI1_EL_TARGET: b->target = (struct hi1_target){"", "", ""}; break;
    case HI1_EL_DESTINATION: b->destination = (struct hi1_destination){.kind = ""}; break;
    case HI1_EL_CSPID: b->csp_country = b->csp = ""; break;
    case HI1_EL_ERROR:
        if (b->item) b->item->failed = true;
        break;
    default: break;
    }
    return true;
}

bool hi1_begin(struct hi1_builder *b, const char *name, bool own, struct bytes type)
{
    enum hi1_element e = own ? hi1_element_of(name) : HI1_EL_UNKNOWN;
    enum hi1_element parent = b->depth ? b->path[b->depth - 1] : HI1_EL_UNKNOWN;
    if (!b->depth) {
        b->m->is_hi1 = e == HI1_EL_ROOT;
        if (!b->m->is_hi1) return false;
    }
    ENSURE(b->depth < XML_DEPTH_MAX);
    if (b->skipping) {
        e = HI1_EL_SKIP;
    } else if (parent == HI1_EL_ACTION && own && hi1_action_of(name) != HI1_OTHER) {
        e = HI1_EL_VERB;
    } else if (parent == HI1_EL_DELIVERY_ADDRESS && own) {
        b->destination.kind = keep(b, name);
        if (e == HI1_EL_UNKNOWN) e = HI1_EL_SKIP; /* a kind of address; which one stands in `kind` */
    } else if (b->item && inside(b, HI1_EL_OBJECT)) {
        e = in_object(b, e);
    }
    if (e == HI1_EL_UNKNOWN || e == HI1_EL_UNTAKEN) note_unknown(b, name);
    if (!enter(b, e, name, type)) return false;
    b->path[b->depth++] = e;
    if (!b->skipping && (e == HI1_EL_UNKNOWN || e == HI1_EL_UNTAKEN || e == HI1_EL_SKIP)) b->skipping = b->depth;
    return true;
}

static void take_time(struct hi1_builder *b, const char *text, int64_t *to)
{
    if (!clock_parse_rfc3339(text, to)) b->item->bad_value = true;
}

static void take_port(struct hi1_builder *b, const char *text, bool udp)
{
    char *end;
    unsigned long port = strtoul(text, &end, 10);
    bool good = *text >= '0' && *text <= '9' && !*end && port && port <= UINT16_MAX;
    b->destination.has_port = good;
    b->destination.port = good ? (uint16_t)port : 0;
    b->destination.udp = udp;
    if (!good) b->item->bad_value = true;
}

/* A dictionary's entry: of what, the element around it says. */
static void take_value(struct hi1_builder *b, enum hi1_element parent, const char *text)
{
    struct hi1_object *o = &b->item->object;
    if (parent == HI1_EL_STATUS) o->status = keep(b, text);
    if (parent == HI1_EL_DESIRED) o->desired = keep(b, text);
    if (parent == HI1_EL_DELIVERY_TYPE) o->delivery = keep(b, text);
    if (parent == HI1_EL_TARGET) b->target.value = keep(b, text);
}

static void end_target(struct hi1_builder *b)
{
    struct hi1_object *o = &b->item->object;
    if (!has_room(b, o->target_count)) return;
    o->targets = arena_room(b->m->arena, o->targets, o->target_count, &o->target_room, sizeof *o->targets);
    o->targets[o->target_count++] = b->target;
}

static void end_destination(struct hi1_builder *b)
{
    struct hi1_object *o = &b->item->object;
    if (!has_room(b, o->destination_count)) return;
    o->destinations =
        arena_room(b->m->arena, o->destinations, o->destination_count, &o->destination_room, sizeof *o->destinations);
    o->destinations[o->destination_count++] = b->destination;
}

static void end_cspid(struct hi1_builder *b)
{
    add_text(b, &b->item->object.cspids, arena_printf(b->m->arena, "%s:%s", b->csp_country, b->csp));
}

static void take_object_text(struct hi1_builder *b, enum hi1_element e, enum hi1_element parent, const char *text)
{
    struct hi1_object *o = &b->item->object;
    switch (e) {
    case HI1_EL_OBJECT_ID: o->id = keep(b, text); break;
    case HI1_EL_OWNER: o->owner = keep(b, text); break;
    case HI1_EL_COUNTRY:
        if (parent == HI1_EL_OBJECT) o->country = keep(b, text);
        if (parent == HI1_EL_CSPID) b->csp_country = keep(b, text);
        break;
    case HI1_EL_UNIQUE: b->csp = keep(b, text); break;
    case HI1_EL_CSPID: end_cspid(b); break;
    case HI1_EL_ASSOCIATED: add_text(b, &o->associated, keep(b, text)); break;
    case HI1_EL_REFERENCE: o->reference = keep(b, text); break;
    case HI1_EL_START: take_time(b, text, &o->start_ns); break;
    case HI1_EL_END: take_time(b, text, &o->end_ns); break;
    case HI1_EL_FORMAT_OWNER: b->target.owner = keep(b, text); break;
    case HI1_EL_FORMAT_NAME: b->target.format = keep(b, text); break;
    case HI1_EL_VALUE: take_value(b, parent, text); break;
    case HI1_EL_TARGET: end_target(b); break;
    case HI1_EL_IP:
        b->destination.has_address = ip_parse(text, &b->destination.address);
        if (!b->destination.has_address) b->item->bad_value = true;
        break;
    case HI1_EL_TCP:
    case HI1_EL_UDP: take_port(b, text, e == HI1_EL_UDP); break;
    case HI1_EL_DESTINATION: end_destination(b); break;
    default: break;
    }
}

static void take_header_text(struct hi1_builder *b, enum hi1_element e, enum hi1_element parent, const char *text)
{
    struct hi1_message *m = b->m;
    bool sender = parent == HI1_EL_SENDER, receiver = parent == HI1_EL_RECEIVER;
    if (e == HI1_EL_COUNTRY && sender) m->sender_country = keep(b, text);
    if (e == HI1_EL_COUNTRY && receiver) m->receiver_country = keep(b, text);
    if (e == HI1_EL_UNIQUE && sender) m->sender = keep(b, text);
    if (e == HI1_EL_UNIQUE && receiver) m->receiver = keep(b, text);
    if (e == HI1_EL_TRANSACTION) m->transaction = keep(b, text);
    if (e == HI1_EL_VERSION) m->version = keep(b, text);
    if (e == HI1_EL_TIMESTAMP && !clock_parse_rfc3339(text, &m->time_ns)) m->unknown++;
}

void hi1_end(struct hi1_builder *b, const char *text, bool cut)
{
    ENSURE(b->depth > 0);
    enum hi1_element e = b->path[--b->depth], parent = b->depth ? b->path[b->depth - 1] : HI1_EL_UNKNOWN;
    bool skipped = b->skipping > 0;
    if (b->skipping > b->depth) b->skipping = 0;
    if (skipped) return;
    if (cut && b->item) b->item->bad_value = true;
    if (!b->item)
        take_header_text(b, e, parent, text);
    else if (e == HI1_EL_IDENTIFIER && parent == HI1_EL_VERB)
        b->item->identifier = keep(b, text);
    else if (e == HI1_EL_ACTION)
        b->item = NULL;
    else if (inside(b, HI1_EL_OBJECT))
        take_object_text(b, e, parent, text);
}
