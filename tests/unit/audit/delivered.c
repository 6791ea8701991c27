/* Product held against warrants, PDU by PDU. */
#include "audit/delivered.h"

#include "base/clock.h"
#include "check.h"

static const char papers[] =
    "custos: warrants/1\n"
    "warrants:\n"
    "  - {id: W-IP, authority: C, liid: A, targets: ['ip:10.46.0.7'], scope: [iri, cc], from: 2026-11-01T00:00:00Z,\n"
    "     until: 2026-12-01T00:00:00Z}\n"
    "  - {id: W-ID, authority: C, liid: B, targets: ['imsi:001010000000001', 'msisdn:31612345678',\n"
    "     'sip:one@example.net'], scope: [iri, cc], from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n"
    "  - {id: W-SEAL, authority: C, liid: C, targets:\n"
    "     ['hmac-sha256:0000000000000000000000000000000000000000000000000000000000000001'], scope: [iri, cc],\n"
    "     from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n";
static const char pools[] = "custos: network/1\n"
                            "name: N\n"
                            "elements:\n"
                            "  - {name: upf-1, role: UPF, zone: core, addresses: [10.0.3.1],\n"
                            "     subscribers: [10.46.0.0/16, '2001:db8:46::/48']}\n";
enum { BY_ADDRESS, BY_IDENTITY, SEALED };

static struct warrants *warrants;
static struct network *network;
static struct delivered account;
static struct product product;

static void open_papers(void)
{
    struct fault f = {0};
    REQUIRE(network_parse("n", (const uint8_t *)pools, sizeof pools - 1, &network, &f) == ERR_OK);
    REQUIRE(warrants_parse("w", (const uint8_t *)papers, sizeof papers - 1, NULL, &warrants, &f) == ERR_OK);
    account = (struct delivered){0};
}

static void close_papers(void)
{
    delivered_done(&account);
    warrants_free(warrants);
    network_free(network);
}

static bool take(unsigned paper, bool additional)
{
    struct intercept_event e = {.kind = INTERCEPT_IRI, .product = &product, .pdu_bytes = 10, .additional_xid = additional};
    return delivered_take(&account, &e, network, &warrants->list[paper], NULL);
}

/* A PDU with one identity (kind NULL: none) and a packet (src NULL: none). */
static void compose(const char *kind, const char *value, const char *src, const char *dst)
{
    product_clear(&product);
    if (kind) product_add(&product, kind, bytes_of_text(value));
    if (src) REQUIRE(ip_parse(src, &product.inner.src) && ip_parse(dst, &product.inner.dst));
}

static bool fits(unsigned paper, const char *kind, const char *value, const char *src, const char *dst)
{
    compose(kind, value, src, dst);
    return take(paper, false);
}

TEST(the_targets_own)
{
    open_papers();
    CHECK(fits(BY_ADDRESS, NULL, NULL, "10.46.0.7", "192.0.2.1") && fits(BY_ADDRESS, NULL, NULL, "192.0.2.1", "10.46.0.7"));
    CHECK(fits(BY_ADDRESS, NULL, NULL, "10.46.0.7", "10.46.0.9")); /* to another subscriber */
    CHECK(fits(BY_ADDRESS, "ipv4Address", "10.46.0.7", NULL, NULL));
    CHECK(fits(BY_IDENTITY, "imsi", "001010000000001", NULL, NULL) &&
          fits(BY_IDENTITY, "supiImsi", "001010000000001", NULL, NULL));
    CHECK(fits(BY_IDENTITY, "telUri", "tel:+31612345678", NULL, NULL));
    CHECK_INT(account.wrong_target.pdus, 0);
    close_papers();
}

TEST(somebody_elses)
{
    open_papers();
    CHECK(!fits(BY_ADDRESS, NULL, NULL, "10.46.0.9", "192.0.2.1"));
    CHECK(account.wrong_content);
    CHECK_TEXT(account.wrong, "ip:10.46.0.9");
    CHECK(!fits(BY_ADDRESS, NULL, NULL, "192.0.2.1", "10.46.0.9"));
    CHECK(!fits(BY_ADDRESS, "ipv4Address", "10.46.0.9", NULL, NULL));
    CHECK_INT(account.wrong_target.pdus, 3);
    close_papers();
    open_papers();
    CHECK(!fits(BY_IDENTITY, "imsi", "001010000000002", NULL, NULL));
    CHECK(!account.wrong_content);
    CHECK_TEXT(account.wrong, "imsi:001010000000002");
    compose("sipUri", "sip:other@example.net", NULL, NULL); /* by which the sender knew its target */
    product.matched_count = 1;
    CHECK(!take(BY_IDENTITY, false));
    close_papers();
}

/* Where nothing can be compared, nothing is alleged. */
TEST(what_cannot_be_compared)
{
    open_papers();
    CHECK(fits(BY_ADDRESS, NULL, NULL, "198.51.100.4", "192.0.2.1"));     /* nobody's: translated, perhaps */
    CHECK(fits(BY_ADDRESS, NULL, NULL, "2001:db8:46::9", "2001:db8::1")); /* the same subscriber may have it too */
    CHECK(fits(BY_ADDRESS, "imsi", "001010000000002", NULL, NULL));       /* another kind of name */
    CHECK(
        fits(BY_IDENTITY, "imei", "35349006987331", "10.46.0.9", "192.0.2.1")); /* another kind, and no address in the warrant */
    CHECK(fits(SEALED, "imsi", "001010000000002", "10.46.0.9", "192.0.2.1"));
    CHECK(fits(BY_IDENTITY, "macAddress", "x", NULL, NULL) && fits(BY_IDENTITY, "imsi", "no number", NULL, NULL));
    compose("imsi", "001010000000002", NULL, NULL); /* another XID of the PDU may be the other party's */
    CHECK(take(BY_IDENTITY, true));
    CHECK(fits(BY_IDENTITY, "sipUri", "sip:other@example.net", NULL, NULL)); /* he may have several */
    compose("imsi", "001010000000002", NULL, NULL);                          /* one name of several suffices */
    product_add(&product, "msisdn", bytes_of_text("31612345678"));
    CHECK(take(BY_IDENTITY, false) && take(BY_IDENTITY, false));
    CHECK_INT(account.wrong_target.pdus, 0);
    close_papers();
}

TEST(events_and_sessions_are_counted)
{
    open_papers();
    for (unsigned i = 0; i < DELIVERED_EVENTS + 4; i++) {
        product_clear(&product);
        product.event = 6 + i % (DELIVERED_EVENTS + 1);
        product.has_session = true;
        product.session = (uint8_t)(i % 6);
        memcpy(product.network, i < 6 ? "internet" : "", i < 6 ? 9 : 1);
        CHECK(take(BY_IDENTITY, false));
    }
    CHECK_INT(account.event_count, DELIVERED_EVENTS);
    CHECK_INT(account.events[0].event, 6);
    CHECK_INT(account.events[0].count, 2);
    CHECK_INT(account.session_count, DELIVERED_SESSIONS);
    CHECK_TEXT(account.sessions[3].network, "internet");
    close_papers();
}
