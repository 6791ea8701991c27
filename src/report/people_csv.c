#include "report/people_csv.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/macros.h"
#include "report/people_words.h"

/* What spreadsheets evaluate, in ASCII and in the full width forms that some of them fold (OWASP, CSV Injection). */
static bool is_formula(const char *text)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
    text += strspn(text, " ");
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        if (strncmp(text, starts[i], strlen(starts[i])) == 0) return true;
    return false;
}

/* Control characters, which no cell needs, become blanks; lines inside a cell stay. */
void people_csv_cell(FILE *out, const char *text)
{
    putc('"', out);
    if (is_formula(text)) putc('\'', out);
    for (const char *c = text; *c; c++) {
        unsigned char octet = (unsigned char)*c;
        if (octet == '"') putc('"', out);
        putc((octet < 0x20 && octet != '\n') || octet == 0x7f ? ' ' : octet, out);
    }
    putc('"', out);
}

static void text_cells(FILE *out, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        people_csv_cell(out, texts[i] ? texts[i] : "");
        putc(',', out);
    }
}

static void row(const struct study_tie *t, FILE *out)
{
    char confidence[TEXT_NUMBER];
    const char *const texts[] = {t->person,         t->employer,     t->employer_id,     t->employer_from,
                                 t->employer_until, t->organisation, t->organisation_id, t->organisation_kind,
                                 t->country,        t->kind,         t->relation,        t->from,
                                 t->until,          t->rule,         t->pattern,         t->quote,
                                 t->record,         t->digest};
    text_cells(out, texts, ARRAY_LEN(texts));
    fprintf(out, "%u,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", t->overlap_months,
            people_confidence(t->confidence, confidence), t->name_from, t->name_until, t->quote_from, t->quote_until);
}

void people_csv(const struct study *s, FILE *out)
{
    fputs(
        "person,employer,employer_id,employer_from,employer_until,organisation,organisation_id,organisation_kind,country,kind,"
        "relation,from,until,rule,pattern,quote,record,record_sha256,overlap_months,confidence,name_from_octet,name_until_octet,"
        "quote_from_octet,quote_until_octet\r\n",
        out);
    for (size_t i = 0; i < s->tie_count; i++) row(&s->ties[i], out);
}
