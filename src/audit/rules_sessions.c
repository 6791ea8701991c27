/* TLS sessions of interception interfaces: what they show without secrets, and whether they protect what they carry. */
#include <stdio.h>
#include <strings.h>

#include "audit/findings.h"
#include "base/hex.h"

/* A session of an interception interface: something of interception was found inside, the inventory declares a delivery, or one
 * end has nothing else to do. */
bool session_of_interception(const struct engine *e, const struct tls_session_facts *f)
{
    static const char *const roles[] = {"ADMF", "MDF", "MDF2", "MDF3", "MF", "LEMF"};
    if (f->carries_li) return true;
    const struct declaration *d = network_declared(e->network, &f->flow, NULL);
    if (d && d->as == PURPOSE_DELIVERY) return true;
    for (unsigned end = 0; end < 2; end++) {
        int element = network_element_of(e->network, end ? &f->flow.dst : &f->flow.src);
        const char *role = element >= 0 ? e->network->elements[element].role : NULL;
        for (size_t i = 0; role && i < ARRAY_LEN(roles); i++)
            if (strcasecmp(role, roles[i]) == 0) return true;
    }
    return false;
}

static const char *version_text(uint16_t v)
{
    switch (v) {
    case 0: return NULL;
    case 0x0300: return "SSL 3.0";
    case TLS_1_0: return "TLS 1.0";
    case TLS_1_1: return "TLS 1.1";
    case TLS_1_2: return "TLS 1.2";
    case TLS_1_3: return "TLS 1.3";
    default: return "unknown";
    }
}

/* --- rule ------------------------------------------------------------------------------------------------------------------ */

static struct verdict_finding *unprotected(struct engine *e, struct finding_list *l, const struct tls_session_facts *f)
{
    struct verdict_finding *finding = finding_new(l, RULE_UNPROTECTED_INTERFACE);
    int element = network_element_of(e->network, &f->flow.dst);
    finding_element(finding, e->network, element);
    finding->conversation = conversation_of(l->arena, &f->flow);
    finding->conversation.sport = -1;
    finding->depth = "metadata";
    return finding;
}

/* A server that already has a finding of this kind: there is one for each address and port. */
static bool is_told(const struct finding_list *l, const struct five_tuple *flow)
{
    char text[ADDR_TEXT];
    for (size_t i = 0; i < l->count; i++) {
        const struct verdict_finding *f = &l->items[i];
        if (strcmp(f->rule, "unprotected-interface") == 0 && f->conversation.dport == flow->dport && f->conversation.dst &&
            strcmp(f->conversation.dst, ip_text(&flow->dst, text)) == 0)
            return true;
    }
    return false;
}

static void too_old(struct engine *e, struct finding_list *l, const struct tls_session_facts *f)
{
    char text[ENDPOINT_TEXT];
    struct sighting s = {0};
    sight_packet(&s, f->first_ns, f->bytes[TLS_CLIENT] + f->bytes[TLS_SERVER], f->first);
    s.pdus = f->packets[TLS_CLIENT] + f->packets[TLS_SERVER];
    s.last_ns = f->last_ns;
    struct verdict_finding *finding = unprotected(e, l, f);
    finding_sighting(finding, &s);
    finding->summary = arena_printf(l->arena, "The interception interface at %s is protected by %s only, which is broken",
                                    endpoint_text(&f->flow.dst, f->flow.dport, text), version_text(f->version));
    finding->detail = "TLS before 1.2 is deprecated (RFC 8996).";
    finding_evidence(l, finding, s.proof, s.proof_count, "hello");
}

/* Does that end's certificate, where it was seen, name who speaks? */
static bool bound(const struct tls_session_facts *f, enum tls_end end, const char *identity)
{
    return !f->certified[end] || !*identity || x509_names_have(&f->certificate[end], identity);
}

static void unbound(struct engine *e, struct finding_list *l, const struct x1_speakers *s)
{
    enum tls_end asks;
    char text[ENDPOINT_TEXT];
    const struct tls_session_facts *f = tls_facts_of(e->facts, &s->flow, &asks);
    if (!f || is_told(l, &f->flow)) return;
    const char *asking = s->reports ? s->ne : s->admf, *answering = s->reports ? s->admf : s->ne;
    enum tls_end answers = asks == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT, wrong = asks;
    if (bound(f, asks, asking)) wrong = answers;
    const char *identity = wrong == asks ? asking : answering;
    if (bound(f, wrong, identity)) return;
    struct verdict_finding *finding = unprotected(e, l, f);
    finding_sighting(finding, &s->seen);
    finding->summary = arena_printf(
        l->arena, "The X1 interface at %s is not bound to its identities: \"%s\" speaks with the certificate of \"%s\"",
        endpoint_text(&f->flow.dst, f->flow.dport, text), identity, f->certificate[wrong].subject);
    finding->detail = arena_printf(l->arena, "No name in the %s's certificate has the identifier that its messages bear.",
                                   wrong == TLS_CLIENT ? "client" : "server");
    finding_evidence_closed(l, finding, s->seen.proof, s->seen.proof_count, "control", e->reveal_targets);
}

