#include "report/people_html.h"

#include "report/html_page.h"
#include "report/markup.h"
#include "report/people_draw.h"
#include "report/people_tables.h"
#include "report/people_words.h"
#include "report/style_people.h"

static const char *headline(const struct study *s, const struct study_test *t)
{
    if (!t) return s->test_count ? "Exploration: nothing was asked before." : "Rates only: nothing was compared.";
    switch (t->verdict) {
    case STUDY_MORE: return "Ties are told more often.";
    case STUDY_FEWER: return "Ties are told less often.";
    case STUDY_NO_DIFFERENCE: return "No difference seen.";
    case STUDY_UNDERPOWERED: return "No verdict: too few people.";
    case STUDY_NOT_SHOWN: return "Not shown: counts too small to publish.";
    default: return "No verdict.";
    }
}

static void lead(const struct study *s, const struct study_test *t, FILE *out)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], line[PEOPLE_LINE];
    if (!t) {
        fputs(s->test_count ? "<p class=\"lead\">Every employer is held against all others. What is found so is a question for "
                              "other data, and no verdict: "
                              "name employers before the run.</p>\n"
                            : "<p class=\"lead\">A rate without a comparator is no evidence of anything: name employers to "
                              "compare with.</p>\n",
              out);
        return;
    }
    markup_write(out, "<p class=\"lead\">Ties of %T, told by people at %T (%T) ", people_kinds(t->kind, line), t->employer,
                 people_of(t->a, t->b, a));
    markup_write(out, "and at %T (%T): %T.</p>\n", t->comparator, people_of(t->c, t->d, b), people_verdict(t, line));
}

static void key_figure(FILE *out, const char *term, const char *value)
{
    markup_write(out, "<div><dt>%S</dt><dd>%T</dd></div>\n", term, value);
}

static void key_figures(const struct study *s, const struct study_test *t, FILE *out)
{
    char text[TEXT_NUMBER], span[TEXT_NUMBER], line[PEOPLE_LINE];
    fputs("<dl class=\"key\">\n", out);
    key_figure(out, "Employer", s->employer ? s->employer : "all of the list");
    key_figure(out, "CVs", people_count(s->cvs, text));
    key_figure(out, "People", people_count(s->people, text));
    if (t) {
        snprintf(line, sizeof line, "%s (%s)", people_ratio(t->odds_ratio, text), people_ratio_span(t->low, t->high, span));
        key_figure(out, "Odds ratio, 95 % interval", line);
        snprintf(line, sizeof line, "%s, %s", people_p_value(t->p, text), people_p_value(t->q, span));
        key_figure(out, "p, q", line);
    }
    key_figure(out, "Organisations",
               s->organisations_version && *s->organisations_version ? s->organisations_version : "version not stated");
    key_figure(out, "Form", s->public_mode ? "for publication" : "with single people, by pseudonym");
    snprintf(line, sizeof line, "%llu", (unsigned long long)s->seed);
    key_figure(out, "Seed", line);
    fputs("</dl>\n", out);
}

static void navigation(const struct study *s, FILE *out)
{
    fputs("<nav aria-label=\"Parts of the report\"><a href=\"#funnel\">Funnel</a> <a href=\"#employers\">Employers</a> ", out);
    if (s->test_count) fputs("<a href=\"#tests\">Odds ratios</a> ", out);
    if (people_has_years(s)) fputs("<a href=\"#years\">Years</a> ", out);
    if (s->sensitivity_count) fputs("<a href=\"#sensitivity\">Without one rule</a> ", out);
    if (s->tie_count) fputs("<a href=\"#ties\">Ties</a> ", out);
    fputs("<a href=\"#inputs\">Inputs</a> <a href=\"#left-out\">Left out</a> <a href=\"#limits\">Limits</a></nav>\n<main>\n",
          out);
}

static void masthead(const struct study *s, FILE *out)
{
    const struct study_test *t = people_main_test(s);
    markup_write(out, "<header>\n<p class=\"brand\"><b>custos</b> people report</p>\n<h1>%S</h1>\n", headline(s, t));
    lead(s, t, out);
    if (!s->public_mode)
        fputs("<p class=\"warning\"><b>This page shows single people by pseudonym.</b> It is personal data; --public makes the "
              "form "
              "to hand out. A tie is what a CV says of its own person: it is no accusation.</p>\n",
              out);
    key_figures(s, t, out);
    fputs("</header>\n", out);
    navigation(s, out);
}

static void funnel(const struct study *s, FILE *out)
{
    fputs("<section id=\"funnel\"><h2>From records to ties</h2>\n<p class=\"muted\">Solid: what passed a step. Hatched: what did "
          "not, and why. Bars are linear; the thinnest are drawn thicker than they are, so that they can be seen.</p>\n"
          "<div class=\"scroll\" tabindex=\"0\">\n",
          out);
    people_funnel(s, out);
    fputs("</div></section>\n", out);
}

