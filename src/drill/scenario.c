#include "drill/scenario.h"

#include "base/uuid.h"
#include "drill/control.h"

enum { MEDIATION_MS = 3 };
enum { TRAFFIC_AFTER_MS = 60 }; /* deliveries and copies are up before the first subscriber speaks */

size_t drill_count(void)
{
    return scenario_count;
}

const struct scenario *drill_at(size_t index)
{
    ENSURE(index < scenario_count);
    return &scenario_table[index];
}

const struct scenario *drill_find(const char *name)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (strcmp(scenario_table[i].name, name) == 0) return &scenario_table[i];
    return NULL;
}

const char *drill_name(const struct scenario *s)
{
    return s->name;
}

const char *drill_summary(const struct scenario *s)
{
    return s->summary;
}

enum drill_kind drill_kind(const struct scenario *s)
{
    return s->kind;
}

uint16_t drill_snap(const struct scenario *s, const struct drill_options *o)
{
    return scenario_of(s, o).snap;
}

struct ip_addr scenario_elsewhere(void)
{
    return addr_v4(203, 0, 113, 66);
}

struct ip_addr scenario_authority(void)
{
    return addr_v4(203, 0, 113, 30);
}

static struct feed *delivery_feed(struct upf *u, enum upf_tap tap, struct host next_hop, struct ip_addr dst, uint16_t port,
                                  enum handover_hashes handover, struct outcome *o)
{
    struct feed_options options = {.tap = tap, .next_hop = next_hop, .dst = dst, .port = port};
    if (tap == TAP_MDF) options.lag_ns = MEDIATION_MS * MILLISECOND;
    struct feed *f = feed_new(u, &options);
    if (handover == HANDOVER_NONE) delivery_keepalive(f);
    o->clear_links++;
    return f;
}

/* Interceptions share one connection to each mediation function. */
static void start_interceptions(const struct scenario *s, struct upf *u, struct outcome *o)
{
    struct feed *x2 = NULL, *x3 = NULL, *hi3 = NULL;
    struct host mdf2 = upf_oam_host(OAM_MDF2), mdf3 = upf_oam_host(OAM_MDF3);
    for (size_t i = 0; i < s->interception_count; i++) {
        const struct interception_plan *p = &s->interceptions[i];
        struct feed *content = NULL;
        uint8_t xid[XID_BYTES];
        ENSURE(uuid_parse(p->xid, xid));
        if (p->x2 && !x2) x2 = delivery_feed(u, TAP_OAM, mdf2, mdf2.addr, DELIVERY_X2_PORT, HANDOVER_NONE, o);
        if (p->elsewhere)
            content = delivery_feed(u, TAP_N6, upf_router(), scenario_elsewhere(), ELSEWHERE_PORT, s->hi3, o);
        else if (p->x3)
            content = x3 = x3 ? x3 : delivery_feed(u, TAP_OAM, mdf3, mdf3.addr, DELIVERY_X3_PORT, s->hi3, o);
        struct delivery_options options = {
            .target = &u->subscribers[p->target], .xid = xid, .x2 = p->x2 ? x2 : NULL, .x3 = content};
        options.from_ns = p->from_ms * MILLISECOND;
        options.flaw = p->flaw;
        options.until_ns = p->until_ms * MILLISECOND;
        o->deliveries[i] = delivery_start(u, &options);
        if (s->hi3 != HANDOVER_NONE) delivery_hand_over(o->deliveries[i], p->liid, s->hi3);
        if (s->mediated && !hi3)
            hi3 = delivery_feed(u, TAP_MDF, upf_oam_host(OAM_ROUTER), scenario_authority(), HI3_PORT, HANDOVER_SOUND, o);
        if (s->mediated) delivery_mediate(o->deliveries[i], p->liid, hi3);
    }
}

static void start_provisioning(const struct scenario *s, struct upf *u, struct outcome *o)
{
    struct x1_task *tasks = arena_alloc(u->world->arena, X1_TASKS * sizeof *tasks);
    if (!s->x1.count) return;
    ENSURE(s->interception_count <= X1_TASKS);
    for (size_t i = 0; i < s->interception_count; i++) {
        const struct interception_plan *p = &s->interceptions[i];
        tasks[i] = (struct x1_task){p->xid, p->liid, u->subscribers[p->target].v4, u->subscribers[p->target + 1].v4};
    }
    x1_start(u, &s->x1, tasks);
    o->clear_links += !s->x1.tls;
}

/* Dates of the register's papers. */
const struct scenario_dates scenario_dates = {"2026-10-01T00:00:00Z", "2026-12-31T00:00:00Z", "2026-11-15T00:00:00Z",
                                              "2027-01-31T00:00:00Z"};

static void start_orders_of_authority(const struct scenario *s, struct upf *u, struct outcome *o)
{
    if (s->hi1 == HI1_NONE) return;
    const struct interception_plan *p = &s->interceptions[0];
    struct hi1_order *order = arena_alloc(u->world->arena, sizeof *order);
    *order = (struct hi1_order){.warrant = p->warrant,
                                .liid = p->liid,
                                .target = u->subscribers[p->target].v4,
                                .other = u->subscribers[p->target + 1].v4,
                                .from = scenario_dates.from,
                                .until = scenario_dates.until,
                                .longer = scenario_dates.longer,
                                .content = p->paper != PAPER_IRI_ONLY,
                                .deliver_to = {upf_oam_host(OAM_MDF2).addr, upf_oam_host(OAM_MDF3).addr},
                                .ports = {DELIVERY_X2_PORT, DELIVERY_X3_PORT}};
    hi1_start(u, s->hi1, order);
    o->clear_links++;
}

void drill_play(const struct scenario *row, const struct drill_options *o, const struct drill_sink *sink, struct truth *ret)
{
    const struct scenario varied = scenario_of(row, o), *s = &varied;
    struct world w;
    struct upf u;
    struct outcome outcome = {.world = &w};
    world_init(&w, sink, o->seed, SCENARIO_START, s->duration_ns, o->bytes ? o->bytes : s->bytes);
    upf_init(&u, &w, &s->upf);
    control_start(&u, s->handover);
    start_interceptions(s, &u, &outcome);
    start_provisioning(s, &u, &outcome);
    start_orders_of_authority(s, &u, &outcome);
    if (s->copy.carrier != CARRIER_NONE) outcome.copy = copy_start(&u, &s->copy);
    service_start(&u, s->service);
    orders_start(&u, &s->order);
    reach_start(&u, &s->reach);
    traffic_start(&u, s->profile, TRAFFIC_AFTER_MS * MILLISECOND, s->kind == DRILL_BENCH ? 3 * CLOCK_SECOND : CLOCK_SECOND);
    world_run(&w);
    scenario_truth(s, &outcome, ret);
    world_done(&w);
}
