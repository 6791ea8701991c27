#include "report/html.h"

#include <ctype.h>

#include "sample.h"

/* A strict reader of our own HTML: every element is closed in order, every attribute is quoted, no reference leaves the page. */
struct reader {
    const char *at;
    char open[64][16];
    unsigned depth;
    bool ok;
};

static bool fail(struct reader *r, const char *why)
{
    if (r->ok) printf("        %s at: %.60s\n", why, r->at);
    r->ok = false;
    return false;
}

static bool is_void(const char *tag)
{
    return strcmp(tag, "meta") == 0 || strcmp(tag, "br") == 0 || strcmp(tag, "input") == 0;
}

static void name(struct reader *r, char *tag, size_t size)
{
    size_t len = 0;
    for (; isalnum((unsigned char)*r->at) || *r->at == '-'; r->at++)
        if (len + 1 < size) tag[len++] = *r->at;
    tag[len] = 0;
}

/* Allowed: no event handlers, no style, links only within the page or to the evidence beside it. */
static bool attribute_allowed(const char *attribute, const char *value)
{
    if (strncmp(attribute, "on", 2) == 0 || strcmp(attribute, "src") == 0 || strcmp(attribute, "style") == 0) return false;
    if (strcmp(attribute, "href") == 0) return value[0] == '#' || strncmp(value, "evidence/F-", 11) == 0;
    return true;
}

static bool attributes(struct reader *r)
{
    char attribute[32];
    while (*r->at == ' ') {
        r->at++;
        name(r, attribute, sizeof attribute);
        if (*attribute == 0) return fail(r, "attribute name");
        if (*r->at != '=') continue;
        if (r->at[1] != '"') return fail(r, "attribute without quotes");
        const char *value = r->at + 2;
        r->at = value + strcspn(value, "\"<");
        if (*r->at != '"') return fail(r, "attribute value");
        r->at++;
        if (!attribute_allowed(attribute, value)) return fail(r, "attribute not allowed");
    }
    return true;
}

static bool tag(struct reader *r)
{
    char text[16];
    bool closing = r->at[1] == '/';
    r->at += closing ? 2 : 1;
    name(r, text, sizeof text);
    if (*text == 0 || strcmp(text, "script") == 0 || strcmp(text, "link") == 0 || strcmp(text, "iframe") == 0)
        return fail(r, "tag");
    if (closing) {
        if (*r->at++ != '>' || r->depth == 0 || strcmp(r->open[--r->depth], text) != 0) return fail(r, "closing tag");
        return true;
    }
    if (!attributes(r)) return false;
    bool self = *r->at == '/';
    r->at += self;
    if (*r->at++ != '>') return fail(r, "end of tag");
    if (self || is_void(text)) return true;
    if (r->depth == 64) return fail(r, "depth");
    snprintf(r->open[r->depth++], sizeof r->open[0], "%s", text);
    if (strcmp(text, "style") == 0) {
        const char *end = strstr(r->at, "</style>");
        if (!end) return fail(r, "style");
        r->at = end;
    }
    return true;
}

static bool reference(struct reader *r)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#183;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(r->at, known[i], strlen(known[i])) == 0) {
            r->at += strlen(known[i]);
            return true;
        }
    return fail(r, "reference");
}

static bool is_page(const char *text)
{
    struct reader r = {.at = text, .ok = true};
    const char *type = "<!DOCTYPE html>\n";
    if (strncmp(text, type, strlen(type)) != 0) return false;
    r.at += strlen(type);
    while (*r.at && r.ok) {
        if (*r.at == '<')
            tag(&r);
        else if (*r.at == '&')
            reference(&r);
        else if (*r.at == '>' || ((unsigned char)*r.at < 0x20 && *r.at != '\n') || *r.at == 0x7f)
            fail(&r, "character");
        else
            r.at++;
    }
    return r.ok && r.depth == 0;
}

/* Every id stands once, every link within the page and every reference of a drawing has its id. */
static void check_ids(const char *text)
{
    static const char *const uses[] = {"href=\"#", "url(#", "aria-labelledby=\"", "for=\""};
    char id[64], needle[80];
    for (const char *at = text; (at = strstr(at, " id=\"")) != NULL; at += 5) {
        snprintf(needle, sizeof needle, "%.*s\"", (int)strcspn(at + 5, "\"") + 5, at);
        const char *again = strstr(at + 5, needle);
        if (!CHECK(again == NULL)) printf("        %s\n", needle);
    }
    for (size_t u = 0; u < sizeof uses / sizeof uses[0]; u++)
        for (const char *at = text; (at = strstr(at, uses[u])) != NULL;) {
            at += strlen(uses[u]);
            snprintf(id, sizeof id, "%.*s", (int)strcspn(at, "\") "), at);
            snprintf(needle, sizeof needle, " id=\"%s\"", id);
            if (!CHECK(strstr(text, needle) != NULL)) printf("        %s\n", id);
        }
}

