/* network.yaml and warrants.yaml of a scenario. */
#include "drill/control.h"
#include "drill/scenario.h"

static bool delivers(const struct scenario *s)
{
    return s->interception_count > 0;
}

static void write_elements(const struct scenario *s, FILE *out)
{
    fputs("elements:\n"
          "  - {name: upf-1, supplier: Acme, role: UPF, zone: core, addresses: [10.23.0.1, 198.51.100.1, 10.66.0.1",
          out);
    if (s->copy.v6) fputs(", \"2001:db8:66::1\"", out);
    if (s->upf.nat == NAT_ADDRESS)
        for (uint32_t pool = 0; pool <= (s->upf.subscribers - 1) / SUBSCRIBERS_PER_NAT_BLOCK; pool++)
            fprintf(out, ", 198.51.100.%u", 64 + pool);
    fprintf(out, "], subscribers: [10.45.0.0/16%s]}\n", s->upf.ipv6_share ? ", \"2001:db8:45::/48\"" : "");
    for (uint32_t i = 0; i < s->upf.gnbs; i++) {
        char text[ADDR_TEXT];
        struct host gnb = upf_gnb(i);
        fprintf(out, "  - {name: gnb-%u, supplier: Boreal, role: HOST, zone: access, addresses: [%s]}\n", i + 1,
                ip_text(&gnb.addr, text));
    }
    fputs("  - {name: router-1, supplier: Northgate, role: ROUTER, zone: outside, addresses: [198.51.100.2]}\n"
          "  - {name: smf-1, supplier: Acme, role: SMF, zone: core, addresses: [10.66.0.20]}\n"
          "  - {name: oam-1, supplier: Carrier, role: OAM, zone: management, addresses: [10.66.0.10]}\n",
          out);
    if (delivers(s))
        fputs("  - {name: mdf2-1, supplier: Mediant, role: MDF2, zone: core, addresses: [10.66.0.30]}\n"
              "  - {name: mdf3-1, supplier: Mediant, role: MDF3, zone: core, addresses: [10.66.0.31]}\n",
              out);
    if (s->mediated) {
        char text[ADDR_TEXT];
        struct ip_addr authority = scenario_authority();
        fprintf(out, "  - {name: lemf-1, supplier: State, role: LEMF, zone: outside, addresses: [%s]}\n",
                ip_text(&authority, text));
    }
    x1_declare_elements(&s->x1, out);
    hi1_declare_elements(s->hi1, out);
}

/* The line that makes a copy's conversation a declared one. */
static void write_declared_copy(const struct scenario *s, uint64_t seed, FILE *out)
{
    char dst[ADDR_TEXT];
    struct copy_site site = copy_site(&s->copy, &s->upf, seed);
    uint8_t protocol = carrier_of(s->copy.carrier)->protocol;
    fprintf(out, "  - {from: upf-1, to: \"%s/%d\", over: ", ip_text(&site.dst, dst), site.dst.family == 6 ? 128 : 32);
    if (protocol == IP_UDP || protocol == IP_TCP)
        fprintf(out, "%s/%u", protocol == IP_UDP ? "udp" : "tcp", site.port);
    else
        fprintf(out, "ip/%u", protocol);
    fprintf(out, ", as: %s}\n", s->probe ? "probe" : "maintenance");
}

static void write_taps(const struct scenario *s, FILE *out)
{
    fputs("taps:\n"
          "  - {name: n3, at: upf-1, side: access}\n"
          "  - {name: n6, at: upf-1, side: outside}\n"
          "  - {name: oam, at: upf-1, side: management}\n",
          out);
    if (s->upf.n6_taps) fprintf(out, "  - {name: %s, at: upf-1, side: outside}\n", upf_tap_name(TAP_N6_AGAIN));
    if (s->upf.mdf_tap) fprintf(out, "  - {name: %s, at: mdf3-1, side: outside}\n", upf_tap_name(TAP_MDF));
    if (s->upf.admf_tap) fprintf(out, "  - {name: %s, at: admf-1, side: management}\n", upf_tap_name(TAP_ADMF));
}

