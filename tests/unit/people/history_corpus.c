/* Histories of real CVs against marks made by reading them, before the program's answer was seen: tests/golden/people/
 * dated_lines_*.marks. A line of marks is the record's id, the line of its text (from 1) and its dated episodes, "-" for none:
 * KIND:FROM/UNTIL (w work, e education, s service, p project, u none of these; ".." an open end). The corpus is not part of the
 * project. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "people/history.h"

enum { TEXT_MAX = 1 << 16, EPISODES_TEXT = 1024 };

struct score {
    size_t lines, right, right_without_kind, told, told_right;
};

static unsigned hex4(const char *p)
{
    char digits[5];
    snprintf(digits, sizeof digits, "%.4s", p);
    return (unsigned)strtoul(digits, NULL, 16);
}

/* "ID LINE MARKS" -> its parts. False: no such line. */
static bool mark_line(const char *line, char *id, size_t id_size, unsigned *ret_number, char *marks)
{
    size_t len = strcspn(line, " \n");
    char *end;
    if (len == 0 || len >= id_size || line[len] != ' ') return false;
    snprintf(id, id_size, "%.*s", (int)len, line);
    *ret_number = (unsigned)strtoul(line + len, &end, 10);
    if (*end != ' ') return false;
    snprintf(marks, EPISODES_TEXT, "%.*s", (int)strcspn(end + 1, "\n"), end + 1);
    return true;
}

/* The string after `key` of a line of JSON, escapes resolved (what the corpus has of them). Returns its length. */
static size_t json_text(const char *line, const char *key, char *ret)
{
    size_t len = 0;
    const char *p = strstr(line, key);
    if (!p) return 0;
    for (p += strlen(key); *p && *p != '"' && len < TEXT_MAX - 4; p++) {
        if (*p != '\\') {
            ret[len++] = *p;
            continue;
        }
        p++;
        if (*p == 'u') {
            unsigned code = hex4(p + 1);
            ret[len++] = (char)(0xe0 | code >> 12);
            ret[len++] = (char)(0x80 | (code >> 6 & 63));
            ret[len++] = (char)(0x80 | (code & 63));
            p += 4;
        } else {
            ret[len++] = *p == 'n' ? '\n' : *p;
        }
    }
    ret[len] = '\0';
    return len;
}

/* The dated episodes whose date stands in [from, until) of the text, as marks. */
static void marks_of(const struct history *h, uint32_t from, uint32_t until, bool kinds, char *ret)
{
    char begin[DATE_TEXT], end[DATE_TEXT];
    size_t len = 0;
    for (size_t i = 0; i < h->count; i++) {
        const struct episode *e = &h->list[i];
        if (e->dates.end == 0 || e->dates.start < from || e->dates.start >= until || len > EPISODES_TEXT - 64) continue;
        date_text(&e->when.from, begin);
        date_text(&e->when.until, end);
        len += (size_t)snprintf(ret + len, EPISODES_TEXT - len, "%s%c:%s/%s", len ? " " : "", kinds ? "uweps"[e->kind] : '*',
                                begin, e->when.open ? ".." : end);
    }
    if (!len) snprintf(ret, EPISODES_TEXT, "-");
}

static void without_kinds(const char *marks, char *ret)
{
    for (; *marks; marks++, ret++) *ret = marks[1] == ':' ? '*' : *marks;
    *ret = '\0';
}