static void check_page(const char *text)
{
    CHECK(is_page(text));
    check_ids(text);
    CHECK(strstr(text, "://") == NULL);
    CHECK(strstr(text, "@import") == NULL);
    CHECK(strstr(text, "default-src &#39;none&#39;") != NULL);
    for (const char *at = text; (at = strstr(at, "url(")) != NULL; at += 4) CHECK_INT(at[4], '#');
}

TEST(mini_reader_is_strict)
{
    CHECK(is_page("<!DOCTYPE html>\n<p class=\"a\">x &lt; y<br></p>"));
    CHECK(!is_page("<p></p>"));
    puts("        (complaints of the reader follow, as they should)");
    CHECK(!is_page("<!DOCTYPE html>\n<p>"));
    CHECK(!is_page("<!DOCTYPE html>\n<p></b>"));
    CHECK(!is_page("<!DOCTYPE html>\n<p a=b></p>"));
    CHECK(!is_page("<!DOCTYPE html>\n<p onclick=\"x\"></p>"));
    CHECK(!is_page("<!DOCTYPE html>\n<a href=\"javascript:x\"></a>"));
    CHECK(!is_page("<!DOCTYPE html>\n<script></script>"));
    CHECK(!is_page("<!DOCTYPE html>\na & b"));
    CHECK(!is_page("<!DOCTYPE html>\na > b"));
}

TEST(rich_page)
{
    static const char *const wanted[] = {
        "<h1>The books do not balance.</h1>",
        "<b>2</b> critical",
        "X9SHADOW01",
        "NO WARRANT",
        "no sign of life",
        "ends 23:17:05",
        "valid from 23:16:58",
        "warrant ended 2026-11-19",
        "href=\"evidence/F-0001.pcapng\"",
        "<li>VXLAN VNI 4242</li>",
        "10.45.0.3:50122 -&gt; 203.0.113.80:443 tcp",
        "12 packets, 9.1 kB, 0.2 s",
        "Smallest volume it could see</dt><dd>64.0 kB",
        "Longest delay it could see</dt><dd>2.0 s",
        "<code>10.45.0.7</code>, <code>2001:db8:45::9</code>",
        "0.988 at a lag of 48 ms, bins of 67 ms, both directions; by chance 10^-12.3 after correction for 40 pairs tried",
        "<title id=\"series-3\">bytes over time</title>",
        "<path class=\"lane conversation\"",
        ">184.1 kB in all</text>",
        "<code>shared-content</code></th><td>4,100</td><td>5.2 MB</td><td>38</td>",
        "22 s of content remembered (all) in 512.0 MB of memory",
        "1,359",
        "record 1895 at offset 252242",
        "not tapped: mediator-1: management",
        "put on tap handover because of its file name",
    };
    size_t len = 0;
    char *text = sample_render(report_html, sample_rich(), &len);
    check_page(text);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!CHECK(strstr(text, wanted[i]) != NULL)) printf("        %s\n", wanted[i]);
    CHECK(strstr(text, "shown in clear") == NULL);
    free(text);
}

TEST(empty_page)
{
    size_t len = 0;
    char *text = sample_render(report_html, &sample_empty, &len);
    check_page(text);
    CHECK(strstr(text, "<h1>The books balance.</h1>") != NULL);
    CHECK(strstr(text, "Nothing else looked like a copy") != NULL);
    free(text);
}

TEST(hostile_page)
{
    size_t len = 0;
    char *text = sample_render(report_html, sample_hostile(), &len);
    CHECK_INT(strlen(text), len);
    check_page(text);
    CHECK(strstr(text, "&lt;script&gt;alert(1)&lt;/script&gt;") != NULL);
    CHECK(strstr(text, "<script") == NULL);
    CHECK(strstr(text, "\\u{202e}") != NULL);
    CHECK(strstr(text, "etc/passwd.pcapng") == NULL);
    CHECK(strstr(text, "shown in clear") != NULL);
    free(text);
}

TEST(long_lists_stay_bounded)
{
    static struct verdict_intercept many[2000];
    static struct verdict_evidence packets[500];
    struct verdict_finding f = {.id = "F-0001", .confidence = 1, .evidence = packets, .evidence_count = 500};
    struct verdict v = {.first_ns = SAMPLE_AT(0),
                        .last_ns = SAMPLE_AT(9),
                        .intercepts = many,
                        .intercept_count = 2000,
                        .findings = &f,
                        .finding_count = 1};
    size_t len = 0;
    char *text = sample_render(report_html, &v, &len);
    check_page(text);
    CHECK(strstr(text, "476 more in the excerpt") != NULL);
    CHECK(strstr(text, "The drawing shows the first rows only") != NULL);
    CHECK(len < 1500000);
    free(text);
}
