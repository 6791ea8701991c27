#include "report/timeline.h"

#include <math.h>

#include "base/macros.h"
#include "report/facts.h"
#include "report/markup.h"
#include "report/text.h"

/* Pixels of the drawing. */
#define WIDTH  1160.0
#define LEFT   236.0
#define RIGHT  1122.0
#define TOP    34.0
#define ROW    46.0
#define BAR    26.0 /* height of a warrant's bar, within which the activity stands */
#define BOTTOM 10.0

enum { MARKS = 10, LABEL_COLUMNS = 30, HALF_LABEL = 32 };

static double share_of_run(const struct verdict *v, int64_t time_ns)
{
    double span = (double)v->last_ns - (double)v->first_ns;
    if (!(span > 0)) return time_ns <= v->first_ns ? 0 : 1;
    double share = ((double)time_ns - (double)v->first_ns) / span;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

struct timeline_bar timeline_clip(const struct verdict *v, int64_t from_ns, int64_t until_ns)
{
    struct timeline_bar bar = {.from = 0, .until = 1, .visible = true};
    if (from_ns != CLOCK_NONE && from_ns > v->first_ns) {
        bar.from = share_of_run(v, from_ns);
        bar.starts = from_ns <= v->last_ns;
        bar.visible = bar.starts;
    }
    if (until_ns != CLOCK_NONE && until_ns < v->last_ns) {
        bar.until = share_of_run(v, until_ns);
        bar.ends = until_ns >= v->first_ns;
        bar.visible = bar.visible && bar.ends;
    }
    if (bar.until < bar.from) bar.visible = false;
    return bar;
}

double timeline_step(double seconds, unsigned most)
{
    static const double steps[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,  0.2,  0.5,  1,     2,     5,     10,   15,
                                   30,    60,    120,   300,  600,  900,  1800, 3600, 7200, 10800, 21600, 43200, 86400};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (seconds / steps[i] <= most) return steps[i];
    return ceil(seconds / most / 86400) * 86400;
}

static double x_of(double share)
{
    return LEFT + share * (RIGHT - LEFT);
}

/* Marks at round times of day, so that a reader can place them without arithmetic. */
static void axis(const struct verdict *v, double height, FILE *out)
{
    double seconds = text_seconds(v->first_ns, v->last_ns);
    if (!(seconds > 0)) return;
    double step_s = timeline_step(seconds, MARKS);
    int64_t step = (int64_t)fmin(step_s * 1e9, 9e18), time = v->first_ns - v->first_ns % step;
    char date[CLOCK_TEXT], clock[CLOCK_TEXT];
    markup_write(out, "<text class=\"axis\" text-anchor=\"end\" x=\"%N\" y=\"20\">%S</text>\n", LEFT - 12,
                 step_s >= 86400 ? "date" : "time, UTC");
    for (unsigned i = 0; i <= MARKS + 1; i++) {
        if (time >= v->first_ns && time <= v->last_ns) {
            double x = x_of(share_of_run(v, time));
            clock_of_day(time, clock);
            if (step_s >= 1) clock[8] = 0;
            markup_write(out, "<line class=\"grid\" x1=\"%N\" x2=\"%N\" y1=\"26\" y2=\"%N\"/>", x, x, height - BOTTOM);
            /* the first stands beside the axis' own name */
            markup_write(out, "<text class=\"axis\" text-anchor=\"%S\" x=\"%N\" y=\"20\">%T</text>\n",
                         x < LEFT + HALF_LABEL ? "start" : "middle", x, step_s >= 86400 ? text_date(time, date) : clock);
        }
        if (time > INT64_MAX - step) break;
        time += step;
    }
}

static void border_mark(const struct verdict *v, double share, double y, const char *word, int64_t time_ns, FILE *out)
{
    char clock[CLOCK_TEXT];
    double x = x_of(share);
    bool flip = share > 0.8; /* the word stands where there is room */
    clock_of_day(time_ns, clock);
    if (text_seconds(v->first_ns, v->last_ns) >= 10) clock[8] = 0;
    markup_write(out, "<path class=\"border\" d=\"M%N %Nv%N\"/>", x, y - 2, BAR + 4);
    markup_write(out, "<text class=\"border-word\" text-anchor=\"%S\" x=\"%N\" y=\"%N\">%S %T</text>\n", flip ? "end" : "start",
                 x + (flip ? 1 : -1), y - 4, word, clock);
}

static void warrant_bar(const struct verdict *v, const struct verdict_warrant *w, double y, FILE *out)
{
    char from[CLOCK_TEXT], until[CLOCK_TEXT];
    struct timeline_bar bar = timeline_clip(v, w->from_ns, w->until_ns);
    text_date_time(w->from_ns, from);
    text_date_time(w->until_ns, until);
    if (!bar.visible) {
        bool over = w->until_ns != CLOCK_NONE && w->until_ns < v->first_ns;
        markup_write(out, "<rect class=\"none\" x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\"/>", LEFT, y, RIGHT - LEFT, BAR);
        markup_write(out, "<text class=\"border-word\" x=\"%N\" y=\"%N\">%S %T</text>\n", LEFT, y - 4,
                     over ? "warrant ended" : "warrant starts", over ? until : from);
        return;
    }
    double width = x_of(bar.until) - x_of(bar.from);
    markup_write(out, "<rect class=\"valid\" x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\">", x_of(bar.from), y,
                 width > 1 ? width : 1, BAR);
    markup_write(out, "<title>%T valid %T - %T</title></rect>\n", w->id ? w->id : "warrant", from[0] ? from : "?",
                 until[0] ? until : "?");
    if (bar.starts) border_mark(v, bar.from, y, "valid from", w->from_ns, out);
    if (bar.ends) border_mark(v, bar.until, y, "ends", w->until_ns, out);
}

/* The bins from `first` to before `end`. Heights follow the square root, so that a single PDU stays visible beside a burst. */
static void activity(const struct verdict_intercept *i, const char *class, unsigned first, unsigned end, double y, FILE *out)
{
    uint32_t most = 0, some = 0;
    double width = (RIGHT - LEFT) / VERDICT_BINS;
    for (unsigned k = 0; k < VERDICT_BINS; k++) {
        if (i->bins[k] > most) most = i->bins[k];
        if (k >= first && k < end) some |= i->bins[k];
    }
    if (some == 0) return;
    markup_write(out, "<path class=\"activity %S\" d=\"", class);
    for (unsigned k = first; k < end; k++) {
        if (i->bins[k] == 0) continue;
        double height = 3 + (BAR - 5) * sqrt((double)i->bins[k] / most);
        markup_write(out, "M%N %Nh%Nv%Nh%NZ", LEFT + k * width, y + BAR, width - 1, -height, 1 - width);
    }
    markup_write(out, "\"><title>%S: %C IRI, %C CC, %C encrypted in all</title></path>\n", class, i->iri, i->cc, i->encrypted);
}

static void row_label(double y, const char *class, const char *name, const char *second, FILE *out)
{
    markup_write(out, "<text class=\"name %S\" text-anchor=\"end\" x=\"%N\" y=\"%N\">", class, LEFT - 12, y + 11);
    markup_label(out, name, LABEL_COLUMNS);
    markup_write(out, "</text><text class=\"second %S\" text-anchor=\"end\" x=\"%N\" y=\"%N\">", class, LEFT - 12, y + 24);
    markup_label(out, second, LABEL_COLUMNS);
    fputs("</text>\n", out);
}

/* Product before and after the warrant's validity is drawn like product without one. A bin across the border counts as covered.
 */
static void activity_by_validity(const struct verdict *v, const struct verdict_intercept *i, const struct verdict_warrant *w,
                                 double y, FILE *out)
{
    struct timeline_bar bar = timeline_clip(v, w->from_ns, w->until_ns);
    unsigned first = bar.visible ? (unsigned)(bar.from * VERDICT_BINS) : VERDICT_BINS;
    unsigned end = bar.visible ? (unsigned)ceil(bar.until * VERDICT_BINS) : VERDICT_BINS;
    activity(i, "outside", 0, first, y, out);
    activity(i, "covered", first, end, y, out);
    activity(i, "outside", end, VERDICT_BINS, y, out);
}

static void intercept_row(const struct verdict *v, const struct verdict_intercept *i, double y, FILE *out)
{
    const char *name = i->liid ? i->liid : i->xid ? i->xid : "identity not known";
    const struct verdict_warrant *w = facts_warrant(v, i->warrant);
    row_label(y, i->warrant ? "" : "alarm", name, i->warrant ? i->warrant : "NO WARRANT", out);
    if (w) {
        warrant_bar(v, w, y, out);
        activity_by_validity(v, i, w, y, out);
        return;
    }
    markup_write(out, "<rect class=\"%S\"%S x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\"/>\n", i->warrant ? "none" : "shadow",
                 i->warrant ? "" : " fill=\"url(#t-shadow)\"", LEFT, y, RIGHT - LEFT, BAR);
    activity(i, i->warrant ? "covered" : "outside", 0, VERDICT_BINS, y, out);
}

static void silent_row(const struct verdict *v, const struct verdict_warrant *w, double y, FILE *out)
{
    row_label(y, "muted", w->liid ? w->liid : "-", w->id ? w->id : "-", out);
    warrant_bar(v, w, y, out);
    markup_write(out, "<text class=\"border-word\" text-anchor=\"middle\" x=\"%N\" y=\"%N\">no sign of life</text>\n",
                 (LEFT + RIGHT) / 2, y + BAR / 2 + 4);
}

static size_t silent_count(const struct verdict *v)
{
    size_t count = 0;
    for (size_t k = 0; k < v->warrant_count; k++) count += !v->warrants[k].seen;
    return count;
}

void timeline_draw(const struct verdict *v, FILE *out)
{
    size_t rows = v->intercept_count + silent_count(v), drawn = 0;
    if (rows == 0) return;
    if (rows > TIMELINE_ROWS) rows = TIMELINE_ROWS;
    double height = TOP + (double)rows * ROW + BOTTOM;
    markup_write(out, "<svg class=\"timeline\" role=\"img\" aria-labelledby=\"t-title t-desc\" viewBox=\"0 0 %N %N\">\n", WIDTH,
                 height);
    markup_write(
        out,
        "<title id=\"t-title\">Interceptions and their warrants over the run</title><desc id=\"t-desc\">One row per "
        "interception: the warrant's validity as a band, product units as bars. %C interceptions, %C warrants. The table "
        "below gives the same in text.</desc>\n",
        (uint64_t)v->intercept_count, (uint64_t)v->warrant_count);
    fputs(
        "<defs><pattern id=\"t-shadow\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
        "<rect class=\"ground copied\" width=\"8\" height=\"8\"/><rect class=\"ink faint\" width=\"1.5\" height=\"8\"/></pattern>"
        "</defs>\n",
        out);
    axis(v, height, out);
    for (size_t k = 0; k < v->intercept_count && drawn < rows; k++, drawn++)
        intercept_row(v, &v->intercepts[k], TOP + (double)drawn * ROW + 12, out);
    for (size_t k = 0; k < v->warrant_count && drawn < rows; k++)
        if (!v->warrants[k].seen) silent_row(v, &v->warrants[k], TOP + (double)drawn++ * ROW + 12, out);
    fputs("</svg>\n", out);
}
