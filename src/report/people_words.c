#include "report/people_words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/macros.h"

const char *people_count(uint64_t n, char text[static TEXT_NUMBER])
{
    if (n != STUDY_WITHHELD) return text_count(n, text);
    snprintf(text, TEXT_NUMBER, PEOPLE_WITHHELD);
    return text;
}

/* As many decimals as leave two or three figures that tell. */
static unsigned decimals_of(double value)
{
    double size = fabs(value);
    return size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
}

const char *people_percent(double rate, char text[static TEXT_NUMBER])
{
    char number[TEXT_NUMBER];
    double percent = rate * 100;
    if (!isfinite(rate))
        snprintf(text, TEXT_NUMBER, PEOPLE_NO_FIGURE);
    else
        snprintf(text, TEXT_NUMBER, "%s %%", text_fixed(percent, percent == 0 ? 0 : decimals_of(percent), number));
    return text;
}

const char *people_percent_span(const struct study_rate *r, char text[static TEXT_NUMBER])
{
    char low[TEXT_NUMBER], high[TEXT_NUMBER];
    if (!isfinite(r->low) || !isfinite(r->high)) {
        snprintf(text, TEXT_NUMBER, PEOPLE_NO_FIGURE);
        return text;
    }
    unsigned decimals = decimals_of(r->high * 100);
    snprintf(text, TEXT_NUMBER, "%.16s - %.16s %%", text_fixed(r->low * 100, decimals, low),
             text_fixed(r->high * 100, decimals, high));
    return text;
}

const char *people_ratio(double ratio, char text[static TEXT_NUMBER])
{
    if (isnan(ratio))
        snprintf(text, TEXT_NUMBER, PEOPLE_NO_FIGURE);
    else if (ratio > 99999)
        snprintf(text, TEXT_NUMBER, isinf(ratio) ? "inf" : ">99999");
    else
        text_fixed(ratio, ratio == 0 ? 0 : decimals_of(ratio), text);
    return text;
}

const char *people_ratio_span(double low, double high, char text[static TEXT_NUMBER])
{
    char from[TEXT_NUMBER], until[TEXT_NUMBER];
    if (isnan(low) || isnan(high))
        snprintf(text, TEXT_NUMBER, PEOPLE_NO_FIGURE);
    else
        snprintf(text, TEXT_NUMBER, "%.16s - %.16s", people_ratio(low, from), people_ratio(high, until));
    return text;
}

const char *people_p_value(double p, char text[static TEXT_NUMBER])
{
    if (!isfinite(p))
        snprintf(text, TEXT_NUMBER, PEOPLE_NO_FIGURE);
    else if (p < 0.0001)
        snprintf(text, TEXT_NUMBER, "<0.0001");
    else if (p < 0.01)
        snprintf(text, TEXT_NUMBER, "0.%04u", (unsigned)(p * 10000 + 0.5));
    else
        text_fixed(p, p < 0.1 ? 3 : 2, text);
    return text;
}

const char *people_of(uint64_t part, uint64_t rest, char text[static TEXT_NUMBER])
{
    char some[TEXT_NUMBER], all[TEXT_NUMBER];
    if (part == STUDY_WITHHELD || rest == STUDY_WITHHELD)
        snprintf(text, TEXT_NUMBER, PEOPLE_WITHHELD);
    else
        snprintf(text, TEXT_NUMBER, "%.18s/%.18s", text_count(part, some), text_count(part + rest, all));
    return text;
}

const char *people_confidence(double confidence, char text[static TEXT_NUMBER])
{
    return text_fixed(confidence, 2, text);
}

const char *people_kind(const struct study *s, unsigned kind)
{
    return s->kind_names && kind < STUDY_SHOWN_KINDS ? s->kind_names[kind] : "?";
}

const char *people_kinds(const char *kind, char text[static PEOPLE_LINE])
{
    static const char prefix[] = "organisation:";
    if (strcmp(kind, "any") == 0)
        snprintf(text, PEOPLE_LINE, "any of the five kinds");
    else if (strncmp(kind, prefix, sizeof prefix - 1) == 0)
        snprintf(text, PEOPLE_LINE, "%s bodies", kind + sizeof prefix - 1);
    else
        snprintf(text, PEOPLE_LINE, "%s", kind);
    return text;
}

