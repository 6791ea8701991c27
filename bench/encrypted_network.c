/* Subscribers' traffic, as drills make it, seen packet by packet. */
#include <stdlib.h>

#include "base/macros.h"
#include "encrypted.h"
/* drill and balance never meet elsewhere: both call something else an activity */
#define activity drill_activity
#include "drill/scenario.h"
#undef activity

struct watcher {
    struct track *track;
    struct world *world;
    struct ip_addr address;
    struct mirror mirror;
};

/* Little now and then, for minutes. */
static const struct drill_activity slow[] = {
    {ACTIVITY_WEB, 2, 0, 2000, 20000, 4000000, 30 * CLOCK_SECOND, 2, 0},
    {ACTIVITY_TLS, 3, 1, 2000, 20000, 4000000, 30 * CLOCK_SECOND, 2, 0},
    {ACTIVITY_UPLOAD, 5, 3, 2000, 20000, 4000000, 40 * CLOCK_SECOND, 2, 0},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 10 * CLOCK_SECOND, 1, 0},
};
static const struct profile slow_profile = {slow, ARRAY_LEN(slow)};

static void see(void *ctx, bool uplink, const struct packet *ip)
{
    struct watcher *p = ctx;
    struct track *t = p->track;
    const uint8_t *data = packet_bytes(ip).data;
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 1024;
        t->list = realloc(t->list, t->room * sizeof *t->list);
        ENSURE(t->list);
    }
    /* between two subscribers a packet is its sender's */
    bool mine = uplink || packet_is_v6(ip) || data[12] != p->address.bytes[0] || data[13] != p->address.bytes[1];
    double at = (double)(p->world->now_ns - p->world->start_ns) / 1e9;
    t->list[t->count++] = (struct seen){at, ip->len, ip->len > packet_payload_at(ip), mine};
}

static void no_interface(void *ctx, const char *name, uint16_t link_type)
{
    (void)ctx;
    (void)name;
    (void)link_type;
}

static void no_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction direction, const uint8_t *data,
                     size_t len)
{
    (void)ctx;
    (void)interface;
    (void)time_ns;
    (void)direction;
    (void)data;
    (void)len;
}

void network_play(struct network *n, uint64_t seed, uint32_t subscribers, double seconds, bool is_slow)
{
    const struct drill_sink sink = {NULL, no_interface, no_frame};
    struct upf_options o = {.subscribers = subscribers, .gnbs = 4};
    struct world w;
    struct upf u;
    struct watcher *watcher = calloc(subscribers, sizeof *watcher);
    *n = (struct network){calloc(subscribers, sizeof *n->track), subscribers, seconds};
    ENSURE(n->track && watcher);
    world_init(&w, &sink, seed, SCENARIO_START, (int64_t)(seconds * 1e9), 0);
    upf_init(&u, &w, &o);
    for (uint32_t i = 0; i < subscribers; i++) {
        watcher[i] = (struct watcher){&n->track[i], &w, u.subscribers[i].v4, {see, &watcher[i], NULL}};
        upf_watch(&u.subscribers[i], &watcher[i].mirror);
    }
    traffic_start(&u, is_slow ? &slow_profile : drill_find("clean-day")->profile, 0, CLOCK_SECOND);
    world_run(&w);
    world_done(&w);
    free(watcher);
}

void network_forget(struct network *n)
{
    for (uint32_t i = 0; i < n->count; i++) free(n->track[i].list);
    free(n->track);
}
