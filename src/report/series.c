#include "report/series.h"

#include <math.h>
#include <string.h>

#include "base/macros.h"
#include "report/markup.h"
#include "report/text.h"
#include "report/timeline.h"

/* Pixels of the drawing. */
#define WIDTH 1140.0
#define LEFT  150.0
#define RIGHT 1128.0
#define TOP   30.0
#define LANE  62.0
#define GAP   12.0

enum { MARKS = 8 };

static unsigned points_of(const struct verdict_series *s)
{
    return s->points < VERDICT_POINTS ? s->points : VERDICT_POINTS;
}

static uint64_t most_of(const struct verdict_series *s, unsigned from, unsigned until)
{
    uint64_t most = 0;
    for (unsigned lane = from; lane < until; lane++)
        for (unsigned i = 0; i < points_of(s); i++)
            if (s->values[lane][i] > most) most = s->values[lane][i];
    return most;
}

static double x_of(const struct verdict_series *s, double point)
{
    return LEFT + (RIGHT - LEFT) * point / points_of(s);
}

/* Only names of our own become classes. */
static const char *class_of(const char *name)
{
    static const char *const known[] = {"entered", "forwarded", "copied", "subscribers", "conversation"};
    for (size_t i = 0; name && i < ARRAY_LEN(known); i++)
        if (strcmp(name, known[i]) == 0) return known[i];
    return "entered";
}

static const char *amount(const struct verdict_series *s, uint64_t n, char text[static TEXT_NUMBER])
{
    return s->unit && strcmp(s->unit, "packets") == 0 ? text_counted(n, "packet", text) : text_bytes(n, text);
}

/* Bars on `base`, upwards or downwards, as one path. */
static void lane_draw(const struct verdict_series *s, unsigned lane, double base, bool down, uint64_t most, FILE *out)
{
    char total[TEXT_NUMBER], peak[TEXT_NUMBER];
    uint64_t sum = 0;
    double width = (RIGHT - LEFT) / points_of(s), middle = base + (down ? LANE : -LANE) / 2;
    markup_write(out, "<path class=\"lane %S\" d=\"M%N %N", class_of(s->name[lane]), LEFT, base);
    for (unsigned i = 0; i < points_of(s); i++) {
        double share = most ? (double)s->values[lane][i] / (double)most : 0;
        double height = share > 0 && share * LANE < 1 ? 1 : share * LANE;
        sum += s->values[lane][i];
        if (height > 0)
            markup_write(out, "M%N %Nv%Nh%Nv%NZ", x_of(s, i), base, down ? height : -height, width, down ? -height : height);
    }
    markup_write(out, "\"/><path class=\"base\" d=\"M%N %NH%N\"/>\n", LEFT, base, RIGHT);
    markup_write(out, "<text class=\"name\" text-anchor=\"end\" x=\"%N\" y=\"%N\">%T</text>", LEFT - 12, middle - 2,
                 s->name[lane]);
    markup_write(out, "<text class=\"second\" text-anchor=\"end\" x=\"%N\" y=\"%N\">%T in all</text>", LEFT - 12, middle + 13,
                 amount(s, sum, total));
    markup_write(out, "<text class=\"second\" text-anchor=\"end\" x=\"%N\" y=\"%N\">up to %T</text>\n", LEFT - 12, middle + 28,
                 amount(s, most_of(s, lane, lane + 1), peak));
}

/* Marks at round times of day. */
static void axis(const struct verdict_series *s, double height, FILE *out)
{
    char clock[CLOCK_TEXT];
    double seconds = (double)s->step_ns / 1e9 * points_of(s), step_s = timeline_step(seconds, MARKS);
    int64_t step = (int64_t)fmin(step_s * 1e9, 9e18);
    markup_write(out, "<text class=\"axis\" text-anchor=\"end\" x=\"%N\" y=\"18\">time, UTC</text>\n", LEFT - 12);
    for (int64_t time = s->first_ns - s->first_ns % step; step > 0; time += step) {
        double point = ((double)time - (double)s->first_ns) / (double)s->step_ns;
        if (point > points_of(s)) break;
        if (point >= 0) {
            clock_of_day(time, clock);
            if (step_s >= 1) clock[8] = 0;
            markup_write(out, "<path class=\"grid\" d=\"M%N 24V%N\"/>", x_of(s, point), height);
            bool last = x_of(s, point) > RIGHT - 40; /* its word would not fit */
            markup_write(out, "<text class=\"axis\" text-anchor=\"%S\" x=\"%N\" y=\"18\">%T</text>\n", last ? "end" : "middle",
                         last ? RIGHT : x_of(s, point), clock);
        }
        if (time > INT64_MAX - step) break;
    }
}

void series_draw(const struct verdict_series *s, size_t number, FILE *out)
{
    unsigned lanes = s->lanes < VERDICT_LANES ? s->lanes : VERDICT_LANES;
    bool mirrored = s->own_scales && lanes == 2;
    double height = TOP + lanes * (LANE + GAP);
    if (points_of(s) == 0 || lanes == 0 || s->step_ns <= 0) return;
    uint64_t most = most_of(s, 0, lanes);
    fputs("<figure class=\"series\"><div class=\"scroll\" tabindex=\"0\">", out);
    fprintf(out, "<svg role=\"img\" aria-labelledby=\"series-%zu\"", number);
    markup_write(out, " viewBox=\"0 0 %N %N\">\n", WIDTH, height);
    fprintf(out, "<title id=\"series-%zu\">", number);
    markup_write(out, "%T over time</title>\n", s->unit ? s->unit : "volume");
    axis(s, height - GAP / 2, out);
    for (unsigned i = 0; i < lanes; i++) {
        double base = TOP + i * (LANE + GAP) + (mirrored && i == 1 ? -GAP + 2 : LANE);
        lane_draw(s, i, base, mirrored && i == 1, s->own_scales ? most_of(s, i, i + 1) : most, out);
    }
    fputs("</svg></div>\n", out);
    markup_element(out, "figcaption", "muted", s->caption);
    fputs("</figure>\n", out);
}