void drill_write_network(const struct scenario *row, const struct drill_options *o, FILE *out)
{
    const struct scenario varied = scenario_of(row, o), *s = &varied;
    fprintf(out, "custos: network/1\nname: Drill %s\n", s->name);
    write_elements(s, out);
    write_taps(s, out);
    fputs("conversations:\n"
          "  - {from: 10.23.0.0/24, to: upf-1, over: udp/2152, as: transport}\n"
          "  - {from: SMF, to: UPF, over: udp/8805, as: signalling}\n"
          "  - {from: upf-1, to: oam-1, over: udp/123, as: signalling}\n"
          "  - {from: 10.66.8.0/24, to: upf-1, over: tcp/22, as: maintenance}\n",
          out);
    if (s->upf.forwards_names) {
        char resolver[ADDR_TEXT];
        struct ip_addr a = traffic_server(false, RESOLVER);
        fprintf(out, "  - {from: upf-1, to: %s/32, over: udp/%d, as: signalling}\n", ip_text(&a, resolver), DNS_PORT);
    }
    if (delivers(s))
        fprintf(out,
                "  - {from: upf-1, to: mdf2-1, over: tcp/%d, as: delivery}\n"
                "  - {from: upf-1, to: mdf3-1, over: tcp/%d, as: delivery}\n",
                DELIVERY_X2_PORT, DELIVERY_X3_PORT);
    if (s->mediated) fprintf(out, "  - {from: mdf3-1, to: lemf-1, over: tcp/%d, as: delivery}\n", HI3_PORT);
    service_declare(s->service, out);
    orders_declare(&s->order, out);
    reach_declare(&s->reach, out);
    x1_declare(&s->x1, out);
    hi1_declare(s->hi1, out);
    if (s->probe || s->copy.place == PLACE_SUPPORT) write_declared_copy(s, o->seed, out);
}

static void write_warrant(const struct scenario *s, uint64_t seed, const struct interception_plan *p, FILE *out)
{
    char target[ADDR_TEXT], imsi[IMSI_TEXT];
    uint32_t who = p->instead ? p->instead : p->target;
    struct ip_addr a = upf_subscriber(&s->upf, seed, who);
    upf_imsi(who, imsi);
    fprintf(out,
            "  - id: %s\n"
            "    authority: District Court, 3rd chamber\n"
            "    country: NL\n"
            "    liid: %s\n"
            "    xids: [%s]\n"
            "    targets: [\"%s%s\"]\n"
            "    scope: %s\n"
            "    from: %s\n"
            "    until: %s\n"
            "    elements: [upf-1]\n"
            "    deliver_to: [\"10.66.0.30:%d\", \"10.66.0.31:%d\"",
            p->warrant, p->liid, p->xid, s->upf.names ? "imsi:" : "ip:", s->upf.names ? imsi : ip_text(&a, target),
            p->paper == PAPER_IRI_ONLY ? "[iri]" : "[iri, cc]", scenario_dates.from,
            p->paper == PAPER_EXPIRED ? scenario_dates.expired : scenario_dates.until, DELIVERY_X2_PORT, DELIVERY_X3_PORT);
    a = scenario_authority();
    if (s->mediated) fprintf(out, ", \"%s:%d\"", ip_text(&a, target), HI3_PORT);
    fputs("]\n", out);
}

void drill_write_warrants(const struct scenario *row, const struct drill_options *o, FILE *out)
{
    const struct scenario varied = scenario_of(row, o), *s = &varied;
    size_t papers = 0;
    for (size_t i = 0; i < s->interception_count; i++) papers += s->interceptions[i].paper != PAPER_NONE;
    fprintf(out, "custos: warrants/1\nwarrants:%s\n", papers ? "" : " []");
    for (size_t i = 0; i < s->interception_count; i++)
        if (s->interceptions[i].paper != PAPER_NONE) write_warrant(s, o->seed, &s->interceptions[i], out);
}

bool drill_has_secrets(const struct scenario *row)
{
    return row->x1.count && row->x1.tls;
}

void drill_write_secrets(const struct scenario *row, const struct drill_options *o, FILE *out)
{
    x1_write_secrets(&row->x1, o->seed, out);
}
