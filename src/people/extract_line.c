#include "people/extract_line.h"

#include <inttypes.h>

#include "base/hex.h"
#include "base/json.h"

enum { EXTRACT_PLACE = 4096 + 24 };

uint64_t extract_input_parsed(const struct extract_input *i)
{
    return i->records - i->excluded[EXCLUDED_MALFORMED] - i->excluded[EXCLUDED_EMPTY] - i->excluded[EXCLUDED_TOO_LONG];
}

void extract_line_input(FILE *out, const struct extract_input *i)
{
    struct json j;
    json_init(&j, out, false);
    json_object_begin(&j, NULL);
    json_string(&j, "type", "input");
    json_string(&j, "file", i->file);
    json_string(&j, "sha256", i->sha256);
    json_unsigned(&j, "records", i->records);
    json_unsigned(&j, "parsed", extract_input_parsed(i));
    json_unsigned(&j, "octets", i->octets);
    json_object_begin(&j, "excluded");
    for (size_t e = 0; e < EXCLUSION_COUNT; e++)
        if (i->excluded[e]) json_unsigned(&j, exclusion_names[e], i->excluded[e]);
    json_object_end(&j);
    const char *const texts[][2] = {{"origin", i->origin},    {"lawful_basis", i->lawful_basis}, {"retention", i->retention},
                                    {"name", i->name},        {"collected", i->collected},       {"notes", i->notes},
                                    {"override", i->override}};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        if (texts[t][1]) json_string(&j, texts[t][0], texts[t][1]);
    json_string(&j, "organisations", i->organisations);
    json_object_end(&j);
    putc_unlocked('\n', out);
}

static void write_place(struct json *j, const struct extract *x)
{
    char place[EXTRACT_PLACE];
    snprintf(place, sizeof place, "%s:%" PRIu64, x->file, x->line);
    json_string(j, "record", place);
    json_string(j, "digest", x->digest);
}

static void write_when(struct json *j, const struct interval *when, bool present, bool former)
{
    char from[DATE_TEXT], until[DATE_TEXT];
    date_text(&when->from, from);
    date_text(&when->until, until);
    json_string(j, "from", from);
    json_string(j, "until", until);
    json_bool(j, "open", when->open);
    json_bool(j, "present", present);
    json_bool(j, "former", former);
}

/* Keyed hashes as text: JSON's numbers are not sure beyond 2^53. */
static void write_hash(struct json *j, const char *key, uint64_t hash)
{
    uint8_t octets[8];
    char text[17];
    for (unsigned i = 0; i < sizeof octets; i++) octets[i] = (uint8_t)(hash >> (56 - 8 * i));
    hex_text(octets, sizeof octets, text);
    json_string(j, key, text);
}

static void write_traits(struct json *j, const struct traits *t)
{
    json_object_begin(j, "traits");
    write_hash(j, "name", t->name);
    json_array_begin(j, "facts"); /* kind, what, first and last month, precision: traits.h */
    for (size_t i = 0; i < t->fact_count; i++) {
        const struct trait_fact *f = &t->facts[i];
        json_array_begin(j, NULL);
        json_unsigned(j, NULL, f->kind);
        write_hash(j, NULL, f->what);
        json_signed(j, NULL, f->from_month);
        json_signed(j, NULL, f->until_month);
        json_unsigned(j, NULL, f->precision);
        json_array_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

static void write_cv(struct json *j, const struct organisations *o, const struct extract *x)
{
    json_object_begin(j, NULL);
    json_string(j, "type", "cv");
    write_place(j, x);
    json_string(j, "id", x->record);
    write_traits(j, &x->traits);
    json_string(j, "country", x->country);
    json_signed(j, "cohort", x->cohort);
    json_array_begin(j, "employments");
    for (size_t i = 0; i < x->employment_count; i++) {
        const struct employment *e = &x->employments[i];
        json_object_begin(j, NULL);
        json_string(j, "organisation", o->list[e->organisation].id);
        write_when(j, &e->when, e->present, e->former);
        json_string(j, "role", role_names[e->role]);
        json_object_end(j);
    }
    json_array_end(j);
    json_unsigned(j, "ambiguous", x->ambiguous);
    json_object_end(j);
}

static void write_span(struct json *j, const char *key, uint64_t from, uint64_t until)
{
    json_array_begin(j, key);
    json_unsigned(j, NULL, from);
    json_unsigned(j, NULL, until);
    json_array_end(j);
}

/* `employer` and `kind`: empty when the mention meets no employment. */
static void write_tie(struct json *j, const struct organisations *o, const struct extract *x, const struct mention *m,
                      const char *employer, const char *kind, unsigned overlap_months)
{
    json_object_begin(j, NULL);
    json_string(j, "type", "tie");
    write_place(j, x);
    json_string(j, "person", x->record);
    json_string(j, "employer", employer);
    json_string(j, "organisation", o->list[m->organisation].id);
    json_string(j, "kind", kind);
    json_string(j, "relation", relation_names[m->relation]);
    json_string(j, "rule", m->rule);
    json_string(j, "pattern", m->pattern);
    if (m->via) json_string(j, "via", o->list[m->via - 1].id);
    write_when(j, &m->when, m->present, m->former);
    json_unsigned(j, "overlap_months", overlap_months);
    json_string(j, "quote", m->quote.text);
    write_span(j, "span", m->from, m->until);
    write_span(j, "quote_span", m->quote.from, m->quote.until);
    json_number(j, "confidence", m->confidence);
    json_object_end(j);
}

static void write_ties(FILE *out, const struct organisations *o, const struct extract *x, const struct mention *m)
{
    size_t written = 0;
    for (size_t i = 0; i < x->employment_count; i++) {
        struct json j;
        unsigned months = 0;
        enum tie_kind kind = tie_of(m, &x->employments[i], &months);
        if (kind == TIE_ALL) continue;
        json_init(&j, out, false);
        write_tie(&j, o, x, m, o->list[x->employments[i].organisation].id, tie_kind_names[kind], months);
        putc_unlocked('\n', out);
        written++;
    }
    if (written) return;
    struct json j;
    json_init(&j, out, false);
    write_tie(&j, o, x, m, "", "", 0);
    putc_unlocked('\n', out);
}

void extract_line_record(FILE *out, const struct organisations *o, const struct extract *x)
{
    struct json j;
    if (x->exclusion != EXCLUDED_NOT) return;
    json_init(&j, out, false);
    write_cv(&j, o, x);
    putc_unlocked('\n', out);
    for (size_t i = 0; i < x->mention_count; i++) write_ties(out, o, x, &x->mentions[i]);
}