static void judge_line(const struct history *h, const char *text, const char *id, unsigned number, const char *want,
                       struct score *s)
{
    char got[EPISODES_TEXT], bare[EPISODES_TEXT], want_bare[EPISODES_TEXT];
    const char *line = text;
    for (unsigned i = 1; line && i < number; i++) line = (line = strchr(line, '\n')) ? line + 1 : NULL;
    if (!CHECK(line != NULL)) return;
    uint32_t from = (uint32_t)(line - text), until = from + (uint32_t)strcspn(line, "\n");
    marks_of(h, from, until, true, got);
    marks_of(h, from, until, false, bare);
    without_kinds(want, want_bare);
    bool right = strcmp(got, want) == 0, dates = strcmp(bare, want_bare) == 0;
    s->lines++;
    s->right += right;
    s->right_without_kind += dates;
    s->told += want[0] != '-';
    s->told_right += want[0] != '-' && dates;
    if (!right) printf("    %s line %u: got %s, marked %s\n", id, number, got, want);
}

/* The record of that id: its line of the corpus. */
static const char *record_of(const char *corpus, const char *id)
{
    char key[64];
    snprintf(key, sizeof key, "{\"id\": \"%s\"", id);
    return strstr(corpus, key);
}

static void judge(const char *marks_path, struct score *s)
{
    static char text[TEXT_MAX];
    size_t len, marks_len;
    struct history h = {0};
    char id[32], want[EPISODES_TEXT], last[32] = "";
    unsigned number;
    char *corpus = (char *)check_corpus("resumes_zh.jsonl", &len);
    if (!corpus) return;
    corpus[len] = '\0';
    char *marks = (char *)check_file(marks_path, &marks_len);
    if (!CHECK(marks != NULL)) {
        free(corpus);
        return;
    }
    marks[marks_len] = '\0';
    for (char *line = marks; line && mark_line(line, id, sizeof id, &number, want);
         line = (line = strchr(line, '\n')) ? line + 1 : NULL) {
        const char *record = strcmp(id, last) == 0 ? NULL : record_of(corpus, id);
        if (record) {
            struct cv_part part = {.field = CV_PROSE, .text = {(uint8_t *)text, json_text(record, "\"text\": \"", text)}};
            struct cv cv = {.parts = &part, .count = 1};
            CHECK(history_read(&h, &cv));
            snprintf(last, sizeof last, "%s", id);
        }
        judge_line(&h, text, id, number, want, s);
    }
    history_done(&h);
    free(marks);
    free(corpus);
}

static void print(const struct score *s)
{
    printf("    %zu of %zu dated lines right (%.1f %%), %zu with their kinds (%.1f %%); of those that tell a history %zu of %zu "
           "(%.1f %%)\n",
           s->right_without_kind, s->lines, 100.0 * (double)s->right_without_kind / (double)s->lines, s->right,
           100.0 * (double)s->right / (double)s->lines, s->told_right, s->told, 100.0 * (double)s->told_right / (double)s->told);
}

TEST(the_first_sample_is_read_as_it_is_marked)
{
    struct score s = {0};
    judge("tests/golden/people/dated_lines_first.marks", &s);
    if (s.lines == 0) return;
    print(&s);
    CHECK(s.lines >= 300 && 100 * s.told_right >= 97 * s.told);
}

TEST(the_second_sample_is_read_as_it_is_marked)
{
    struct score s = {0};
    judge("tests/golden/people/dated_lines_second.marks", &s);
    if (s.lines == 0) return;
    print(&s);
    CHECK(s.lines >= 150 && 100 * s.told_right >= 97 * s.told);
}

/* Marks without text: an id, a number, and intervals. */
static size_t well_formed(const char *path)
{
    size_t len, count = 0;
    char *marks = (char *)check_file(path, &len);
    if (!CHECK(marks != NULL)) return 0;
    CHECK(len > 0 && marks[len - 1] == '\n');
    for (size_t i = 0; i < len; i++) {
        count += marks[i] == '\n';
        CHECK(marks[i] == '\n' || strchr("rner-0123456789 .:/uwesp", marks[i]));
    }
    free(marks);
    return count;
}

TEST(marks_hold_no_text)
{
    CHECK(well_formed("tests/golden/people/dated_lines_first.marks") >= 300);
    CHECK(well_formed("tests/golden/people/dated_lines_second.marks") >= 150);
}
