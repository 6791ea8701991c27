#include "report/html.h"

#include "html_reader.h"
#include "sample.h"

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
