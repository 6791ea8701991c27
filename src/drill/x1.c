#include "drill/x1.h"

#include "drill/control.h"
#include "drill/delivery.h"
#include "drill/text.h"
#include "drill/tls13.h"
#include "wire/writer.h"

enum { MESSAGE_ROOM = 4096, ANSWER_US = 800, HELLO_MS = 30, TLS_SALT = 0x7135 };

static const char did_x2[] = "d2d2d2d2-0000-4000-8000-000000000002", did_x3[] = "d3d3d3d3-0000-4000-8000-000000000003";
static const char server_name[] = "upf-1.li.example";
static const char acknowledged[] = "<oK>AcknowledgedAndCompleted</oK>";

struct x1 {
    struct upf *upf;
    const struct x1_plan *plan;
    const struct x1_task *tasks;
    struct feed *feed;
    size_t next; /* step */
    unsigned transaction;
    char answer[MESSAGE_ROOM]; /* to the request under way, as text inside its message */
    const char *type;
    struct tls13 *tls; /* NULL: in clear */
};

static void put_segment(struct x1 *x, bool answer, struct bytes piece)
{
    if (answer)
        feed_write(x->feed, piece);
    else
        feed_answer(x->feed, piece);
}

/* All that is said goes this way. */
static void say(struct x1 *x, bool answer, struct bytes message)
{
    uint8_t record[TLS13_RECORD];
    size_t size = x->tls ? TLS13_PIECE : TCP_MSS;
    for (size_t at = 0; at < message.len; at += size) {
        struct bytes piece = bytes_slice(message, at, size);
        if (x->tls) piece = tls13_seal(x->tls, answer ? TLS13_SERVER : TLS13_CLIENT, TLS13_TRAFFIC, 23, piece, record);
        put_segment(x, answer, piece);
    }
}

static void finish_handshake(struct world *w, void *ctx)
{
    static const uint8_t finished[36] = {20, 0, 0, 32};
    struct x1 *x = ctx;
    uint8_t record[TLS13_RECORD];
    (void)w;
    put_segment(x, false, tls13_seal(x->tls, TLS13_CLIENT, TLS13_HANDSHAKE, 22, bytes_of(finished, sizeof finished), record));
}

/* No extensions, an empty certificate, Finished: what they say is nobody's concern here. */
static void greet_back(struct world *w, void *ctx)
{
    static const uint8_t flight[6 + 8 + 36] = {8, 0, 0, 2, 0, 0, 11, 0, 0, 4, 0, 0, 0, 0, 20, 0, 0, 32};
    struct x1 *x = ctx;
    uint8_t record[TLS13_RECORD];
    put_segment(x, true, tls13_hello(x->tls, TLS13_SERVER, record));
    put_segment(x, true, tls13_seal(x->tls, TLS13_SERVER, TLS13_HANDSHAKE, 22, bytes_of(flight, sizeof flight), record));
    world_at(w, ANSWER_US * MICROSECOND, finish_handshake, x);
}

static void greet(struct world *w, void *ctx)
{
    struct x1 *x = ctx;
    uint8_t record[TLS13_RECORD];
    put_segment(x, false, tls13_hello(x->tls, TLS13_CLIENT, record));
    world_at(w, ANSWER_US * MICROSECOND, greet_back, x);
}

/* One message in its container, in HTTP. */
static void send_message(struct x1 *x, bool answer, const char *inner)
{
    char body[MESSAGE_ROOM], all[MESSAGE_ROOM + 512], when[CLOCK_TEXT];
    const char *kind = answer ? "Response" : "Request";
    struct text b = {body, 0, sizeof body}, t = {all, 0, sizeof all};
    text_put(&b,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<X1%s xmlns=\"http://uri.etsi.org/03221/X1/2017/10\" "
             "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:c=\"http://uri.etsi.org/03280/common/2017/07\">"
             "<x1%sMessage xsi:type=\"%s%s\"><admfIdentifier>admf-1</admfIdentifier><neIdentifier>upf-1</neIdentifier>"
             "<messageTimestamp>%s</messageTimestamp><version>v1.13.1</version>"
             "<x1TransactionId>00000000-0000-4000-8000-%012u</x1TransactionId>%s</x1%sMessage></X1%s>",
             kind, kind, x->type, kind, clock_rfc3339(x->upf->world->now_ns, when), x->transaction, inner, kind, kind);
    text_put(&t, "%s\r\nContent-Type: application/xml\r\nContent-Length: %zu\r\n\r\n%s",
             answer ? "HTTP/1.1 200 OK" : "POST /X1/NE HTTP/1.1\r\nHost: upf-1", b.len, body);
    say(x, answer, bytes_of(all, t.len));
}

