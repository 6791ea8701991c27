#include "audit/maintenance.h"

#include <stdlib.h>

#include "proto/ip.h"
#include "proto/snmp.h"

void maintenance_done(struct maintenance *m)
{
    free(m->list);
    m->list = NULL;
    m->count = m->room = m->latest = 0;
}

static bool same(const struct maintenance_session *s, const struct five_tuple *t)
{
    return five_tuple_equal(&s->stream, t);
}

static struct maintenance_session *find(struct maintenance *m, const struct five_tuple *t)
{
    if (m->latest < m->count && same(&m->list[m->latest], t)) return &m->list[m->latest];
    for (size_t i = 0; i < m->count; i++) {
        if (!same(&m->list[i], t)) continue;
        m->latest = i;
        return &m->list[i];
    }
    return NULL;
}

static struct maintenance_session *add(struct maintenance *m, const struct five_tuple *t)
{
    if (m->count == m->room) {
        size_t want = m->room ? m->room * 2 : 16;
        void *p = want <= MAINTENANCE_SESSIONS ? realloc(m->list, want * sizeof *m->list) : NULL;
        if (!p) return NULL;
        m->list = p;
        m->room = want;
    }
    struct maintenance_session *s = &m->list[m->count++];
    *s = (struct maintenance_session){.stream = *t};
    return s;
}

/* Which end serves: the one whose port says so, else the one that a SYN goes to, else the one with the lower port. */
static bool to_server(const struct maintenance_packet *p)
{
    const struct five_tuple *t = &p->tuple;
    bool to = management_of_port(t->protocol, t->dport) != MANAGEMENT_NONE;
    bool from = management_of_port(t->protocol, t->sport) != MANAGEMENT_NONE;
    if (to != from) return to;
    return p->syn || t->dport < t->sport;
}

/* A connection of its own, or for UDP all that a client asks of a server. */
static struct five_tuple stream_of(const struct maintenance_packet *p, bool to)
{
    struct five_tuple t = to ? p->tuple : five_tuple_reverse(&p->tuple);
    if (t.protocol == IP_PROTO_UDP) t.sport = 0;
    return t;
}

/* Who is managed: the server; a client of TACACS+ lets its own administrators be checked. */
static int managed(const struct network *n, const struct five_tuple *t, enum management kind, bool *ret_serves)
{
    int server = network_element_of(n, &t->dst);
    *ret_serves = kind != MANAGEMENT_TACACS && server >= 0;
    return *ret_serves ? server : network_element_of(n, &t->src);
}

static struct maintenance_session *open_session(struct maintenance *m, const struct maintenance_packet *p,
                                                const struct five_tuple *t, enum management kind, bool file)
{
    bool serves;
    const struct declaration *d = network_declared(m->network, t, NULL);
    int element = managed(m->network, t, kind, &serves);
    bool maintained = d && d->as == PURPOSE_MAINTENANCE && serves && p->syn;
    if (element < 0 || (kind == MANAGEMENT_NONE && !maintained && !file)) return NULL;
    struct maintenance_session *s = add(m, t);
    if (!s) {
        m->refused++;
        return NULL;
    }
    s->element = element;
    s->serves = serves;
    s->declared = d;
    s->opened = p->syn || t->protocol == IP_PROTO_UDP;
    return s;
}

static void note_snmp(struct maintenance_session *s, struct bytes payload)
{
    struct snmp3 m;
    if (!snmp3_parse(payload, &m)) return;
    s->enciphered |= m.encrypted;
    size_t len = m.user.len < sizeof s->user - 1 ? m.user.len : sizeof s->user - 1;
    if (!len) return;
    for (size_t i = 0; i < len; i++) s->user[i] = m.user.data[i] > ' ' && m.user.data[i] < 0x7f ? (char)m.user.data[i] : '?';
    s->user[len] = 0;
}

bool maintenance_take(struct maintenance *m, const struct maintenance_packet *p)
{
    bool to = to_server(p);
    struct five_tuple t = stream_of(p, to);
    enum management by_content = p->payload.len ? management_sniff(t.protocol, t.dport, p->payload) : MANAGEMENT_NONE;
    enum management by_port = management_of_port(t.protocol, t.dport);
    bool file = management_capture_file(p->payload) && network_element_of(m->network, &p->tuple.src) >= 0;
    struct maintenance_session *s = find(m, &t);
    if (!s) s = open_session(m, p, &t, by_content ? by_content : t.protocol == IP_PROTO_TCP ? by_port : MANAGEMENT_NONE, file);
    if (!s) return false;
    if (by_content && !s->by_content) {
        s->kind = by_content;
        s->by_content = true;
    } else if (!s->kind) {
        s->kind = by_port;
    }
    s->enciphered |= by_content && p->payload.data[0] == 'S'; /* "SSH-", NETCONF's too */
    if (s->kind == MANAGEMENT_SNMP) note_snmp(s, p->payload);
    s->capture_file |= file;
    s->spoken[!to] += p->payload.len > 0;
    sight_packet(&s->seen, p->time_ns, p->bytes, p->ref);
    return true;
}
