#include "corpus/format.h"

#include <string.h>

#include "corpus/files.h"
#include "corpus/frame.h"

enum { NAME_MAX_OCTETS = 64 }; /* of a column's name */

static struct bytes first_line(struct bytes text)
{
    const uint8_t *end = text.len ? memchr(text.data, '\n', text.len) : NULL;
    return end ? bytes_slice(text, 0, (size_t)(end - text.data)) : text;
}

char corpus_delimiter(struct bytes line)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0};
    bool quoted = false;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '"') quoted = !quoted;
        for (size_t k = 0; k < sizeof candidates && !quoted; k++) counts[k] += line.data[i] == (uint8_t)candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof candidates; k++)
        if (counts[k] > counts[best]) best = k;
    return candidates[best];
}

/* How many fields a line has; 0 when one of them is empty or too long for a column's name, or ends a sentence. */
static size_t name_count(struct bytes line, char delimiter)
{
    size_t count = 1, len = 0;
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.data[i];
        if (c == '\r' && i + 1 == line.len) break;
        if (c == (uint8_t)delimiter) {
            if (len == 0) return 0;
            count++;
            len = 0;
        } else if (++len > NAME_MAX_OCTETS || c == '.') {
            return 0;
        }
    }
    return len > 0 ? count : 0;
}

static size_t field_count(struct bytes row, char delimiter)
{
    size_t count = 1;
    bool quoted = false;
    for (size_t i = 0; i < row.len; i++) {
        if (row.data[i] == '"') quoted = !quoted;
        count += !quoted && row.data[i] == (uint8_t)delimiter;
    }
    return count;
}

/* A line of names, and a row with as many fields. */
static bool looks_like_csv(struct bytes head)
{
    struct bytes names = first_line(head);
    char delimiter = corpus_delimiter(names);
    size_t count = name_count(names, delimiter), len = 0, end = 0;
    if (count < 2 || names.len == head.len) return false;
    struct frame f = {.format = CORPUS_CSV, .delimiter = delimiter};
    frame_reset(&f);
    struct bytes rest = bytes_slice(head, names.len + 1, SIZE_MAX);
    if (rest.len > 0) (void)frame_end(&f, rest, &len, &end);
    return field_count(bytes_slice(rest, 0, len), delimiter) == count;
}

/* Whether the value that the input begins with ends on its first line. */
static bool ends_on_its_line(struct bytes head)
{
    struct frame f = {.format = CORPUS_JSON, .array = true};
    size_t len, end;
    frame_reset(&f);
    return frame_end(&f, first_line(head), &len, &end);
}

enum corpus_format corpus_format_find(struct bytes head, const char *name)
{
    enum corpus_format named = corpus_format_of_name(name);
    struct frame f = {.format = CORPUS_JSON_LINES};
    struct bytes text = bytes_slice(head, frame_between(&f, head), SIZE_MAX);
    bool object = text.len > 0 && text.data[0] == '{', list = text.len > 0 && text.data[0] == '[';
    if ((object || list) && named != CORPUS_CSV && named != CORPUS_TEXT) {
        if (named == CORPUS_JSON_LINES || list) return named == CORPUS_JSON_LINES ? named : CORPUS_JSON;
        return ends_on_its_line(text) ? CORPUS_JSON_LINES : CORPUS_JSON;
    }
    if (named != CORPUS_ANY) return named;
    return looks_like_csv(head) ? CORPUS_CSV : CORPUS_TEXT;
}
