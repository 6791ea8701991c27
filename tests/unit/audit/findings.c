#include "audit/findings.h"

#include <string.h>

#include "check.h"

static struct finding_list open_list(void)
{
    struct finding_list l = {.arena = arena_new()};
    ENSURE(l.arena);
    return l;
}

static void add(struct finding_list *l, enum rule r, uint64_t bytes, int64_t first_ns, const char *summary)
{
    struct verdict_finding *f = finding_new(l, r);
    f->bytes = bytes;
    f->first_ns = first_ns;
    f->summary = summary;
}

TEST(worst_first_then_bytes_then_time)
{
    static const char *const want[] = {"a", "b", "c", "d", "e", "f"};
    struct finding_list l = open_list();
    add(&l, RULE_UNPROTECTED_INTERFACE, 1 << 30, 0, "f");
    add(&l, RULE_MIRROR_SESSION, 10, 7, "d");
    add(&l, RULE_COVERT_COPY, 10, 9, "b");
    add(&l, RULE_MIRROR_SESSION, 10, 6, "c");
    add(&l, RULE_COVERT_COPY, 11, 99, "a");
    add(&l, RULE_MIRROR_SESSION, 10, 7, "e");
    findings_number(&l);
    REQUIRE(l.count == 6);
    for (unsigned i = 0; i < 6; i++) {
        CHECK_TEXT(l.items[i].summary, want[i]);
        CHECK_INT(l.items[i].id[5], '1' + i);
    }
    CHECK_TEXT(l.items[0].id, "F-0001");
    arena_free(l.arena);
}

TEST(what_every_finding_has)
{
    struct finding_list l = open_list();
    for (unsigned i = 0; i < 500; i++) add(&l, RULE_DELIVERY_GAP, i, 0, "x");
    CHECK_INT(l.count, 500);
    CHECK_INT(l.items[3].bytes, 3); /* growing kept the earlier ones */
    CHECK_TEXT(l.items[0].rule, "delivery-gap");
    CHECK_INT(l.items[0].conversation.sport, -1);
    CHECK(l.items[0].limit_min_bytes < 0 && l.items[0].confidence > 0);
    findings_number(&l);
    CHECK_TEXT(l.items[499].id, "F-0500");
    arena_free(l.arena);
}

TEST(no_findings)
{
    struct finding_list l = open_list();
    findings_number(&l);
    CHECK_INT(l.count, 0);
    arena_free(l.arena);
}

TEST(evidence_names_each_packet_once)
{
    static const struct frame_ref refs[] = {{0, 5}, {1, 5}, {0, 5}, {0, 0}, {0, 6}}, more[] = {{1, 5}, {2, 1}};
    struct finding_list l = open_list();
    struct verdict_finding *f = finding_new(&l, RULE_COVERT_COPY);
    finding_evidence(&l, f, refs, 5, "copy");
    CHECK_INT(f->evidence_count, 3); /* number 0 is no packet */
    finding_evidence(&l, f, more, 2, "entered");
    REQUIRE(f->evidence_count == 4);
    CHECK_TEXT(f->evidence[0].role, "copy");
    CHECK_TEXT(f->evidence[3].role, "entered");
    CHECK_INT(f->evidence[3].ref.capture, 2);
    finding_evidence(&l, f, refs, 0, "nothing");
    CHECK_INT(f->evidence_count, 4);
    arena_free(l.arena);
}

TEST(conversations_in_words)
{
    struct finding_list l = open_list();
    struct five_tuple t = {{{10, 0, 0, 1}, 4}, {{10, 0, 0, 2}, 4}, 0, 4789, 17};
    struct verdict_conversation c = conversation_of(l.arena, &t);
    CHECK_TEXT(c.src, "10.0.0.1");
    CHECK_TEXT(c.dst, "10.0.0.2");
    CHECK_INT(c.sport, -1);
    CHECK_INT(c.dport, 4789);
    CHECK_TEXT(c.protocol, "udp");
    t.protocol = 47;
    c = conversation_of(l.arena, &t);
    CHECK_INT(c.dport, -1); /* no ports there */
    arena_free(l.arena);
}

TEST(amounts)
{
    struct finding_list l = open_list();
    CHECK_TEXT(amount_text(l.arena, 0), "0 bytes");
    CHECK_TEXT(amount_text(l.arena, 999), "999 bytes");
    CHECK_TEXT(amount_text(l.arena, 1000), "1.0 kB");
    CHECK_TEXT(amount_text(l.arena, 14100000), "14.1 MB");
    CHECK_TEXT(amount_text(l.arena, 999960), "1.0 MB"); /* never 1000.0 kB */
    CHECK(strlen(amount_text(l.arena, UINT64_MAX)) < 32);
    arena_free(l.arena);
}
