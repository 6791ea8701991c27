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
    CHECK_INT(fired(&w, "unprotected-interface"), 1); /* its certificate names nobody who speaks */
    CHECK_INT(fired(&w, "provisioning-mismatch"), 0);
    close_world(&w);
}

static const struct verdict_session *only_session(void)
{
    CHECK_INT(w.verdict.session_count, 1);
    return &w.verdict.sessions[0];
}

TEST(metadata_of_a_session)
{
    open_world(&w);
    played_read("tls12-x1", &session);
    play_session();
    judge(&w);
    const struct verdict_session *s = only_session();
    CHECK_TEXT(s->depth, "metadata");
    CHECK_TEXT(s->version, "TLS 1.2");
    CHECK_TEXT(s->client_element, "upf-1");
    CHECK_TEXT(s->server_element, "mdf-1");
    CHECK_TEXT(s->server_certificate, "upf-1 (upf-1.example, 10.0.9.1)");
    CHECK(!s->client_certificate && !s->server_name && s->ja4 && s->up.bytes > 4000 && s->down.bytes > 1000);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}

/* Who speaks is what the certificate says, or the interface is not protected; in TLS 1.3 secrets show it. */
TEST(a_certificate_of_somebody_else)
{
    static const char *const names[] = {"tls12-x1-unbound", "tls13-x1-unbound"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        open_world(&w);
        played_read(names[i], &session);
        give_secrets();
        play_session();
        judge(&w);
        CHECK_TEXT(only_session()->depth, "keyed");
        CHECK_TEXT(only_session()->server_certificate, "mdf");
        REQUIRE(fired(&w, "unprotected-interface") == 1);
        CHECK(strstr(finding(&w, "unprotected-interface")->summary, "\"upf-1\" speaks with the certificate of \"mdf\"") != NULL);
        close_world(&w);
    }
}

TEST(certificates_inside_tls_1_3)
{
    open_world(&w);
    played_read("tls13-x1", &session);
    give_secrets();
    play_session();
    judge(&w);
    const struct verdict_session *s = only_session();
    CHECK_TEXT(s->server_certificate, "upf-1 (upf-1.example, 10.0.9.1)");
    CHECK_TEXT(s->server_issuer, "upf-1");
    CHECK_TEXT(s->client_certificate, "admf-1");
    CHECK(s->client_fingerprint && s->server_fingerprint && strlen(s->server_fingerprint) == 64);
    CHECK(strcmp(s->client_fingerprint, s->server_fingerprint) != 0);
    close_world(&w);
    open_world(&w);
    play_session(); /* without secrets */
    judge(&w);
    CHECK(!w.verdict.session_count || (!only_session()->server_certificate && !only_session()->server_fingerprint));
    close_world(&w);
}

/* The version that was agreed on stands in the server's hello, in clear. */
TEST(old_tls_is_no_protection)
{
    static const unsigned versions[] = {0x0300, 0x0301, 0x0302, 0x0303};
    for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
        open_world(&w);
        played_read("tls12-cbc", &session);
        uint8_t *server = NULL;
        for (size_t k = 0; k < session.chunks && !server; k++)
            if (session.chunk[k].end == 1) server = session.bytes + session.chunk[k].at;
        REQUIRE(server && server[5] == 2 && server[10] == 3);
        server[10] = (uint8_t)versions[i];
        play_session();
        judge(&w);
        CHECK_INT(fired(&w, "unprotected-interface"), versions[i] < 0x0303);
        CHECK_INT(w.verdict.finding_count, versions[i] < 0x0303);
        close_world(&w);
    }
}
