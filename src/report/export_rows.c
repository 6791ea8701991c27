#include "report/export_rows.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"

enum { DEPTH = 8, NAME = 64 };

/* The objects that are open below the one that the caller opened: components of the last path, its leaf excluded. */
struct nest {
    const char *at[DEPTH];
    size_t len[DEPTH];
    size_t depth;
};

static bool is_array(const char *component, size_t len)
{
    return len > 2 && component[len - 1] == ']';
}

static void name_of(const char *component, size_t len, char name[static NAME])
{
    if (is_array(component, len)) len -= 2;
    ENSURE(len < NAME);
    memcpy(name, component, len);
    name[len] = 0;
}

static void leave(struct json *j, struct nest *n, size_t depth)
{
    while (n->depth > depth) {
        n->depth--;
        json_object_end(j);
        if (is_array(n->at[n->depth], n->len[n->depth])) json_array_end(j);
    }
}

static void enter(struct json *j, struct nest *n, const char *component, size_t len)
{
    char name[NAME];
    ENSURE(n->depth < DEPTH);
    name_of(component, len, name);
    if (is_array(component, len)) json_array_begin(j, name);
    json_object_begin(j, is_array(component, len) ? NULL : name);
    n->at[n->depth] = component;
    n->len[n->depth++] = len;
}

/* Open and close what lies between the last path and this one; its leaf's name comes into `leaf`. */
static void go_to(struct json *j, struct nest *n, const char *path, char leaf[static NAME])
{
    size_t depth = 0;
    for (const char *dot; (dot = strchr(path, '.')); path = dot + 1, depth++) {
        size_t len = (size_t)(dot - path);
        if (depth < n->depth && n->len[depth] == len && memcmp(n->at[depth], path, len) == 0) continue;
        leave(j, n, depth);
        enter(j, n, path, len);
    }
    leave(j, n, depth);
    name_of(path, strlen(path), leaf);
}

static void change_case(const char *from, bool upper, char text[static FACT_ROOM])
{
    size_t i = 0;
    for (; from[i] && i + 1 < FACT_ROOM; i++)
        text[i] = (char)(upper ? toupper((unsigned char)from[i]) : tolower((unsigned char)from[i]));
    text[i] = 0;
}

/* RFC 3339 with fewer digits after the second, and `zone`. */
static void time_text(int64_t time_ns, int digits, const char *zone, char text[static FACT_ROOM])
{
    char whole[CLOCK_TEXT];
    clock_rfc3339(time_ns, whole);
    snprintf(text, FACT_ROOM, "%.*s%s", (int)strlen(whole) - 10 + digits, whole, zone);
}

/* As libraries of STIX write a time, on whose text names depend. */
static void trimmed_time(int64_t time_ns, char text[static FACT_ROOM])
{
    time_text(time_ns, 3, "", text);
    size_t len = strlen(text);
    while (text[len - 1] == '0') len--;
    if (text[len - 1] == '.') len--;
    memcpy(text + len, "Z", 2);
}

static int64_t floor_to(int64_t time_ns, int64_t unit_ns)
{
    return time_ns / unit_ns - (time_ns % unit_ns < 0);
}

static const char *as_text(const struct export_row *row, const struct fact *f, char text[static FACT_ROOM])
{
    switch (row->form) {
    case FORM_CONSTANT:
    case FORM_CONSTANTS: return row->constant;
    case FORM_UPPER:
    case FORM_LOWER: change_case(f->text, row->form == FORM_UPPER, text); return text;
    case FORM_MICRO: time_text(f->time_ns, 6, "+0000", text); return text;
    case FORM_MILLI: time_text(f->time_ns, 3, "Z", text); return text;
    case FORM_TRIMMED: trimmed_time(f->time_ns, text); return text;
    case FORM_DATE: time_text(f->time_ns, -10, "", text); return text;
    case FORM_SECONDS: snprintf(text, FACT_ROOM, "%" PRId64, floor_to(f->time_ns, CLOCK_SECOND)); return text;
    case FORM_PERCENT: snprintf(text, FACT_ROOM, "%d", (int)(f->number * 100 + 0.5)); return text;
    case FORM_SCALE: snprintf(text, FACT_ROOM, "%" PRIu32, row->scale[f->count]); return text;
    default: break;
    }
    switch (f->kind) {
    case KIND_TEXT: return f->text;
    case KIND_COUNT: snprintf(text, FACT_ROOM, "%" PRIu64, f->count); return text;
    case KIND_NUMBER: snprintf(text, FACT_ROOM, "%.6g", f->number); return text;
    case KIND_TIME: time_text(f->time_ns, 9, "Z", text); return text;
    default: return NULL;
    }
}