static void put_destination(struct text *t, const char *did, const char *delivery, uint8_t host, uint16_t port)
{
    char address[ADDR_TEXT];
    struct host mdf = upf_oam_host(host);
    text_put(t,
             "<destinationDetails><dId>%s</dId><deliveryType>%s</deliveryType><deliveryAddress><ipAddressAndPort><c:address>"
             "<c:IPv4Address>%s</c:IPv4Address></c:address><c:port><c:TCPPort>%u</c:TCPPort></c:port></ipAddressAndPort>"
             "</deliveryAddress></destinationDetails>",
             did, delivery, ip_text(&mdf.addr, address), port);
}

static void put_address(struct text *t, const struct ip_addr *a)
{
    char text[ADDR_TEXT];
    text_put(t, "<targetIdentifier><ipv4Address>%s</ipv4Address></targetIdentifier>", ip_text(a, text));
}

static void put_prefix(struct text *t, struct ip_addr a, unsigned bits)
{
    char text[ADDR_TEXT];
    a.bytes[3] &= (uint8_t)(0xff00 >> (bits - 24));
    text_put(t, "<targetIdentifier><ipv4Cidr><c:IPv4CIDR>%s/%u</c:IPv4CIDR></ipv4Cidr></targetIdentifier>", ip_text(&a, text),
             bits);
}

static void put_targets(struct text *t, enum x1_target_plan plan, const struct x1_task *task)
{
    switch (plan) {
    case X1_TARGET: put_address(t, &task->target); break;
    case X1_TARGET_PREFIX: put_prefix(t, task->target, 32); break;
    case X1_TARGET_WIDER: put_prefix(t, task->target, 29); break;
    case X1_TARGET_OTHER: put_address(t, &task->other); break;
    case X1_TARGET_MORE:
        put_address(t, &task->target);
        put_address(t, &task->other);
        break;
    }
}

static void put_task(struct text *t, const struct x1_plan *p, const struct x1_task *task)
{
    text_put(t, "<taskDetails><xId>%s</xId><targetIdentifiers>", task->xid);
    put_targets(t, p->target, task);
    text_put(t, "</targetIdentifiers><deliveryType>X2andX3</deliveryType><listOfDIDs><dId>%s</dId><dId>%s</dId></listOfDIDs>",
             did_x2, did_x3);
    if (*task->liid)
        text_put(t,
                 "<listOfMediationDetails><mediationDetails><LIID>%s</LIID><deliveryType>HI2andHI3</deliveryType>"
                 "</mediationDetails></listOfMediationDetails>",
                 task->liid);
    text_put(t, "</taskDetails>");
}

static void put_list(struct text *t, const struct x1 *x, uint8_t listed)
{
    text_put(t, "<listOfXIDs>");
    for (unsigned i = 0; i < X1_TASKS; i++)
        if (listed >> i & 1) text_put(t, "<xId>%s</xId>", x->tasks[i].xid);
    text_put(t, "</listOfXIDs><listOfDIDs><dId>%s</dId><dId>%s</dId></listOfDIDs>", did_x2, did_x3);
}

static void answer(struct world *w, void *ctx)
{
    struct x1 *x = ctx;
    (void)w;
    send_message(x, true, x->answer);
}

/* Ask, with what will be answered put by. */
static void ask(struct x1 *x, const char *type, const char *inner)
{
    x->type = type;
    x->transaction++;
    send_message(x, false, inner);
    world_at(x->upf->world, ANSWER_US * MICROSECOND, answer, x);
}

