/* Interceptions inside TLS: with the key log judged like clear ones, without it silent, and coverage says which. */
#include "tls_sessions.h"
#include "world.h"

static struct world w;
static struct played session;

enum { PDUS = 3 }; /* in each recorded session: 1 X2, 2 X3 */

static void give_secrets(void)
{
    for (size_t i = 0; i < session.secrets; i++)
        engine_secret(w.engine, bytes_of_text(session.secret[i].label), session.secret[i].random,
                      bytes_of(session.secret[i].secret, session.secret[i].len));
}

static void play_session(void)
{
    struct stream ends[2] = {x_stream, {"10.0.5.1", "10.0.9.1", 42001, 50000, 10, 9, OAM, 1, 1}};
    for (int end = 0; end < 2; end++) {
        post_tcp(&w, &ends[end], SYN, bytes_of(NULL, 0), false);
        ends[end].seq++;
    }
    for (size_t i = 0; i < session.chunks; i++)
        post_tcp(&w, &ends[session.chunk[i].end], PUSH, bytes_of(session.bytes + session.chunk[i].at, session.chunk[i].len),
                 false);
}

static bool noted(const char *text)
{
    for (size_t i = 0; i < w.verdict.note_count; i++)
        if (strstr(w.verdict.notes[i], text)) return true;
    return false;
}

static void check_keyed(const char *name)
{
    uint64_t iri = 0, cc = 0;
    open_world(&w);
    played_read(name, &session);
    give_secrets();
    play_session();
    judge(&w);
    for (size_t i = 0; i < w.verdict.intercept_count; i++) {
        CHECK_TEXT(w.verdict.intercepts[i].depth, "keyed");
        CHECK_TEXT(w.verdict.intercepts[i].element, "upf-1");
        iri += w.verdict.intercepts[i].iri;
        cc += w.verdict.intercepts[i].cc;
    }
    CHECK_INT(iri, 1);
    CHECK_INT(cc, PDUS - 1);
    CHECK_INT(fired(&w, "unprotected-interface"), 0);
    CHECK_INT(fired(&w, "intercept-without-warrant"), w.verdict.intercept_count);
    CHECK_INT(w.verdict.undecrypted_sessions, 0);
    CHECK(noted("1 TLS sessions were decrypted"));
    CHECK(!noted("what runs inside"));
    close_world(&w);
}

TEST(keyed_interceptions_are_judged)
{
    check_keyed("tls13-aes-256-gcm-sha384");
    check_keyed("tls12-chacha20-poly1305");
    check_keyed("tls12-resumed-session-id");
}

static void check_silent(const char *note)
{
    play_session();
    judge(&w);
    CHECK_INT(w.verdict.intercept_count, 0);
    CHECK_INT(w.verdict.finding_count, 0);
    CHECK_INT(w.verdict.undecrypted_sessions, 1);
    CHECK(noted("what runs inside TLS was not seen"));
    CHECK(!noted("decrypted with the key log"));
    CHECK_INT(noted("opened nothing"), note != NULL);
    close_world(&w);
}

TEST(without_secrets_nothing_is_invented)
{
    open_world(&w);
    played_read("tls13-aes-256-gcm-sha384", &session);
    check_silent(NULL);
}

TEST(wrong_secrets_are_told)
{
    open_world(&w);
    played_read("tls13-aes-256-gcm-sha384", &session);
    for (size_t i = 0; i < session.secrets; i++) session.secret[i].secret[0] ^= 0x80;
    give_secrets();
    check_silent("opened nothing");
}

/* Secrets of other sessions are at hand: an interception in clear on a conversation of its own is found as ever. */
TEST(clear_interceptions_beside_a_key_log)
{
    struct stream x = x_stream;
    open_world(&w);
    played_read("tls13-aes-256-gcm-sha384", &session);
    give_secrets();
    post_tcp(&w, &x, SYN, bytes_of(NULL, 0), false);
    x.seq++;
    for (uint32_t i = 0; i < 4; i++) send_x(&w, &x, X2, 1, i);
    judge(&w);
    REQUIRE(w.verdict.intercept_count == 1);
    CHECK_TEXT(w.verdict.intercepts[0].depth, "clear");
    CHECK_INT(w.verdict.intercepts[0].iri, 4);
    CHECK_INT(fired(&w, "unprotected-interface"), 1);
    close_world(&w);
}

/* X1 inside TLS: the same request and answer as in clear, and judged like them. */
static void check_control(const char *name)
{
    open_world(&w);
    played_read(name, &session);
    give_secrets();
    play_session();
    judge(&w);
    REQUIRE(w.verdict.intercept_count == 2); /* the task, and the product identifier that it has */
    CHECK_TEXT(w.verdict.intercepts[0].depth, "keyed");
    CHECK_TEXT(w.verdict.intercepts[0].warrant, "W-1");
    CHECK_INT(fired(&w, "intercept-wrong-target"), 1);
    CHECK_INT(fired(&w, "unprotected-interface"), 0);
    CHECK_INT(fired(&w, "unknown-provisioner"), 1); /* the session runs from upf-1 to mdf-1 */
    CHECK(noted("1 TLS sessions were decrypted"));
    close_world(&w);
}

TEST(keyed_control_is_judged)
{
    check_control("tls13-x1");
    check_control("tls12-x1");
}

TEST(control_without_secrets_is_not_invented)
{
    open_world(&w);
    played_read("tls13-x1", &session);
    check_silent(NULL);
}

/* HTTP/2, agreed on by ALPN, from a real client: an activation and a list. */
TEST(keyed_control_over_http2)
{
    open_world(&w);
    played_read("tls13-x1-http2", &session);
    give_secrets();
    play_session();
    judge(&w);
    REQUIRE(w.verdict.intercept_count > 0);
    for (size_t i = 0; i < w.verdict.intercept_count; i++) CHECK_TEXT(w.verdict.intercepts[i].depth, "keyed");
    CHECK_INT(fired(&w, "intercept-wrong-target"), 1);
    CHECK_INT(fired(&w, "unprotected-interface"), 0);
    CHECK_INT(fired(&w, "provisioning-mismatch"), 0);
    close_world(&w);
}
