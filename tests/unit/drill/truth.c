#include "drill/truth.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "drill/drill.h"

/* The grammar of RFC 8259, no more: where the value at *p ends, or NULL. */
static const char *skip_value(const char *p);

static const char *skip_space(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

static const char *skip_string(const char *p)
{
    if (*p++ != '"') return NULL;
    for (; *p && *p != '"'; p++)
        if ((unsigned char)*p < 0x20 || (*p == '\\' && !*++p)) return NULL;
    return *p ? p + 1 : NULL;
}

static const char *skip_members(const char *p, char close)
{
    p = skip_space(p + 1);
    if (*p == close) return p + 1;
    for (;;) {
        if (close == '}') {
            p = skip_string(skip_space(p));
            if (!p) return NULL;
            p = skip_space(p);
            if (*p++ != ':') return NULL;
        }
        p = skip_value(skip_space(p));
        if (!p) return NULL;
        p = skip_space(p);
        if (*p == close) return p + 1;
        if (*p++ != ',') return NULL;
    }
}

static const char *skip_value(const char *p)
{
    if (*p == '{') return skip_members(p, '}');
    if (*p == '[') return skip_members(p, ']');
    if (*p == '"') return skip_string(p);
    static const char *const words[] = {"true", "false", "null"};
    for (int i = 0; i < 3; i++)
        if (strncmp(p, words[i], strlen(words[i])) == 0) return p + strlen(words[i]);
    size_t n = strspn(p, "-+0123456789.eE");
    return n ? p + n : NULL;
}

static void ignore_interface(void *ctx, const char *name, uint16_t link_type)
{
    (void)ctx;
    (void)name;
    (void)link_type;
}

static void ignore_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction d, const uint8_t *data, size_t len)
{
    (void)ctx;
    (void)interface;
    (void)time_ns;
    (void)d;
    (void)data;
    (void)len;
}

/* The file as text, to be freed. */
static char *written(void (*write)(const void *ctx, FILE *out), const void *ctx)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) return NULL;
    write(ctx, out);
    return fclose(out) == 0 ? text : NULL;
}

static void write_json(const void *ctx, FILE *out)
{
    truth_write(ctx, "capture.pcapng", out);
}

static void write_network(const void *ctx, FILE *out)
{
    drill_write_network(ctx, &(struct drill_options){.seed = 1}, out);
}

static void write_warrants(const void *ctx, FILE *out)
{
    drill_write_warrants(ctx, &(struct drill_options){.seed = 1}, out);
}

TEST(every_truth_is_valid_json_with_what_the_judge_reads)
{
    static const char *const keys[] = {"\"captures\"",   "\"args\"",     "\"expect\"", "\"allow\"",
                                       "\"intercepts\"", "\"accounts\"", "\"exit\""};
    static struct truth t;
    struct drill_sink sink = {NULL, ignore_interface, ignore_frame};
    for (size_t i = 0; i < drill_count(); i++) {
        struct drill_options options = {.seed = 1, .bytes = 1 << 20};
        drill_play(drill_at(i), &options, &sink, &t);
        char *text = written(write_json, &t);
        REQUIRE(text != NULL);
        const char *end = skip_value(text);
        CHECK(end && *skip_space(end) == 0);
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) CHECK(strstr(text, keys[k]) != NULL);
        bool planted = drill_kind(drill_at(i)) == DRILL_PLANTED;
        CHECK(!planted || t.expect_count > 0);
        free(text);
    }
}

static bool file_says(void (*write)(const void *ctx, FILE *out), const char *drill, const char *words)
{
    char *text = written(write, drill_find(drill));
    bool says = text && strstr(text, words);
    free(text);
    return says;
}

TEST(papers_belong_to_their_drill)
{
    CHECK(file_says(write_warrants, "clean-day", "id: W-2026-0417"));
    CHECK(file_says(write_warrants, "clean-day", "scope: [iri, cc]"));
    CHECK(file_says(write_warrants, "content-beyond-scope", "scope: [iri]"));
    CHECK(file_says(write_warrants, "expired-warrant", "until: 2026-11-15"));
    CHECK(!file_says(write_warrants, "shadow-interception", "c0ffee00"));
    CHECK(file_says(write_warrants, "copy-gre", "warrants: []"));
    CHECK(file_says(write_network, "probe-vxlan", "over: udp/4789, as: probe"));
    CHECK(file_says(write_network, "probe-erspan", "over: ip/47, as: probe"));
    CHECK(!file_says(write_network, "copy-vxlan", "probe"));
    CHECK(file_says(write_network, "clean-nat", "198.51.100.64"));
    CHECK(file_says(write_network, "clean-day", "as: delivery"));
    CHECK(!file_says(write_network, "copy-gre", "as: delivery"));
    CHECK(file_says(write_network, "probe-tls", "over: tcp/8443, as: probe"));
    CHECK(file_says(write_network, "copy-ipv6", "2001:db8:66::1"));
    CHECK(file_says(write_network, "clean-two-taps", "name: n6-again, at: upf-1, side: outside"));
    CHECK(file_says(write_network, "clean-flow-export", "over: udp/4739, as: maintenance"));
    CHECK(file_says(write_network, "clean-names", "over: udp/53, as: signalling"));
    CHECK(!file_says(write_network, "clean-nat-ports", "198.51.100.64"));
    CHECK(!file_says(write_network, "encrypted-cover", "51820"));
}

TEST(a_warrant_names_the_target_of_its_seed)
{
    const struct scenario *s = drill_find("clean-day");
    char *text[2] = {NULL, NULL};
    for (uint64_t seed = 1; seed < 3; seed++) {
        size_t len;
        FILE *out = open_memstream(&text[seed - 1], &len);
        REQUIRE(out != NULL);
        drill_write_warrants(s, &(struct drill_options){.seed = seed}, out);
        CHECK_INT(fclose(out), 0);
    }
    CHECK(strstr(text[0], "ip:10.45.0.9\"") != NULL);
    CHECK(strstr(text[1], "ip:10.45.0.10\"") != NULL);
    free(text[0]);
    free(text[1]);
}