void rules_of_sessions(struct engine *e, struct finding_list *l)
{
    const struct provisioning *x1 = &e->intercepts.provisioning;
    for (size_t i = 0; i < tls_facts_count(e->facts); i++) {
        const struct tls_session_facts *f = tls_facts_at(e->facts, i);
        if (f->version && f->version < TLS_1_2 && session_of_interception(e, f) && !is_told(l, &f->flow)) too_old(e, l, f);
    }
    for (size_t i = 0; i < x1->speaker_count; i++) unbound(e, l, &x1->speakers[i]);
}

/* --- verdict --------------------------------------------------------------------------------------------------------------- */

static const char *text_or_null(struct arena *a, const char *text)
{
    return *text ? arena_text(a, text) : NULL;
}

/* "upf-1 (upf-1.example, 10.0.9.1)" */
static const char *certificate_text(struct arena *a, const struct tls_session_facts *f, enum tls_end end)
{
    const struct x509_names *n = &f->certificate[end];
    const char *text = *n->subject ? n->subject : "no common name";
    if (!f->certified[end]) return NULL;
    for (unsigned i = 0; i < n->count; i++) text = arena_printf(a, "%s%s%s", text, i ? ", " : " (", n->others[i]);
    return arena_printf(a, "%s%s%s", text, n->more ? ", ..." : "", n->count ? ")" : "");
}

static const char *issuer_text(struct arena *a, const struct tls_session_facts *f, enum tls_end end)
{
    return f->certified[end] ? text_or_null(a, f->certificate[end].issuer) : NULL;
}

static const char *fingerprint_text(struct arena *a, const struct tls_session_facts *f, enum tls_end end)
{
    char text[2 * TLS_FINGERPRINT + 1];
    return f->certified[end] ? arena_text(a, hex_text(f->fingerprint[end], TLS_FINGERPRINT, text)) : NULL;
}

static const char *end_text(const struct engine *e, struct arena *a, const struct ip_addr *address)
{
    int element = network_element_of(e->network, address);
    return element >= 0 ? arena_text(a, e->network->elements[element].name) : NULL;
}

void judge_sessions(const struct engine *e, struct arena *a, struct verdict *v)
{
    char text[ENDPOINT_TEXT];
    struct verdict_session *list = arena_alloc(a, (tls_facts_count(e->facts) + 1) * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < tls_facts_count(e->facts); i++) {
        const struct tls_session_facts *f = tls_facts_at(e->facts, i);
        if (!session_of_interception(e, f)) continue;
        bool keyed = tls_secrets_use(e->secrets, f->random) == TLS_SECRETS_FIT;
        list[count++] = (struct verdict_session){.client = arena_text(a, endpoint_text(&f->flow.src, f->flow.sport, text)),
                                                 .server = arena_text(a, endpoint_text(&f->flow.dst, f->flow.dport, text)),
                                                 .client_element = end_text(e, a, &f->flow.src),
                                                 .server_element = end_text(e, a, &f->flow.dst),
                                                 .version = version_text(f->version),
                                                 .suite = f->version ? arena_printf(a, "0x%04x", f->suite) : NULL,
                                                 .server_name = text_or_null(a, f->server_name),
                                                 .ja4 = text_or_null(a, f->ja4),
                                                 .client_certificate = certificate_text(a, f, TLS_CLIENT),
                                                 .server_certificate = certificate_text(a, f, TLS_SERVER),
                                                 .client_issuer = issuer_text(a, f, TLS_CLIENT),
                                                 .server_issuer = issuer_text(a, f, TLS_SERVER),
                                                 .client_fingerprint = fingerprint_text(a, f, TLS_CLIENT),
                                                 .server_fingerprint = fingerprint_text(a, f, TLS_SERVER),
                                                 .depth = keyed ? "keyed" : "metadata",
                                                 .up = {f->packets[TLS_CLIENT], f->bytes[TLS_CLIENT]},
                                                 .down = {f->packets[TLS_SERVER], f->bytes[TLS_SERVER]},
                                                 .first_ns = f->first_ns,
                                                 .last_ns = f->last_ns};
    }
    v->sessions = list;
    v->session_count = count;
}
