#include "report/session_table.h"

#include "report/markup.h"
#include "report/text.h"

enum { SHOWN_MAX = 20 }; /* on the terminal; JSON and HTML have all */

static void piece(struct page *p, const char *name, const char *value)
{
    if (!value) return;
    page_piece(p, 2, name);
    page_piece(p, 1, value);
}

static void row(struct page *p, const struct verdict_session *s)
{
    char up[TEXT_NUMBER], down[TEXT_NUMBER], line[160];
    page_pad(p, 2);
    page_words(p, s->client_element ? s->client_element : s->client);
    p->indent = 6;
    page_piece(p, 1, "->");
    if (s->server_element) page_piece(p, 1, s->server_element);
    page_piece(p, 1, s->server);
    page_piece(p, 2, s->version ? s->version : "no server hello");
    page_piece(p, 2, s->depth);
    snprintf(line, sizeof line, "%s up, %s down", text_bytes(s->up.bytes, up), text_bytes(s->down.bytes, down));
    page_piece(p, 2, line);
    piece(p, "name", s->server_name);
    piece(p, "server", s->server_certificate);
    piece(p, "client", s->client_certificate);
    piece(p, "ja4", s->ja4);
    page_end(p);
}

void session_table(struct page *p, const struct verdict *v)
{
    char count[TEXT_NUMBER];
    page_break(p);
    page_sgr(p, "1");
    page_put(p, "TLS sessions of interception interfaces");
    page_sgr(p, "");
    page_format(p, "   %s", text_counted(v->session_count, "session", count));
    page_end(p);
    for (size_t i = 0; i < v->session_count && i < SHOWN_MAX; i++) row(p, &v->sessions[i]);
    if (v->session_count <= SHOWN_MAX) return;
    page_format(p, "  and %s more, in report.json", text_count(v->session_count - SHOWN_MAX, count));
    page_end(p);
}

static void end_html(const char *element, const char *endpoint, FILE *out)
{
    fputs("<td class=\"text\">", out);
    if (element) markup_write(out, "%T<br>", element);
    markup_write(out, "<code>%T</code></td>", endpoint);
}

static void row_html(const struct verdict_session *s, FILE *out)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT];
    fputs("<tr>", out);
    end_html(s->client_element, s->client, out);
    end_html(s->server_element, s->server, out);
    markup_write(out, "<td class=\"text\">%T<br>%T</td><td class=\"text\">%T</td>", s->version ? s->version : "no server hello",
                 s->suite ? s->suite : "", s->depth);
    markup_write(out, "<td class=\"text\">%T</td><td class=\"text\">%T</td><td class=\"text\">%T</td>",
                 s->server_name ? s->server_name : "-", s->server_certificate ? s->server_certificate : "-",
                 s->client_certificate ? s->client_certificate : "-");
    markup_write(out, "<td class=\"text\"><code>%T</code></td><td>%B</td><td>%B</td>", s->ja4 ? s->ja4 : "-", s->up.bytes,
                 s->down.bytes);
    markup_write(out, "<td class=\"text\">%T<br>%T</td></tr>\n", clock_rfc3339(s->first_ns, first),
                 clock_rfc3339(s->last_ns, last));
}

void session_table_html(const struct verdict *v, FILE *out)
{
    static const char *const heads[] = {
        "Client", "Server", "TLS",  "Depth",         "Name asked for", "Server's certificate", "Client's certificate",
        "JA4",    "Up",     "Down", "First and last"};
    if (!v->session_count) return;
    fputs("<h3>TLS sessions of interception interfaces</h3>\n<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>", out);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) markup_write(out, "<th scope=\"col\" class=\"text\">%S</th>", heads[i]);
    fputs("</tr></thead><tbody>\n", out);
    for (size_t i = 0; i < v->session_count; i++) row_html(&v->sessions[i], out);
    fputs("</tbody></table></div>\n", out);
}
