#include <math.h>
#include <string.h>

#include "base/macros.h"
#include "report/markup.h"
#include "report/people_draw.h"
#include "report/people_words.h"

/* Pixels of the drawing; the columns of text stand beside the plot, each by its edge. */
#define WIDTH  1160.0
#define HERE   366.0 /* right edges */
#define THERE  480.0
#define LEFT   510.0
#define RIGHT  830.0
#define RATIO  850.0  /* left edge */
#define WEIGHT 1078.0 /* right edges */
#define CHANCE 1156.0
#define TOP    34.0
#define HEAD   40.0
#define ROW    26.0
#define AXIS   58.0
#define BOX    17.0 /* side of the square of a test that tells all */

enum { KIND_COLUMNS = 34, GROUP_COLUMNS = 90 };

static const double ticks[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100};

double people_axis_at(const struct people_axis *a, double value, bool *ret_clipped)
{
    double share = value > 0 ? (log(value) - log(a->low)) / (log(a->high) - log(a->low)) : -1;
    bool clipped = share < 0 || share > 1;
    if (ret_clipped) *ret_clipped = clipped;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

static void widen(struct people_axis *a, double value)
{
    if (!isfinite(value) || value <= 0) return;
    size_t below = 0, above = ARRAY_LEN(ticks) - 1;
    while (below + 1 < ARRAY_LEN(ticks) && ticks[below + 1] <= value) below++;
    while (above > 0 && ticks[above - 1] >= value) above--;
    a->low = fmin(a->low, ticks[below]);
    a->high = fmax(a->high, ticks[above]);
}

bool people_forest_has(const struct study *s, size_t test)
{
    bool any = false;
    for (size_t i = 0; i < s->test_count; i++) any |= s->tests[i].declared;
    return test < PEOPLE_FOREST_ROWS && s->tests[test].declared == any && s->tests[test].verdict != STUDY_NOT_SHOWN;
}

struct people_axis people_axis_of(const struct study *s)
{
    struct people_axis a = {0.5, 2};
    for (size_t i = 0; i < s->test_count; i++) {
        if (!people_forest_has(s, i)) continue;
        widen(&a, s->tests[i].odds_ratio);
        widen(&a, s->tests[i].low);
        widen(&a, s->tests[i].high);
    }
    return a;
}

/* 1 / variance of the log odds ratio, from the width of its interval; 0: the interval has no width that can be told. */
static double information(const struct study_test *t)
{
    if (!(t->low > 0) || !isfinite(t->high) || !(t->high > t->low)) return 0;
    double error = (log(t->high) - log(t->low)) / (2 * 1.959963984540054);
    return 1 / (error * error);
}

double people_weight(const struct study *s, const struct study_test *t)
{
    double sum = 0;
    for (size_t i = 0; i < s->test_count; i++)
        if (s->tests[i].stratified == t->stratified) sum += information(&s->tests[i]);
    return sum > 0 ? information(t) / sum : 0;
}

static double x_of(const struct people_axis *a, double value, bool *ret_clipped)
{
    return LEFT + people_axis_at(a, value, ret_clipped) * (RIGHT - LEFT);
}

/* --- one test ----------------------------------------------------------------------------------------------------------------
 */

static void arrow(double x, double y, double way, FILE *out)
{
    markup_write(out, "<path class=\"arrow\" d=\"M%N %NL%N %NL%N %NZ\"/>", x, y, x - way * 8, y - 4.5, x - way * 8, y + 4.5);
}

static void interval(const struct people_axis *a, const struct study *s, const struct study_test *t, double y, FILE *out)
{
    bool low_cut, high_cut, cut;
    if (isnan(t->odds_ratio)) {
        markup_write(out, "<text class=\"second\" text-anchor=\"middle\" x=\"%N\" y=\"%N\">no tie on either side</text>\n",
                     (LEFT + RIGHT) / 2, y + 4);
        return;
    }
    double low = x_of(a, t->low, &low_cut), high = x_of(a, t->high, &high_cut);
    bool told = t->verdict == STUDY_MORE || t->verdict == STUDY_FEWER;
    markup_write(out, "<path class=\"interval\" d=\"M%N %NH%N\"/>", low, y, high);
    if (low_cut) arrow(LEFT, y, -1, out);
    if (high_cut) arrow(RIGHT, y, 1, out);
    double side = 5 + (BOX - 5) * sqrt(people_weight(s, t)), x = x_of(a, t->odds_ratio, &cut);
    if (!cut)
        markup_write(out, "<rect class=\"box%S\" x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\"/>", told ? " told" : "",
                     x - side / 2, y - side / 2, side, side);
    if (!isfinite(t->detectable)) return;
    double seen = x_of(a, t->detectable, &cut);
    if (!cut) markup_write(out, "<path class=\"seen\" d=\"M%N %Nl4 8h-8Z\"/>\n", seen, y + 3);
}

static void cell(double x, double y, const char *class, const char *text, FILE *out)
{
    markup_write(out, "<text class=\"%S\" text-anchor=\"end\" x=\"%N\" y=\"%N\">%T</text>", class, x, y, text);
}

static void test_row(const struct people_axis *a, const struct study *s, const struct study_test *t, double y, FILE *out)
{
    char text[TEXT_NUMBER], span[TEXT_NUMBER], subject[PEOPLE_LINE];
    markup_write(out, "<text x=\"14\" y=\"%N\">", y + 4);
    markup_label(out, people_subject(t, subject), KIND_COLUMNS);
    fputs("</text>", out);
    cell(HERE, y + 4, "second", people_of(t->a, t->b, text), out);
    cell(THERE, y + 4, "second", people_of(t->c, t->d, text), out);
    interval(a, s, t, y, out);
    markup_write(out, "<text x=\"%N\" y=\"%N\">%T", RATIO, y + 4, people_ratio(t->odds_ratio, text));
    markup_write(out, "<tspan class=\"figure\" dx=\"6\">%T</tspan></text>", people_ratio_span(t->low, t->high, span));
    double weight = people_weight(s, t);
    if (weight > 0) cell(WEIGHT, y + 4, "second", people_percent(weight, text), out);
    cell(CHANCE, y + 4, "second", people_p_value(t->q, text), out);
    putc('\n', out);
}

/* --- the plot ----------------------------------------------------------------------------------------------------------------
 */

static bool heads_group(const struct study *s, size_t i)
{
    for (size_t before = i; before-- > 0 && people_same_group(&s->tests[before], &s->tests[i]);)
        if (people_forest_has(s, before)) return false;
    return true;
}

static void group_head(const struct study *s, size_t first, double y, FILE *out)
{
    char method[PEOPLE_LINE], line[2 * PEOPLE_LINE];
    const struct study_test *t = &s->tests[first];
    snprintf(line, sizeof line, "%s against %s", t->employer, t->comparator);
    markup_write(out, "<text class=\"name\" x=\"0\" y=\"%N\">", y + 17);
    markup_label(out, line, GROUP_COLUMNS);
    markup_write(out, "</text><text class=\"second\" x=\"0\" y=\"%N\">%T</text>\n", y + 33, people_method(s, first, method));
}

static void axis(const struct people_axis *a, double bottom, FILE *out)
{
    char text[TEXT_NUMBER];
    for (size_t i = 0; i < ARRAY_LEN(ticks); i++) {
        bool beyond;
        double x = x_of(a, ticks[i], &beyond);
        if (beyond) continue;
        markup_write(out, "<path class=\"%S\" d=\"M%N %NV%N\"/>", ticks[i] == 1 ? "one" : "grid", x, TOP, bottom + 4);
        snprintf(text, sizeof text, "%g", ticks[i]);
        markup_write(out, "<text class=\"axis\" text-anchor=\"middle\" x=\"%N\" y=\"%N\">%T</text>", x, bottom + 19, text);
    }
    double one = x_of(a, 1, NULL);
    markup_write(out, "<text class=\"axis\" text-anchor=\"end\" x=\"%N\" y=\"%N\">fewer here</text>", one - 10, bottom + 37);
    markup_write(out, "<text class=\"axis\" x=\"%N\" y=\"%N\">more here</text>\n", one + 10, bottom + 37);
}

static void titles(FILE *out)
{
    static const struct {
        double x;
        const char *anchor, *text;
    } columns[] = {{0, "start", "kind of tie"},
                   {HERE, "end", "tied/people, here"},
                   {THERE, "end", "there"},
                   {(LEFT + RIGHT) / 2, "middle", "odds ratio, logarithmic"},
                   {RATIO, "start", "odds ratio, 95 % interval"},
                   {WEIGHT, "end", "weight"},
                   {CHANCE, "end", "q"}};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        markup_write(out, "<text class=\"axis\" text-anchor=\"%S\" x=\"%N\" y=\"16\">%S</text>", columns[i].anchor, columns[i].x,
                     columns[i].text);
    putc('\n', out);
}

void people_forest(const struct study *s, FILE *out)
{
    double bottom = TOP, y = TOP;
    size_t rows = 0;
    for (size_t i = 0; i < s->test_count; i++) rows += people_forest_has(s, i);
    if (rows == 0) return;
    for (size_t i = 0; i < s->test_count; i++)
        if (people_forest_has(s, i)) bottom += ROW + (heads_group(s, i) ? HEAD : 0);
    struct people_axis a = people_axis_of(s);
    markup_write(out, "<svg class=\"forest\" role=\"img\" aria-labelledby=\"o-title o-desc\" viewBox=\"0 0 %N %N\">\n", WIDTH,
                 bottom + AXIS);
    fputs("<title id=\"o-title\">Odds ratios</title><desc id=\"o-desc\">A row per test: a square at the odds ratio, larger the "
          "more "
          "the test tells, and a line over its interval. The table below gives the same in text.</desc>\n",
          out);
    titles(out);
    axis(&a, bottom, out);
    for (size_t i = 0; i < s->test_count; i++) {
        if (!people_forest_has(s, i)) continue;
        if (heads_group(s, i)) {
            group_head(s, i, y, out);
            y += HEAD;
        }
        test_row(&a, s, &s->tests[i], y + ROW / 2, out);
        y += ROW;
    }
    fputs("</svg>\n", out);
}
