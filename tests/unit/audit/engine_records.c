/* Records of HI2 and HI3 without PS-PDUs, in TCP and in UDP: judged like those inside, and nothing is made of what only looks
 * like them. */
#include "golden_file.h"
#include "world.h"

static struct world w;

static struct bytes record(const char *name)
{
    struct bytes b = golden_file("tests/golden/hi-bare/%s.ber", name);
    ENSURE(b.len);
    return b;
}

/* Several times over TCP; `mask` changes an octet of each. */
static void deliver(const char *name, unsigned count, size_t at, uint8_t mask)
{
    struct bytes b = record(name);
    struct stream s = hi_stream;
    ((uint8_t *)(uintptr_t)b.data)[at] ^= mask;
    post_tcp(&w, &s, SYN, bytes_of(NULL, 0), false);
    s.seq++;
    for (unsigned i = 0; i < count; i++) post_tcp(&w, &s, PUSH, b, false);
    golden_file_free(b);
}

/* Several, each with content of its own, in UDP, and seen at two taps. */
static void send_datagrams(const char *name, unsigned count, size_t at, uint8_t mask)
{
    struct bytes b = record(name);
    uint8_t *octets = (uint8_t *)(uintptr_t)b.data;
    octets[at] ^= mask;
    for (unsigned i = 0; i < count; i++) {
        octets[b.len - 1] = (uint8_t)i;
        post_udp(&w, LI, 5, 20, "10.0.5.1", "198.51.100.7", 40000, 41100, b);
        post_udp(&w, OAM, 5, 20, "10.0.5.1", "198.51.100.7", 40000, 41100, b);
    }
    golden_file_free(b);
}

static const struct verdict_intercept *only_intercept(void)
{
    judge(&w);
    CHECK_INT(w.verdict.intercept_count, 1);
    return &w.verdict.intercepts[0];
}

TEST(records_in_tcp)
{
    static const char *const names[] = {"iri-umts", "iri-eps", "iri-cs", "iri-etsi671", "iri-rose"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        open_world(&w);
        deliver(names[i], 5, 0, 0);
        const struct verdict_intercept *it = only_intercept();
        CHECK_TEXT(it->liid, "GOLDEN-1");
        CHECK_INT(it->iri, 5);
        CHECK_INT(it->cc, 0);
        CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
        CHECK_INT(fired(&w, "unprotected-interface"), 1);
        CHECK_INT(fired(&w, "delivery-gap"), 0);
        close_world(&w);
    }
}

TEST(content_in_udp)
{
    open_world(&w);
    send_datagrams("cc-umts", 5, 0, 0);
    const struct verdict_intercept *it = only_intercept();
    CHECK_TEXT(it->liid, "GOLDEN-1");
    CHECK_INT(it->cc, 5);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    close_world(&w);
}

/* One octet of the module's identifier is another. */
TEST(what_looks_like_them)
{
    open_world(&w);
    deliver("iri-umts", 5, 7, 1);
    send_datagrams("cc-umts", 5, 9, 1);
    judge(&w);
    CHECK_INT(w.verdict.intercept_count, 0);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 0);
    close_world(&w);
}