static void employers(const struct study *s, FILE *out)
{
    fputs("<section id=\"employers\"><h2>Employers</h2>\n<p class=\"muted\">People with a tie of the five kinds, each once, then "
          "by "
          "kind; the rate of all people there, and its 95 % interval (Wilson).</p>\n",
          out);
    if (s->employer_count)
        people_table_employers(s, out);
    else
        fputs("<p>Nobody at an employer of the list was found.</p>\n", out);
    fputs("</section>\n", out);
}

static void tests(const struct study *s, FILE *out)
{
    if (s->test_count == 0) return;
    fputs("<section id=\"tests\"><h2>Odds ratios</h2>\n<p class=\"muted\">A square at the odds ratio, larger the more the test "
          "tells "
          "(its weight); filled where there is a verdict of more or fewer. The line is the 95 % interval, an arrow where it goes "
          "on. "
          "The small triangle: the smallest odds ratio that would be seen with a power of 0.8.</p>\n"
          "<div class=\"scroll\" tabindex=\"0\">\n",
          out);
    people_forest(s, out);
    fputs("</div>\n", out);
    size_t drawn = 0;
    for (size_t i = 0; i < s->test_count; i++) drawn += people_forest_has(s, i);
    if (drawn < s->test_count)
        markup_write(out, "<p class=\"muted\">%C of %C tests are drawn; the tables show all.</p>\n", (uint64_t)drawn,
                     (uint64_t)s->test_count);
    people_table_tests(s, out, true);
    people_table_tests(s, out, false);
    fputs("</section>\n", out);
}

static void years(const struct study *s, FILE *out)
{
    if (!people_has_years(s)) return;
    fputs(
        "<section id=\"years\"><h2>Overlaps by year</h2>\n<p class=\"muted\">Up: people whose post at a body certainly overlaps "
        "with their employment in that year. Down: all employed there. Each on its own scale.</p>\n"
        "<div class=\"scroll\" tabindex=\"0\">\n",
        out);
    people_years(s, out);
    fputs("</div>\n", out);
    if (s->permutation_count) {
        fputs("<h3>Against the service of others</h3>\n<p class=\"muted\">Each person's employments held against the service of "
              "another of the same cohort, many times over: "
              "how many would overlap so, and how often as many as do.</p>\n",
              out);
        people_table_permutations(s, out);
    }
    fputs("</section>\n", out);
}

static void sensitivity(const struct study *s, FILE *out)
{
    if (s->sensitivity_count == 0) return;
    fputs("<section id=\"sensitivity\"><h2>Without one pattern, rule or kind of organisation</h2>\n<p class=\"muted\">The main "
          "test "
          "again, each time without one of them: a result that hangs on one of them is weak.</p>\n",
          out);
    people_table_sensitivity(s, out);
    fputs("</section>\n", out);
}

static void ties(const struct study *s, FILE *out)
{
    if (s->tie_count == 0) return;
    fputs("<section id=\"ties\"><h2>Ties</h2>\n<p class=\"muted\">Each with what the CV says, word for word, where it stands in "
          "the "
          "input, and the rule that made the tie (doc/people.md).</p>\n",
          out);
    people_table_ties(s, out);
    fputs("</section>\n", out);
}

static void inputs(const struct study *s, FILE *out)
{
    fputs("<section id=\"inputs\"><h2>Inputs</h2>\n", out);
    people_table_inputs(s, out);
    markup_write(out, "<p>Organisations: <code>%T</code>, version %T<small class=\"hash\"> SHA-256 %T</small></p>\n</section>\n",
                 s->organisations_file ? s->organisations_file : "?",
                 s->organisations_version && *s->organisations_version ? s->organisations_version : "not stated",
                 s->organisations_sha256 ? s->organisations_sha256 : "not known");
}

static void item(void *ctx, const char *sentence)
{
    markup_write(ctx, "<li>%T</li>\n", sentence);
}

static void texts(const struct study *s, FILE *out)
{
    fputs("<section id=\"left-out\"><h2>What was left out, and why</h2>\n<ul class=\"plainlist\">\n", out);
    people_not_passed(s, item, out);
    people_left_out(s, item, out);
    fputs("</ul></section>\n<section id=\"limits\"><h2>Limits and rival explanations</h2>\n<ul class=\"plainlist\">\n", out);
    for (size_t i = 0; i < s->note_count; i++) item(out, s->notes[i]);
    people_reading(s, item, out);
    fputs("</ul></section>\n", out);
}

void people_html(const struct study *s, FILE *out)
{
    html_begin(out, "custos people", s->employer, style_people());
    masthead(s, out);
    funnel(s, out);
    employers(s, out);
    tests(s, out);
    years(s, out);
    sensitivity(s, out);
    ties(s, out);
    inputs(s, out);
    texts(s, out);
    html_end(out, CUSTOS_VERSION);
}
