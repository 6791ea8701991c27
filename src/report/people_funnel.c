#include <math.h>
#include <string.h>

#include "base/macros.h"
#include "report/markup.h"
#include "report/people_draw.h"
#include "report/people_words.h"

/* Pixels of the drawing. */
#define WIDTH  1160.0
#define LEFT   410.0
#define RIGHT  1000.0
#define TOP    10.0
#define STEP   34.0 /* a row of what passes */
#define REASON 22.0 /* a row of what does not */
#define AXIS   40.0
#define LEAST  2.0 /* of anything that is not nothing */

enum { LABEL_COLUMNS = 58, MARKS = 6 };

static double x_of(double count, double most)
{
    return LEFT + (most > 0 ? count / most : 0) * (RIGHT - LEFT);
}

static const char *step_words(const char *name)
{
    static const struct {
        const char *name, *words;
    } known[] = {{"records", "records read"},
                 {"parsed", "records understood"},
                 {"people", "people they tell of"},
                 {"employer", "at an employer of the list"},
                 {"tied", "with a tie of the five kinds"}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i].name, name) == 0) return known[i].words;
    return name;
}

static void step_row(const struct study_step *step, uint64_t before, double most, double y, FILE *out)
{
    char count[TEXT_NUMBER], share[TEXT_NUMBER];
    bool known = step->count != STUDY_WITHHELD;
    double width = known ? x_of((double)step->count, most) - LEFT : 0;
    if (known && step->count && width < LEAST) width = LEAST;
    markup_write(out, "<text class=\"name\" text-anchor=\"end\" x=\"%N\" y=\"%N\">", LEFT - 12, y + 21);
    markup_label(out, step_words(step->name), LABEL_COLUMNS);
    fputs("</text>", out);
    if (width > 0)
        markup_write(out, "<rect class=\"passed\" x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\"/>", LEFT, y + 5, width, STEP - 10);
    markup_write(out, "<text class=\"name\" x=\"%N\" y=\"%N\">%T", LEFT + width + 8, y + 21, people_count(step->count, count));
    if (known && before != STUDY_WITHHELD && before >= step->count && before)
        markup_write(out, "<tspan class=\"figure\" dx=\"8\">%T</tspan>", text_share(step->count, before, share));
    fputs("</text>\n", out);
}

/* `end`: where what was lost before this reason begins; returns where what is lost after it does. */
static double reason_row(const struct study_reason *r, double end, double most, double y, FILE *out)
{
    char count[TEXT_NUMBER];
    bool known = r->count != STUDY_WITHHELD;
    double width = known ? fmax(LEAST, x_of((double)r->count, most) - LEFT) : 0;
    double from = fmax(LEFT, end - width);
    markup_write(out, "<text class=\"second\" text-anchor=\"end\" x=\"%N\" y=\"%N\">", LEFT - 12, y + 15);
    markup_label(out, r->reason, LABEL_COLUMNS);
    fputs("</text>", out);
    if (known)
        markup_write(out, "<rect class=\"lost\" x=\"%N\" y=\"%N\" width=\"%N\" height=\"%N\"/>", from, y + 4, width, REASON - 8);
    markup_write(out, "<text class=\"second\" x=\"%N\" y=\"%N\">not: %T</text>\n", from + width + 8, y + 15,
                 people_count(r->count, count));
    return from;
}

/* A round step so that at most MARKS marks fit: 1, 2 or 5 times a power of ten. */
static uint64_t mark_step(uint64_t most)
{
    static const unsigned parts[] = {1, 2, 5};
    for (uint64_t ten = 1; ten <= UINT64_MAX / 50; ten *= 10)
        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
            if (most / (ten * parts[i]) <= MARKS) return ten * parts[i];
    return most;
}

static void axis(uint64_t most, double bottom, FILE *out)
{
    char count[TEXT_NUMBER];
    uint64_t step = mark_step(most);
    for (unsigned i = 0; i <= MARKS && most > 0 && i <= most / step; i++) {
        double x = x_of((double)(i * step), (double)most);
        markup_write(out, "<path class=\"grid\" d=\"M%N %NV%N\"/>", x, TOP, bottom + 4);
        markup_write(out, "<text class=\"axis\" text-anchor=\"middle\" x=\"%N\" y=\"%N\">%T</text>", x, bottom + 18,
                     text_count(i * step, count));
    }
    markup_write(out, "<text class=\"axis\" text-anchor=\"end\" x=\"%N\" y=\"%N\">records, then people</text>\n", LEFT - 12,
                 bottom + 18);
}

static size_t told_reasons(const struct study_step *step)
{
    size_t told = 0;
    for (size_t i = 0; i < step->reason_count; i++) told += step->reasons[i].count != 0;
    return told;
}

void people_funnel(const struct study *s, FILE *out)
{
    double bottom = TOP, y = TOP;
    uint64_t whole = 0;
    for (size_t i = 0; i < s->step_count; i++) {
        bottom += STEP + (double)told_reasons(&s->funnel[i]) * REASON;
        if (s->funnel[i].count != STUDY_WITHHELD && s->funnel[i].count > whole) whole = s->funnel[i].count;
    }
    double most = (double)whole;
    markup_write(out, "<svg class=\"funnel\" role=\"img\" aria-labelledby=\"f-title f-desc\" viewBox=\"0 0 %N %N\">\n", WIDTH,
                 bottom + AXIS);
    fputs(
        "<title id=\"f-title\">What passed each step</title><desc id=\"f-desc\">A bar per step, and between the steps a hatched "
        "bar per reason for which something did not pass.</desc>\n"
        "<defs><pattern id=\"f-lost\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
        "<rect class=\"lost-ground\" width=\"6\" height=\"6\"/><rect class=\"lost-ink\" width=\"2\" height=\"6\"/></pattern>"
        "</defs>\n",
        out);
    axis(whole, bottom, out);
    for (size_t i = 0; i < s->step_count; i++) {
        uint64_t before = i ? s->funnel[i - 1].count : STUDY_WITHHELD;
        double end = before != STUDY_WITHHELD ? x_of((double)before, most) : LEFT;
        for (size_t k = 0; k < s->funnel[i].reason_count; k++) {
            if (s->funnel[i].reasons[k].count == 0) continue;
            end = reason_row(&s->funnel[i].reasons[k], end, most, y, out);
            y += REASON;
        }
        step_row(&s->funnel[i], before, most, y, out);
        y += STEP;
    }
    fputs("</svg>\n", out);
}
