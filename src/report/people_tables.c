#include "report/people_tables.h"

#include <stdbool.h>

#include "base/macros.h"
#include "report/markup.h"
#include "report/people_html.h"
#include "report/people_words.h"

/* Column heads; those whose bits `texts` has are of text, the others of figures. */
static void table_begin(FILE *out, const char *const *heads, size_t count, unsigned texts)
{
    fputs("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>", out);
    for (size_t i = 0; i < count; i++)
        markup_write(out, "<th scope=\"col\"%S>%T</th>", texts >> i & 1 ? " class=\"text\"" : "", heads[i]);
    fputs("</tr></thead><tbody>\n", out);
}

static void table_end(FILE *out)
{
    fputs("</tbody></table></div>\n", out);
}

/* --- employers ---------------------------------------------------------------------------------------------------------------
 */

static void rate_cell(const struct study_rate *r, FILE *out)
{
    char count[TEXT_NUMBER], rate[TEXT_NUMBER], span[TEXT_NUMBER];
    markup_write(out, "<td>%T", people_count(r->count, count));
    if (r->count != STUDY_WITHHELD)
        markup_write(out, "<small>%T</small><small>%T</small>", people_percent(r->rate, rate), people_percent_span(r, span));
    fputs("</td>", out);
}

void people_table_employers(const struct study *s, FILE *out)
{
    char text[TEXT_NUMBER], beside[PEOPLE_LINE];
    const char *heads[5 + STUDY_KINDS + 1] = {"Employer", "Country", "CVs", "People", "Tied"};
    for (unsigned k = 0; k < STUDY_KINDS; k++) heads[5 + k] = people_kind(s, k);
    heads[5 + STUDY_KINDS] = "Beside, never counted";
    table_begin(out, heads, 6 + STUDY_KINDS, 1U << 0 | 1U << 1 | 1U << (5 + STUDY_KINDS));
    for (size_t i = 0; i < s->employer_count; i++) {
        const struct study_employer *e = &s->employers[i];
        markup_write(out, "<tr><th scope=\"row\">%T</th><td class=\"text\">%T</td><td>%T</td>", e->name ? e->name : "?",
                     e->country ? e->country : "", people_count(e->cvs, text));
        markup_write(out, "<td>%T</td>", people_count(e->tied.total, text));
        rate_cell(&e->tied, out);
        for (unsigned k = 0; k < STUDY_KINDS; k++) rate_cell(&e->by_kind[k], out);
        people_beside(s, e, beside);
        markup_write(out, "<td class=\"text\"><small>%T</small></td></tr>\n", beside[0] ? beside : "nothing");
    }
    table_end(out);
}

/* --- tests -------------------------------------------------------------------------------------------------------------------
 */

static const char *verdict_class(enum study_verdict v)
{
    return v == STUDY_MORE || v == STUDY_FEWER ? "told-verdict" : v == STUDY_NO_DIFFERENCE ? "" : "no-verdict";
}

static void test_row(const struct study *s, size_t i, FILE *out)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], line[PEOPLE_LINE];
    const struct study_test *t = &s->tests[i];
    bool twin = people_has_twin(s, i);
    if (t->verdict == STUDY_NOT_SHOWN) {
        if (!twin)
            markup_write(out, "<tr><th scope=\"row\">%T</th><td class=\"text no-verdict\" colspan=\"8\">%T</td></tr>\n",
                         people_kinds(t->kind, line), people_verdict_short(t->verdict));
        return;
    }
    markup_write(out, "<tr%S><th scope=\"row\">%T</th>", twin ? " class=\"pair-head\"" : "", people_subject(t, line));
    markup_write(out, "<td>%T</td><td>%T</td>", people_of(t->a, t->b, a), people_of(t->c, t->d, b));
    markup_write(out, "<td>%T</td><td>%T</td>", people_ratio(t->odds_ratio, a), people_ratio_span(t->low, t->high, b));
    markup_write(out, "<td>%T</td><td>%T</td>", people_p_value(t->p, a), people_p_value(t->q, b));
    markup_write(out, "<td>%T</td>", people_ratio(t->detectable, a));
    if (twin)
        fputs("<td></td></tr>\n", out);
    else
        markup_write(out, "<td class=\"text %S\">%T</td></tr>\n", verdict_class(t->verdict), people_verdict_short(t->verdict));
}

void people_table_tests(const struct study *s, FILE *out, bool declared)
{
    static const char *const heads[] = {"Kind of tie", "Tied/people, here", "There",  "Odds ratio", "95 % interval", "p",
                                        "q",           "Seen from odds",    "Verdict"};
    char method[PEOPLE_LINE], count[TEXT_NUMBER];
    size_t tests = 0;
    for (size_t i = 0; i < s->test_count; i++) tests += s->tests[i].declared == declared;
    if (tests == 0) return;
    if (!declared) markup_write(out, "<details><summary>%T that explore</summary>\n", text_counted(tests, "test", count));
    table_begin(out, heads, ARRAY_LEN(heads), 1U << 0 | 1U << 8);
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        if (t->declared != declared) continue;
        if (i == 0 || !people_same_group(t - 1, t))
            markup_write(out, "<tr class=\"group\"><th scope=\"row\" colspan=\"9\">%T against %T <small>%T</small></th></tr>\n",
                         t->employer, t->comparator, people_method(s, i, method));
        test_row(s, i, out);
    }
    table_end(out);
    if (!declared) fputs("</details>\n", out);
}

