#include "drill/people_truth.h"

#include <inttypes.h>

#include "base/macros.h"
#include "drill/people_words.h"

void people_truth_begin(struct people_truth *t, FILE *out, const char *name, uint64_t seed)
{
    *t = (struct people_truth){.out = out};
    fprintf(out, "{\"drill\": \"%s\", \"seed\": %" PRIu64 ",\n\"people\": [", name, seed);
}

static bool item_told(const struct people_told *told, unsigned item)
{
    for (unsigned c = 0; c < told->cvs; c++)
        if (told->wrote[c][item]) return true;
    return false;
}

/* Does any CV of the person that is in the corpus name this employer as theirs? */
static bool employed(const struct people_person *p, const struct people_told *told, unsigned employer)
{
    for (unsigned i = 0; i < p->item_count; i++)
        if (p->items[i].kind == ITEM_EMPLOYER && p->items[i].who == employer && item_told(told, i)) return true;
    return false;
}

static bool has_tie(const struct people_person *p, const struct people_told *told, unsigned item)
{
    return p->items[item].tie != PLANT_NONE && item_told(told, item) && employed(p, told, p->employer);
}

static void count(struct people_truth *t, const struct people_person *p, const struct people_told *told)
{
    bool kinds[PLANT_NONE] = {false}, tied = false;
    for (unsigned e = 0; e < PEOPLE_EMPLOYERS; e++) t->employers[e].people += employed(p, told, e);
    t->employed += !p->none && employed(p, told, p->employer);
    for (unsigned i = 0; i < p->item_count; i++)
        if (has_tie(p, told, i)) kinds[p->items[i].tie] = true;
    for (unsigned k = 0; k < PLANT_NONE; k++) {
        t->employers[p->employer].kinds[k] += kinds[k];
        tied |= k < PLANT_COUNTED && kinds[k];
    }
    t->employers[p->employer].tied += tied;
    t->tied += tied;
}

static void write_lines(FILE *out, const struct people_told *told, int item)
{
    const char *comma = "";
    fputs("[", out);
    for (unsigned c = 0; c < told->cvs; c++) {
        if (item >= 0 && !told->wrote[c][item]) continue;
        fprintf(out, "%s%" PRIu64, comma, told->lines[c]);
        comma = ", ";
    }
    fputs("]", out);
}

static void write_month(FILE *out, const char *key, int month, bool years)
{
    fprintf(out, ", \"%s\": \"%04d", key, month / 12);
    if (!years) fprintf(out, "-%02d", month % 12 + 1);
    fputs("\"", out);
}

static void write_ties(FILE *out, const struct people_person *p, const struct people_told *told)
{
    const char *comma = "";
    fputs(", \"ties\": [", out);
    for (unsigned n = 0; n < p->item_count; n++) {
        const struct people_item *i = &p->items[n];
        if (!has_tie(p, told, n)) continue;
        fprintf(out, "%s{\"employer\": \"%s\", \"organisation\": \"%s\", \"kind\": \"%s\"", comma,
                people_employers[p->employer].id, people_bodies[i->who].id, people_tie_names[i->tie]);
        if (!i->undated) write_month(out, "from", i->from, i->years);
        if (!i->undated && !i->open) write_month(out, "until", i->until, i->years);
        fputs(", \"records\": ", out);
        write_lines(out, told, (int)n);
        fputs("}", out);
        comma = ", ";
    }
    fputs("]", out);
}

static void write_decoys(FILE *out, const struct people_person *p)
{
    if (!p->decoy_count) return;
    fputs(", \"false_friends\": [", out);
    for (unsigned i = 0; i < p->decoy_count; i++) {
        const struct people_decoy_words *d = &people_words(p->language)->decoys[p->decoys[i].class];
        fprintf(out, "%s{\"class\": \"%s\"", i ? ", " : "", d->class);
        if (d->uses) fprintf(out, ", \"organisation\": \"%s\"", people_bodies[p->decoys[i].body].id);
        fputs("}", out);
    }
    fputs("]", out);
}