const char *people_subject(const struct study_test *t, char text[static PEOPLE_LINE])
{
    if (!t->stratified) return people_kinds(t->kind, text);
    snprintf(text, PEOPLE_LINE, "- by %s", t->strata ? t->strata : "strata");
    return text;
}

bool people_same_group(const struct study_test *a, const struct study_test *b)
{
    return strcmp(a->employer, b->employer) == 0 && strcmp(a->comparator, b->comparator) == 0 && a->declared == b->declared;
}

bool people_has_twin(const struct study *s, size_t test)
{
    const struct study_test *t = &s->tests[test];
    return test + 1 < s->test_count && !t->stratified && t[1].stratified && people_same_group(t, t + 1) &&
           strcmp(t->kind, t[1].kind) == 0;
}

const char *people_verdict_short(enum study_verdict v)
{
    static const char *const words[] = {"more often",
                                        "less often",
                                        "no difference seen",
                                        "no verdict: too few people",
                                        "no verdict: nobody on one side",
                                        "not shown: counts too small to publish"};
    return (unsigned)v < ARRAY_LEN(words) ? words[v] : "no verdict";
}

/* "an odds ratio of 1.9 or 0.5 would be seen (power 0.8)", as far as there is one above and below 1. */
static const char *detectable_words(const struct study_test *t, char text[static 96])
{
    char above[TEXT_NUMBER], below[TEXT_NUMBER];
    bool up = isfinite(t->detectable), down = t->detectable_below > 0;
    people_ratio(t->detectable, above);
    people_ratio(t->detectable_below, below);
    if (isnan(t->detectable))
        snprintf(text, 96, "what could have been seen is not told");
    else if (!up && !down)
        snprintf(text, 96, "no odds ratio would be seen (power 0.8)");
    else
        snprintf(text, 96, "an odds ratio of %.16s%s%.16s would be seen (power 0.8)", up ? above : below,
                 up && down ? " or " : "", up && down ? below : "");
    return text;
}

const char *people_verdict(const struct study_test *t, char text[static PEOPLE_LINE])
{
    char seen[96];
    detectable_words(t, seen);
    switch (t->verdict) {
    case STUDY_MORE: snprintf(text, PEOPLE_LINE, "more often than at %s; %s", t->comparator, seen); break;
    case STUDY_FEWER: snprintf(text, PEOPLE_LINE, "less often than at %s; %s", t->comparator, seen); break;
    case STUDY_NO_DIFFERENCE: snprintf(text, PEOPLE_LINE, "no difference seen; %s", seen); break;
    case STUDY_UNDERPOWERED: snprintf(text, PEOPLE_LINE, "no verdict: too few people; %s", seen); break;
    case STUDY_NOT_SHOWN: snprintf(text, PEOPLE_LINE, "not shown: counts too small to publish"); return text;
    default:
        snprintf(text, PEOPLE_LINE, "no verdict: nobody was found at %s", t->a == 0 && t->b == 0 ? t->employer : t->comparator);
        return text;
    }
    if (t->approximate) strncat(text, "; by normal approximation", PEOPLE_LINE - strlen(text) - 1);
    return text;
}

const char *people_method(const struct study *s, size_t first, char text[static PEOPLE_LINE])
{
    const struct study_test *head = &s->tests[first];
    bool stratified = false;
    for (size_t i = first; i < s->test_count && people_same_group(head, &s->tests[i]); i++) stratified |= s->tests[i].stratified;
    snprintf(text, PEOPLE_LINE, "%s%s",
             head->declared ? "declared before the run, q by Holm" : "explored, q by Benjamini-Hochberg",
             stratified ? "; one odds ratio for all strata" : "");
    return text;
}

const struct study_test *people_main_test(const struct study *s)
{
    const struct study_test *main = NULL;
    for (size_t i = s->test_count; i-- > 0;)
        if (s->tests[i].declared && strcmp(s->tests[i].kind, "any") == 0)
            main = people_has_twin(s, i) ? &s->tests[i + 1] : &s->tests[i];
    return main;
}

