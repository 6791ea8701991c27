#include "proto/http1.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

static const char head[] = "POST /X1/NE HTTP/1.1\r\nHost: ne\r\nContent-Length: 5\r\n\r\n";

/* What one message frames to, fed whole. */
static enum framing frame(const char *text, struct http1 *h)
{
    *h = (struct http1){0};
    return http1_frame(h, bytes_of_text(text));
}

/* The same, byte by byte in exact-size blocks: MORE until the end, and then WHOLE with that body. */
static void every_cut(const char *text, size_t len, const char *body)
{
    struct http1 h = {0};
    for (size_t n = 1; n <= len; n++) {
        uint8_t *copy = malloc(n);
        REQUIRE(copy);
        memcpy(copy, text, n);
        CHECK_INT(http1_frame(&h, bytes_of(copy, n)), n < len ? FRAMING_MORE : FRAMING_WHOLE);
        free(copy);
    }
    CHECK_INT(h.len, len);
    char got[64] = {0};
    size_t at = 0, got_len = 0;
    for (struct bytes piece; (piece = http1_body(&h, bytes_of(text, len), &at)).len; got_len += piece.len) {
        REQUIRE(got_len + piece.len < sizeof got);
        memcpy(got + got_len, piece.data, piece.len);
    }
    CHECK_TEXT(got, body);
}

TEST(cut_at_every_byte)
{
    static const char sized[] = "POST /X1/NE HTTP/1.1\r\nHost: ne\r\ncontent-length:  5 \r\n\r\nhello";
    static const char chunked[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n02;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n";
    static const char empty[] = "HTTP/1.1 100 Continue\r\n\r\n";
    static const char bare[] = "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi";
    static const char get[] = "GET /status HTTP/1.1\r\nHost: ne\r\n\r\n";
    every_cut(sized, sizeof sized - 1, "hello");
    every_cut(chunked, sizeof chunked - 1, "hello");
    every_cut(empty, sizeof empty - 1, "");
    every_cut(bare, sizeof bare - 1, "hi");
    every_cut(get, sizeof get - 1, "");
}

TEST(what_follows_is_another_message)
{
    char two[256];
    struct http1 h;
    snprintf(two, sizeof two, "%shelloGET / HTTP/1.1\r\n\r\n", head);
    CHECK_INT(frame(two, &h), FRAMING_WHOLE);
    CHECK_INT(h.len, sizeof head - 1 + 5);
    CHECK(h.request);
}

TEST(until_the_connection_closes)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nServer: ne\r\n\r\nbody";
    struct http1 h;
    size_t at = 0;
    CHECK_INT(frame(text, &h), FRAMING_MORE);
    CHECK(http1_close(&h, bytes_of_text(text)));
    struct bytes body = http1_body(&h, bytes_of_text(text), &at);
    CHECK_INT(body.len, 4);
    CHECK_INT(h.status, 200);
    CHECK_INT(frame(head, &h), FRAMING_MORE);
    CHECK(!http1_close(&h, bytes_of_text(head))); /* its body is missing */
}

TEST(refused)
{
    struct http1 h;
    CHECK_INT(frame("POST /X1/NE HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", &h), FRAMING_NONE);
    CHECK_INT(frame("POST /X1/NE HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello", &h), FRAMING_NONE);
    CHECK_INT(frame("POST /X1/NE HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", &h), FRAMING_NONE);
    CHECK_INT(frame("POST /X1/NE SIP/2.0\r\n\r\n", &h), FRAMING_NONE);
    CHECK_INT(frame("HTTP/1.1 2x0 OK\r\n\r\n", &h), FRAMING_NONE);
    CHECK_INT(frame("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", &h), FRAMING_NONE);
    CHECK_INT(frame("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", &h), FRAMING_NONE);
    CHECK_INT(frame("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhiX\r\n0\r\n\r\n", &h), FRAMING_NONE);
    CHECK_INT(frame("\x16\x03\x01\x02", &h), FRAMING_NONE);
    /* too large to be kept, but its end is known */
    CHECK_INT(frame("POST / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n", &h), FRAMING_NONE);
    CHECK_INT(h.len, 1000000000 + sizeof "POST / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n" - 1);
}

TEST(a_head_without_end)
{
    static char text[HTTP1_HEAD_MAX + 1];
    struct http1 h;
    memset(text, 'a', HTTP1_HEAD_MAX);
    memcpy(text, "POST / HTTP/1.1\r\nX: ", 20);
    CHECK_INT(frame(text, &h), FRAMING_NONE);
}

TEST(starts)
{
    CHECK(http1_starts(bytes_of_text("POST /X1/NE HTTP/1.1\r\n")));
    CHECK(http1_starts(bytes_of_text("HTTP/1.1 200 OK\r\n")));
    CHECK(!http1_starts(bytes_of_text("POST /X1")));
    CHECK(!http1_starts(bytes_of_text("SIP/2.0 200 OK\r\n\r\n")));
    CHECK_INT(http1_find(bytes_of_text("....HTTP/1.1 200 OK\r\n"), 0), 4);
    CHECK_INT(http1_find(bytes_of_text("....HTTP/1.1"), 0), 12);
}
