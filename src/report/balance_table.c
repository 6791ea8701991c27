#include "report/balance_table.h"

#include <string.h>

#include "report/facts.h"
#include "report/findings.h"
#include "report/markup.h"
#include "report/sankey.h"
#include "report/text.h"

static void total_row(const char *name, const struct tally *t, FILE *out)
{
    markup_write(out, "<tr class=\"total\"><th scope=\"row\">%S</th><td>%C</td><td>%B</td><td></td></tr>\n", name, t->packets,
                 t->bytes);
}

static void account_row(const struct verdict_element *e, enum account a, FILE *out)
{
    char share[TEXT_NUMBER];
    const struct tally *t = &e->account[a];
    bool alarm = a >= ACCOUNT_COPIED && (t->packets || t->bytes);
    markup_write(out, "<tr class=\"%S%S\"><th scope=\"row\"><span class=\"swatch\" aria-hidden=\"true\"></span>%S</th>",
                 account_name(a), alarm ? " alarm" : "", account_name(a));
    markup_write(out, "<td>%C</td><td>%B</td><td>%T</td></tr>\n", t->packets, t->bytes,
                 text_share(t->bytes, e->out.bytes, share));
}

static void sheet(const struct verdict_element *e, FILE *out)
{
    fputs("<table class=\"sheet\"><thead><tr><th scope=\"col\" class=\"text\">Account</th><th scope=\"col\">Packets</th><th "
          "scope=\"col\">Bytes</th>"
          "<th scope=\"col\">of out</th></tr></thead><tbody>\n",
          out);
    total_row("In", &e->in, out);
    total_row("Out", &e->out, out);
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) account_row(e, (enum account)a, out);
    fputs("</tbody></table>\n", out);
}

static void line_row(const struct verdict *v, const struct verdict_line *l, FILE *out)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT];
    fputs("<tr><td class=\"text\">", out);
    markup_or_absent(out, "code", NULL, l->label);
    markup_write(out, "</td><td class=\"text\">%T</td><td class=\"text\">%T</td>", l->tap ? l->tap : "-", l->why ? l->why : "-");
    markup_write(out, "<td>%C</td><td>%B</td><td>%T - %T</td><td class=\"text\">", l->tally.packets, l->tally.bytes,
                 clock_of_day(l->first_ns, first), clock_of_day(l->last_ns, last));
    if (l->finding)
        findings_link(v, l->finding, out);
    else
        fputs("-", out);
    fputs("</td></tr>\n", out);
}

static void lines(const struct verdict *v, const struct verdict_element *e, enum account a, FILE *out)
{
    char text[TEXT_NUMBER];
    size_t count = 0;
    for (size_t i = 0; i < e->line_count; i++) count += e->lines[i].account == a;
    if (count == 0) return;
    bool alarm = a >= ACCOUNT_COPIED;
    markup_write(out, "<details class=\"lines %S\"%S><summary><b>%S</b> ", account_name(a), alarm ? " open" : "",
                 account_name(a));
    markup_write(out, "<span class=\"muted\">%T, ", text_counted(count, "line", text));
    markup_tally(out, &e->account[a]);
    fputs("</span></summary>\n<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\" "
          "class=\"text\">Conversation</th>"
          "<th scope=\"col\" class=\"text\">Tap</th><th scope=\"col\" class=\"text\">Why</th><th scope=\"col\">Packets</th>"
          "<th scope=\"col\">Bytes</th><th scope=\"col\">Time, UTC</th><th scope=\"col\" class=\"text\">Finding</th></tr></thead>"
          "<tbody>\n",
          out);
    for (size_t i = 0; i < e->line_count; i++)
        if (e->lines[i].account == a) line_row(v, &e->lines[i], out);
    fputs("</tbody></table></div></details>\n", out);
}

void balance_table(const struct verdict *v, const struct verdict_element *e, size_t number, FILE *out)
{
    char facts[512];
    struct sankey s;
    sankey_layout(e, &s);
    fprintf(out, "<section class=\"element\" aria-labelledby=\"element-%zu\">\n<h3 id=\"element-%zu\">", number, number);
    markup_write(out, "%T <span class=\"muted\">%T</span></h3>\n<div class=\"pair\">\n<div class=\"scroll\" tabindex=\"0\">",
                 e->name ? e->name : "unnamed", facts_element(e, facts, sizeof facts));
    sankey_draw(&s, e, number, out);
    fputs("</div>\n", out);
    sheet(e, out);
    fputs("</div>\n", out);
    lines(v, e, ACCOUNT_COPIED, out);
    lines(v, e, ACCOUNT_UNEXPLAINED, out);
    lines(v, e, ACCOUNT_WARRANTED, out);
    lines(v, e, ACCOUNT_DECLARED, out);
    lines(v, e, ACCOUNT_FORWARDED, out);
    fputs("</section>\n", out);
}