const char *people_beside(const struct study *s, const struct study_employer *e, char text[static PEOPLE_LINE])
{
    char count[TEXT_NUMBER];
    size_t len = 0;
    unsigned told = 0, hidden = 0;
    text[0] = 0;
    for (unsigned k = STUDY_KINDS; k < STUDY_SHOWN_KINDS; k++)
        *(e->kinds[k] == STUDY_WITHHELD ? &hidden : &told) += e->kinds[k] != 0;
    if (hidden && !told) {
        snprintf(text, PEOPLE_LINE, PEOPLE_WITHHELD);
        return text;
    }
    for (unsigned k = STUDY_KINDS; k < STUDY_SHOWN_KINDS; k++)
        if (e->kinds[k] && len < PEOPLE_LINE)
            len += (size_t)snprintf(text + len, PEOPLE_LINE - len, "%s%s %s", len ? ", " : "", people_kind(s, k),
                                    people_count(e->kinds[k], count));
    return text;
}

/* --- what was left out -------------------------------------------------------------------------------------------------------
 */

static void step_left_out(const struct study_step *step, people_sentence_fn *fn, void *ctx)
{
    char count[TEXT_NUMBER], line[PEOPLE_LINE];
    for (size_t i = 0; i < step->reason_count; i++) {
        const struct study_reason *r = &step->reasons[i];
        if (r->count == 0) continue;
        snprintf(line, sizeof line, "%s before the step \"%s\": %s", people_count(r->count, count), step->name, r->reason);
        fn(ctx, line);
    }
}

void people_not_passed(const struct study *s, people_sentence_fn *fn, void *ctx)
{
    for (size_t i = 0; i < s->step_count; i++) step_left_out(&s->funnel[i], fn, ctx);
}

void people_left_out(const struct study *s, people_sentence_fn *fn, void *ctx)
{
    char line[PEOPLE_LINE];
    if (s->public_mode) {
        snprintf(line, sizeof line,
                 "counts under %d and those from which such a count could be told (shown as %s), figures made of them (%s)",
                 STUDY_SMALL_CELL, PEOPLE_WITHHELD, PEOPLE_NO_FIGURE);
        fn(ctx, line);
        fn(ctx, "every single tie with its quote: this is the form for publication");
    }
}

void people_reading(const struct study *s, people_sentence_fn *fn, void *ctx)
{
    fn(ctx, "Rates are of persons; an interval holds the true rate of people like these in 95 of 100 such studies.");
    fn(ctx, "An odds ratio of 1 means no difference; without a comparator, or with too few people, there is no verdict.");
    fn(ctx, "p is the chance of a difference at least as large where there is none; q is p after correction for all tests made.");
    if (!s->public_mode)
        fn(ctx, "This form shows single people by pseudonym. It is personal data; --public makes the form to hand out.");
}

/* --- what hangs on what ------------------------------------------------------------------------------------------------------
 */

/* How far leaving something out moves the first test; what it makes impossible moves it farthest. */
static double moved(const struct study *s, const struct study_sensitivity *v)
{
    double whole = s->test_count ? s->tests[0].odds_ratio : 1;
    double far = fabs(log(v->odds_ratio) - log(whole));
    return isnan(far) ? HUGE_VAL : far;
}

size_t people_telling(const struct study *s, const struct study_sensitivity *ret[static PEOPLE_TELLING])
{
    size_t count = 0;
    for (size_t i = 0; i < s->sensitivity_count; i++) {
        const struct study_sensitivity *v = &s->sensitivity[i];
        size_t at = count;
        while (at > 0 && moved(s, v) > moved(s, ret[at - 1])) at--;
        if (at == PEOPLE_TELLING) continue;
        if (count < PEOPLE_TELLING) count++;
        memmove(ret + at + 1, ret + at, (count - at - 1) * sizeof *ret);
        ret[at] = v;
    }
    return count;
}

/* --- years -------------------------------------------------------------------------------------------------------------------
 */

struct people_peak people_peak(const struct study_employer *e, bool overlapping)
{
    struct people_peak peak = {0, 0};
    for (size_t i = 0; i < e->timeline_count; i++) {
        uint64_t n = overlapping ? e->timeline[i].overlapping : e->timeline[i].employed;
        if (n != STUDY_WITHHELD && n > peak.count) peak = (struct people_peak){n, e->timeline[i].year};
    }
    return peak;
}
