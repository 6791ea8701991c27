/* TLS sessions on the terminal and in the page: all that is known, nothing that acts. */
#include "report/session_table.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static const struct verdict_session sessions[] = {
    {.client = "192.0.2.1:40000",
     .server = "192.0.2.2:8443",
     .client_element = "admf-1",
     .server_element = "upf-1",
     .version = "TLS 1.2",
     .suite = "0xc02b",
     .server_name = "<script>alert(1)</script>\x1b[31m",
     .ja4 = "t12i190700_d83cc789557e_7af1ed941c26",
     .server_certificate = "upf-1 (upf-1.example)",
     .depth = "metadata",
     .up = {10, 4000},
     .down = {9, 2000}},
    {.client = "192.0.2.3:40001", .server = "192.0.2.2:8443", .depth = "keyed"},
};
static const struct verdict run = {.sessions = sessions, .session_count = 2};

static char *on_terminal(const struct verdict *v)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    ENSURE(out);
    struct page p = {.out = out, .width = 100};
    session_table(&p, v);
    page_end(&p);
    fclose(out);
    return text;
}

static char *in_page(const struct verdict *v)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    ENSURE(out);
    session_table_html(v, out);
    fclose(out);
    return text;
}

TEST(the_terminal_tells_all)
{
    static const char *const wanted[] = {"2 sessions",
                                         "admf-1 -> upf-1 192.0.2.2:8443",
                                         "TLS 1.2",
                                         "metadata",
                                         "keyed",
                                         "no server hello",
                                         "4.0 kB up, 2.0 kB down",
                                         "upf-1 (upf-1.example)",
                                         "t12i190700_d83cc789557e_7af1ed941c26"};
    char *text = on_terminal(&run);
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) CHECK(strstr(text, wanted[i]));
    CHECK(!strchr(text, 0x1b));
    free(text);
}

TEST(the_page_escapes_names)
{
    char *text = in_page(&run);
    CHECK(strstr(text, "&lt;script&gt;") && !strstr(text, "<script>") && !strchr(text, 0x1b));
    CHECK(strstr(text, "upf-1 (upf-1.example)") && strstr(text, "no server hello"));
    free(text);
}

TEST(many_are_cut_on_the_terminal)
{
    static struct verdict_session many[50];
    for (size_t i = 0; i < ARRAY_LEN(many); i++) many[i] = sessions[1];
    char *text = on_terminal(&(struct verdict){.sessions = many, .session_count = ARRAY_LEN(many)});
    CHECK(strstr(text, "and 30 more"));
    free(text);
}

TEST(none_is_nothing)
{
    char *text = in_page(&(struct verdict){0});
    CHECK_TEXT(text, "");
    free(text);
}