static bool known(const struct export_row *row, const struct export_subject *s, struct fact *f)
{
    export_fact(s, row->fact, f);
    if (row->fact == FACT_NONE) return row->constant || row->form == FORM_TRUE || row->form == FORM_FIXED;
    if (row->form == FORM_SCALE) return f->kind == KIND_COUNT && row->scale[f->count] != EXPORT_LEAVE_OUT;
    return f->kind != KIND_NONE;
}

static void plain(struct json *j, const char *name, const struct export_row *row, const struct fact *f)
{
    char text[FACT_ROOM];
    switch (f->kind) {
    case KIND_COUNT: json_unsigned(j, name, f->count); return;
    case KIND_NUMBER: json_number(j, name, f->number); return;
    case KIND_TEXTS:
        json_array_begin(j, name);
        for (size_t i = 0; i < f->text_count; i++) json_string(j, NULL, f->texts[i]);
        json_array_end(j);
        return;
    default: json_string(j, name, as_text(row, f, text)); return;
    }
}

static void value(struct json *j, const char *name, const struct export_row *row, const struct fact *f)
{
    char text[FACT_ROOM];
    switch (row->form) {
    case FORM_PLAIN: plain(j, name, row, f); return;
    case FORM_TRUE: json_bool(j, name, true); return;
    case FORM_FIXED: json_unsigned(j, name, row->figure); return;
    case FORM_EPOCH_MS: json_signed(j, name, floor_to(f->time_ns, CLOCK_SECOND / 1000)); return;
    case FORM_PERCENT: json_unsigned(j, name, (uint64_t)(f->number * 100 + 0.5)); return;
    case FORM_SCALE: json_unsigned(j, name, row->scale[f->count]); return;
    case FORM_LIST:
    case FORM_CONSTANTS:
        json_array_begin(j, name);
        json_string(j, NULL, as_text(row, f, text));
        json_array_end(j);
        return;
    default: json_string(j, name, as_text(row, f, text)); return;
    }
}

void export_rows(struct json *j, const struct export_row *rows, size_t count, const struct export_subject *s)
{
    struct nest n = {.depth = 0};
    struct fact f;
    char leaf[NAME];
    for (size_t i = 0; i < count; i++) {
        if (!known(&rows[i], s, &f)) continue;
        go_to(j, &n, rows[i].path, leaf);
        value(j, leaf, &rows[i], &f);
    }
    leave(j, &n, 0);
}

const char *export_row_text(const struct export_row *row, const struct export_subject *s, char text[static FACT_ROOM])
{
    struct fact f;
    if (!known(row, s, &f)) return NULL;
    const char *shown = as_text(row, &f, text);
    if (shown && shown != text) {
        snprintf(text, FACT_ROOM, "%s", shown);
        shown = text;
    }
    return shown;
}

void export_lines(const struct export_job *job, const struct export_row *rows, size_t count, FILE *out)
{
    for (size_t i = 0; i < job->item_count; i++) {
        struct export_subject s = {job, &job->items[i]};
        struct json line;
        json_init(&line, out, false);
        json_object_begin(&line, NULL);
        export_rows(&line, rows, count, &s);
        json_object_end(&line);
        putc('\n', out);
    }
}