void people_table_permutations(const struct study *s, FILE *out)
{
    static const char *const heads[] = {"Employer", "People with a certain overlap", "Expected", "p", "Permutations"};
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER];
    table_begin(out, heads, ARRAY_LEN(heads), 1U << 0);
    for (size_t i = 0; i < s->permutation_count; i++) {
        const struct study_permutation *v = &s->permutations[i];
        markup_write(out, "<tr><th scope=\"row\">%T</th><td>%T</td><td>%T</td><td>%T</td><td>%C</td></tr>\n", v->employer,
                     people_count(v->overlapping, a), people_ratio(v->expected, b), people_p_value(v->p, c), v->permutations);
    }
    table_end(out);
}

static void sensitivity_begin(FILE *out)
{
    static const char *const heads[] = {"Left out", "Tied here", "Tied there", "Odds ratio", "95 % interval", "p"};
    table_begin(out, heads, ARRAY_LEN(heads), 1U << 0);
}

static void sensitivity_row(const struct study_sensitivity *v, FILE *out)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER];
    markup_write(out, "<tr><td class=\"text\">%T</td><td>%T</td><td>%T</td>", v->left_out, people_count(v->a, a),
                 people_count(v->c, b));
    markup_write(out, "<td>%T</td><td>%T</td><td>%T</td></tr>\n", people_ratio(v->odds_ratio, a),
                 people_ratio_span(v->low, v->high, b), people_p_value(v->p, c));
}

void people_table_sensitivity(const struct study *s, FILE *out)
{
    char count[TEXT_NUMBER];
    const struct study_sensitivity *telling[PEOPLE_TELLING];
    size_t told = people_telling(s, telling);
    sensitivity_begin(out);
    for (size_t i = 0; i < told; i++) sensitivity_row(telling[i], out);
    table_end(out);
    if (s->sensitivity_count <= told) return;
    markup_write(out, "<details><summary>All %T</summary>\n", text_count(s->sensitivity_count, count));
    sensitivity_begin(out);
    for (size_t i = 0; i < s->sensitivity_count; i++) sensitivity_row(&s->sensitivity[i], out);
    table_end(out);
    fputs("</details>\n", out);
}

/* --- ties --------------------------------------------------------------------------------------------------------------------
 */

/* "2009-03 - 2011", "2009 - " (no end told), "since 2009"; "undated". */
static void period(const char *from, const char *until, bool present, FILE *out)
{
    bool starts = from && *from, ends = until && *until;
    if (!starts && !ends)
        fputs(present ? "at present" : "undated", out);
    else if (present && !ends)
        markup_write(out, "since %T", from);
    else
        markup_write(out, "%T - %T", starts ? from : "?", ends ? until : "?");
}

static void tie_row(const struct study_tie *t, FILE *out)
{
    char text[TEXT_NUMBER];
    markup_write(out, "<tr><th scope=\"row\">%T<small class=\"muted\"> certainty %T</small></th>", t->kind,
                 people_confidence(t->confidence, text));
    markup_write(out, "<td class=\"text\"><code>%T</code><small>%T, ", t->person, t->employer);
    period(t->employer_from, t->employer_until, t->employer_present, out);
    markup_write(out, "</small></td><td class=\"text\">%T<small>%T%S%T, ", t->organisation, t->country ? t->country : "",
                 t->organisation_kind && t->country && *t->country ? ", " : "", t->organisation_kind);
    period(t->from, t->until, false, out);
    if (t->overlap_months) markup_write(out, ", shares %T", text_counted(t->overlap_months, "month", text));
    markup_write(out, "</small></td><td class=\"text quote\"><q>%T</q><small>%T, octets %C to ", t->quote, t->record,
                 t->quote_from);
    markup_write(out, "%C; rule %T, by \"%T\"</small></td></tr>\n", t->quote_until, t->rule, t->pattern);
}

void people_table_ties(const struct study *s, FILE *out)
{
    static const char *const heads[] = {"Tie", "Person and employment", "Body", "What the CV says, and where"};
    table_begin(out, heads, ARRAY_LEN(heads), 0xf);
    for (size_t i = 0; i < s->tie_count && i < PEOPLE_TIES; i++) tie_row(&s->ties[i], out);
    table_end(out);
    if (s->tie_count > PEOPLE_TIES)
        markup_write(out, "<p class=\"muted\">The first %C of %C; ties.csv and report.json have all.</p>\n",
                     (uint64_t)PEOPLE_TIES, (uint64_t)s->tie_count);
}

/* --- inputs ------------------------------------------------------------------------------------------------------------------
 */

void people_table_inputs(const struct study *s, FILE *out)
{
    static const char *const heads[] = {"Input", "Origin", "Lawful basis", "Retention", "Records", "Bytes"};
    table_begin(out, heads, ARRAY_LEN(heads), 0xf);
    for (size_t i = 0; i < s->input_count; i++) {
        const struct study_input *in = &s->inputs[i];
        fputs("<tr><td class=\"text\">", out);
        markup_or_absent(out, "code", NULL, in->file);
        markup_write(out, "<small class=\"hash\">SHA-256 %T</small>", in->sha256 ? in->sha256 : "not known");
        if (in->notes) markup_write(out, "<small>%T</small>", in->notes);
        markup_write(out, "</td><td class=\"text\">%T", in->origin ? in->origin : "?");
        if (in->collected) markup_write(out, "<small>collected %T</small>", in->collected);
        if (in->override) markup_write(out, "<small class=\"no-verdict\">let pass for this reason: %T</small>", in->override);
        markup_write(out, "</td><td class=\"text\">%T</td><td class=\"text\">%T</td><td>%C</td><td>%B</td></tr>\n",
                     in->lawful_basis ? in->lawful_basis : "?", in->retention ? in->retention : "?", in->records, in->octets);
    }
    table_end(out);
}
