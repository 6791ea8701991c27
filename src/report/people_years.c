#include <math.h>
#include <string.h>

#include "base/macros.h"
#include "report/markup.h"
#include "report/people_draw.h"
#include "report/people_words.h"

/* Pixels of the drawing. */
#define WIDTH 1160.0
#define LEFT  260.0
#define RIGHT 1140.0
#define TOP   30.0
#define ABOVE 54.0 /* height of the overlapping */
#define BELOW 30.0 /* of the employed, back to back with them */
#define GAP   22.0
#define LANE  (ABOVE + BELOW + GAP)

enum { LABEL_COLUMNS = 30, MARKS = 12 };

struct years {
    int first, last;
};

static bool is_drawn(const struct study_employer *e)
{
    return e->timeline_count > 0;
}

static struct years span_of(const struct study *s)
{
    struct years y = {INT16_MAX, INT16_MIN};
    for (size_t i = 0; i < s->employer_count; i++)
        for (size_t k = 0; k < s->employers[i].timeline_count; k++) {
            int year = s->employers[i].timeline[k].year;
            if (year < y.first) y.first = year;
            if (year > y.last) y.last = year;
        }
    return y;
}

bool people_has_years(const struct study *s)
{
    for (size_t i = 0; i < s->employer_count; i++)
        if (is_drawn(&s->employers[i])) return true;
    return false;
}

static double width_of(const struct years *y)
{
    return (RIGHT - LEFT) / (y->last - y->first + 1);
}

static double x_of(const struct years *y, int year)
{
    return LEFT + (year - y->first) * width_of(y);
}

/* One series on `base`, upwards or downwards, as one path; what is withheld is a star. */
static void bars(const struct study_employer *e, const struct years *y, bool overlapping, double base, FILE *out)
{
    uint64_t most = people_peak(e, overlapping).count;
    double width = width_of(y), gap = width > 4 ? 1 : 0;
    markup_write(out, "<path class=\"%S\" d=\"M%N %N", overlapping ? "overlapping" : "employed", LEFT, base);
    for (size_t i = 0; i < e->timeline_count; i++) {
        uint64_t n = overlapping ? e->timeline[i].overlapping : e->timeline[i].employed;
        if (n == 0 || n == STUDY_WITHHELD) continue;
        double height = fmax(1, (double)n / (double)most * (overlapping ? ABOVE : BELOW));
        markup_write(out, "M%N %Nv%Nh%Nv%NZ", x_of(y, e->timeline[i].year), base, overlapping ? -height : height, width - gap,
                     overlapping ? height : -height);
    }
    fputs("\"/>", out);
    for (size_t i = 0; i < e->timeline_count; i++)
        if ((overlapping ? e->timeline[i].overlapping : e->timeline[i].employed) == STUDY_WITHHELD)
            markup_write(out, "<text class=\"second\" text-anchor=\"middle\" x=\"%N\" y=\"%N\">%S</text>",
                         x_of(y, e->timeline[i].year) + width / 2, base + (overlapping ? -1 : 15), PEOPLE_WITHHELD);
    putc('\n', out);
}

static void series_label(const char *name, const struct people_peak *peak, double y, FILE *out)
{
    char count[TEXT_NUMBER];
    markup_write(out, "<text class=\"second\" text-anchor=\"end\" x=\"%N\" y=\"%N\">%S", LEFT - 12, y, name);
    if (peak->count) {
        markup_write(out, ", up to %T", text_count(peak->count, count));
        fprintf(out, " in %d", peak->year);
    }
    fputs("</text>", out);
}

static void lane(const struct study_employer *e, const struct years *y, double top, FILE *out)
{
    struct people_peak over = people_peak(e, true), in = people_peak(e, false);
    double base = top + ABOVE;
    markup_write(out, "<text class=\"name\" text-anchor=\"end\" x=\"%N\" y=\"%N\">", LEFT - 12, base - 28);
    markup_label(out, e->name, LABEL_COLUMNS);
    fputs("</text>", out);
    series_label("certain overlaps", &over, base - 10, out);
    series_label("employed", &in, base + 18, out);
    bars(e, y, true, base, out);
    bars(e, y, false, base, out);
    markup_write(out, "<path class=\"base\" d=\"M%N %NH%N\"/>\n", LEFT, base, RIGHT);
}

static void axis(const struct years *y, double height, FILE *out)
{
    static const int steps[] = {1, 2, 5, 10, 20, 50, 100, 1000};
    int step = 1;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        step = steps[i];
        if ((y->last - y->first) / step < MARKS) break;
    }
    markup_write(out, "<text class=\"axis\" text-anchor=\"end\" x=\"%N\" y=\"18\">people, by year</text>\n", LEFT - 12);
    for (int year = y->first - y->first % step; year <= y->last; year += step) {
        if (year < y->first) continue;
        double x = x_of(y, year) + width_of(y) / 2;
        markup_write(out, "<path class=\"grid\" d=\"M%N 24V%N\"/><text class=\"axis\" text-anchor=\"middle\" x=\"%N\" y=\"18\">",
                     x, height, x);
        fprintf(out, "%d</text>\n", year);
    }
}

void people_years(const struct study *s, FILE *out)
{
    size_t lanes = 0, at = 0;
    for (size_t i = 0; i < s->employer_count; i++) lanes += is_drawn(&s->employers[i]);
    if (lanes == 0) return;
    if (lanes > PEOPLE_LANES) lanes = PEOPLE_LANES;
    struct years y = span_of(s);
    double height = TOP + (double)lanes * LANE;
    markup_write(out, "<svg class=\"years\" role=\"img\" aria-labelledby=\"y-title y-desc\" viewBox=\"0 0 %N %N\">\n", WIDTH,
                 height);
    fputs(
        "<title id=\"y-title\">Certain overlaps by year</title><desc id=\"y-desc\">Per employer the people whose post at a body "
        "certainly overlaps with their employment, upwards, and all employed, downwards, each on its own scale.</desc>\n",
        out);
    axis(&y, height - GAP / 2, out);
    for (size_t i = 0; i < s->employer_count && at < lanes; i++)
        if (is_drawn(&s->employers[i])) lane(&s->employers[i], &y, TOP + (double)at++ * LANE, out);
    fputs("</svg>\n", out);
}