void people_truth_person(struct people_truth *t, const struct people_person *p, const struct people_told *told)
{
    const char *comma = "";
    t->records += told->cvs;
    t->persons++;
    count(t, p, told);
    fprintf(t->out, "%s\n{\"person\": %" PRIu64 ", \"records\": ", t->any ? "," : "", p->number);
    t->any = true;
    write_lines(t->out, told, -1);
    if (p->namesake) fprintf(t->out, ", \"namesake_of\": %" PRIu64, p->name);
    fputs(", \"employers\": [", t->out);
    for (unsigned e = 0; e < PEOPLE_EMPLOYERS; e++) {
        if (!employed(p, told, e)) continue;
        fprintf(t->out, "%s\"%s\"", comma, people_employers[e].id);
        comma = ", ";
    }
    fputs("]", t->out);
    write_ties(t->out, p, told);
    write_decoys(t->out, p);
    fputs("}", t->out);
}

/* The likelihood of a tie of that kind, PLANT_COUNTED for any of a study's kinds. */
static double likelihood(enum people_plan plan, unsigned employer, unsigned kind)
{
    if (kind < PLANT_COUNTED) return people_rate(plan, employer, (enum people_tie)kind) / 1e6;
    double none = 1;
    for (unsigned k = 0; k < PLANT_COUNTED; k++) none *= 1 - likelihood(plan, employer, k);
    return 1 - none;
}

static double odds(enum people_plan plan, unsigned employer, unsigned kind)
{
    double p = likelihood(plan, employer, kind);
    return p / (1 - p);
}

static void write_employers(const struct people_truth *t, enum people_plan plan)
{
    for (unsigned e = 0; e < PEOPLE_EMPLOYERS; e++) {
        fprintf(t->out, "%s\n {\"id\": \"%s\", \"name\": \"%s\", \"people\": %" PRIu64 ", \"tied\": %" PRIu64 ", \"kinds\": {",
                e ? "," : "", people_employers[e].id, people_employers[e].name, t->employers[e].people, t->employers[e].tied);
        for (unsigned k = 0; k < PLANT_NONE; k++)
            fprintf(t->out, "%s\"%s\": %" PRIu64, k ? ", " : "", people_tie_names[k], t->employers[e].kinds[k]);
        fputs("}, \"rates\": {", t->out);
        for (unsigned k = 0; k < PLANT_NONE; k++)
            fprintf(t->out, "%s\"%s\": %g", k ? ", " : "", people_tie_names[k], people_rate(plan, e, (enum people_tie)k) / 1e6);
        fputs("}}", t->out);
    }
}

/* The odds ratios from which the persons were drawn, of the first employer against each of the others. */
static void write_odds_ratios(const struct people_truth *t, enum people_plan plan)
{
    if (plan == PEOPLE_INNOCENT) return;
    for (unsigned e = 1; e < PEOPLE_EMPLOYERS; e++)
        for (unsigned k = 0; k <= PLANT_COUNTED; k++)
            fprintf(t->out, "%s\n {\"kind\": \"%s\", \"employer\": \"%s\", \"comparator\": \"%s\", \"odds_ratio\": %.6f}",
                    e > 1 || k ? "," : "", k < PLANT_COUNTED ? people_tie_names[k] : "any", people_employers[0].id,
                    people_employers[e].id, odds(plan, 0, k) / odds(plan, e, k));
}

void people_truth_end(struct people_truth *t, enum people_plan plan)
{
    fprintf(t->out,
            "\n],\n\"funnel\": {\"records\": %" PRIu64 ", \"people\": %" PRIu64 ", \"employer\": %" PRIu64 ", \"tied\": %" PRIu64
            "},\n\"employers\": [",
            t->records, t->persons, t->employed, t->tied);
    write_employers(t, plan);
    fputs("\n],\n\"odds_ratios\": [", t->out);
    write_odds_ratios(t, plan);
    fputs("\n]}\n", t->out);
}