static void create(struct world *w, void *ctx)
{
    struct x1 *x = ctx;
    char inner[MESSAGE_ROOM];
    struct text t = {inner, 0, sizeof inner};
    (void)w;
    put_destination(&t, did_x3, "X3Only", OAM_MDF3, DELIVERY_X3_PORT);
    ask(x, "CreateDestination", inner);
}

static void step(struct world *w, void *ctx)
{
    static const char *const types[] = {[X1_PING] = "Ping",
                                        [X1_CREATE] = "CreateDestination",
                                        [X1_ACTIVATE] = "ActivateTask",
                                        [X1_DEACTIVATE] = "DeactivateTask",
                                        [X1_LIST] = "ListAllDetails"};
    struct x1 *x = ctx;
    const struct x1_step *s = &x->plan->steps[x->next++];
    char inner[MESSAGE_ROOM] = "";
    struct text t = {inner, 0, sizeof inner}, a = {x->answer, 0, sizeof x->answer};
    if (s->act == X1_CREATE) put_destination(&t, did_x2, "X2Only", OAM_MDF2, DELIVERY_X2_PORT);
    if (s->act == X1_ACTIVATE) put_task(&t, x->plan, &x->tasks[s->task]);
    if (s->act == X1_DEACTIVATE) text_put(&t, "<xId>%s</xId>", x->tasks[s->task].xid);
    if (s->act == X1_LIST)
        put_list(&a, x, s->listed);
    else
        text_put(&a, "%s", acknowledged);
    ask(x, types[s->act], inner);
    if (s->act == X1_CREATE) world_at(w, 2 * ANSWER_US * MICROSECOND, create, x);
    if (x->next < x->plan->count) world_at(w, (int64_t)(x->plan->steps[x->next].at_ms - s->at_ms) * MILLISECOND, step, x);
}

static uint16_t port_of(const struct x1_plan *p)
{
    return p->tls ? X1_TLS_PORT : X1_PORT;
}

struct ip_addr x1_asker(const struct x1_plan *p)
{
    return upf_oam_host(p->stranger ? OAM_STRANGER : OAM_ADMF).addr;
}

void x1_write_secrets(const struct x1_plan *p, uint64_t seed, FILE *out)
{
    struct tls13 t;
    if (!p->count || !p->tls) return;
    tls13_init(&t, seed ^ TLS_SALT, server_name);
    tls13_write_secrets(&t, out);
}

void x1_start(struct upf *u, const struct x1_plan *p, const struct x1_task *tasks)
{
    if (!p->count) return;
    struct host asker = upf_oam_host(p->stranger ? OAM_STRANGER : OAM_ADMF);
    struct feed_options o = {.tap = TAP_OAM, .next_hop = asker, .dst = asker.addr, .port = port_of(p), .serves = true};
    struct x1 *x = arena_alloc(u->world->arena, sizeof *x);
    x->upf = u;
    x->plan = p;
    x->tasks = tasks;
    x->feed = feed_new(u, &o);
    x->next = 0;
    x->transaction = 0;
    x->tls = NULL;
    if (p->tls) {
        x->tls = arena_alloc(u->world->arena, sizeof *x->tls);
        tls13_init(x->tls, u->world->seed ^ TLS_SALT, server_name);
        world_at(u->world, HELLO_MS * MILLISECOND, greet, x);
    }
    world_at(u->world, (int64_t)p->steps[0].at_ms * MILLISECOND, step, x);
}

void x1_declare_elements(const struct x1_plan *p, FILE *out)
{
    if (p->count)
        fprintf(out, "  - {name: admf-1, supplier: Carrier, role: ADMF, zone: management, addresses: [10.66.0.%d]}\n", OAM_ADMF);
}

void x1_declare(const struct x1_plan *p, FILE *out)
{
    if (p->count) fprintf(out, "  - {from: ADMF, to: upf-1, over: tcp/%d, as: signalling}\n", port_of(p));
}
