#include "app/people_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/decode.h"

enum { LINE_BUFFER = 2 * EXTRACT_LINE_MAX, LINE_ARENA = 1 << 20 };

struct reading {
    const struct people_design *design;
    struct people_reduce *reduce;
    struct extract_lines *lines;
    struct arena *arena; /* of the lines read lately */
    const char *file;
    uint64_t number, malformed; /* lines of this file; of all files */
    struct fault first;         /* why the first malformed one is none */
};

static enum err take_input(struct reading *r, const struct extract_input *i, struct fault *f)
{
    if (strcmp(i->organisations, r->design->organisations.digest) != 0)
        return fault_set(
            f, ERR_INVALID,
            "%s:%llu: what was extracted from %s was looked for in another list of organisations (SHA-256 %s), which "
            "--organisations must name",
            r->file, (unsigned long long)r->number, i->file, i->organisations);
    people_reduce_input(r->reduce, i);
    return ERR_OK;
}

static void take_record(struct reading *r, struct extract_line *line)
{
    const struct people_design *d = r->design;
    if (erasures_have_record(&d->erased, line->extract.record)) {
        if (line->kind == EXTRACT_LINE_CV) people_reduce_erased(r->reduce);
        return;
    }
    corrections_apply(&d->corrections, &d->organisations, &line->extract);
    if (line->kind == EXTRACT_LINE_CV)
        people_reduce_record(r->reduce, &line->extract);
    else
        people_reduce_mentions(r->reduce, &line->extract);
}

static void take_malformed(struct reading *r, const struct fault *why)
{
    if (r->malformed++ == 0) r->first = *why;
}

static enum err take_line(struct reading *r, struct bytes text, struct fault *f)
{
    struct extract_line line;
    if (text.len > 0 && text.data[text.len - 1] == '\r') text.len--;
    if (text.len == 0) return ERR_OK;
    if (arena_used(r->arena) > LINE_ARENA) {
        arena_free(r->arena);
        r->arena = arena_new();
        if (!r->arena) return fault_set(f, ERR_MEMORY, "not enough memory for lines");
    }
    enum err err = extract_lines_read(r->lines, text, r->file, r->number, r->arena, &line, f);
    if (err == ERR_FORMAT) {
        take_malformed(r, f);
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    if (line.kind == EXTRACT_LINE_INPUT) return take_input(r, &line.input, f);
    take_record(r, &line);
    return ERR_OK;
}

/* Take the whole lines of buffer[0..len), and what is left when `ended`. Returns how much of it was taken. */
static enum err take_lines(struct reading *r, const uint8_t *buffer, size_t len, bool ended, size_t *ret_taken, struct fault *f)
{
    size_t at = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK && at < len) {
        const uint8_t *end = memchr(buffer + at, '\n', len - at);
        if (!end && !ended) break;
        size_t line = end ? (size_t)(end - buffer) - at : len - at;
        r->number++;
        err = take_line(r, bytes_of(buffer + at, line), f);
        at += line + (end != NULL);
    }
    *ret_taken = at;
    return err;
}

/* A line that fills the whole buffer is no line of an extraction: it is passed over up to its end. */
static enum err read_lines(struct reading *r, struct decoder *d, uint8_t *buffer, struct fault *f)
{
    bool passing = false;
    size_t len = 0;
    for (;;) {
        size_t got = decoder_read(d, buffer + len, LINE_BUFFER - len), taken = 0;
        len += got;
        if (passing) {
            const uint8_t *end = memchr(buffer, '\n', len);
            taken = end ? (size_t)(end - buffer) + 1 : len;
            passing = !end;
        } else {
            enum err err = take_lines(r, buffer, len, got == 0, &taken, f);
            if (err != ERR_OK) return err;
        }
        memmove(buffer, buffer + taken, len - taken);
        len -= taken;
        if (got == 0 && len == 0) break;
        if (len < LINE_BUFFER) continue;
        r->number++;
        fault_set(f, ERR_FORMAT, "%s:%llu: the line is longer than %d octets", r->file, (unsigned long long)r->number,
                  EXTRACT_LINE_MAX);
        take_malformed(r, f);
        passing = true;
        len = 0;
    }
    const char *cause = decoder_cause(d);
    return cause ? fault_set(f, ERR_TRUNCATED, "%s: %s: a study of part of the lines would be another one", r->file, cause)
                 : ERR_OK;
}

static enum err read_file(struct reading *r, const char *path, uint8_t *buffer, struct fault *f)
{
    struct raw raw;
    struct decoder *decoder = NULL;
    enum err err = raw_open(&raw, path, false, f);
    if (err != ERR_OK) return err;
    r->file = path;
    r->number = 0;
    err = decoder_new(&raw, path, &decoder, f);
    if (err == ERR_OK) err = read_lines(r, decoder, buffer, f);
    decoder_free(decoder);
    raw_done(&raw);
    return err;
}

static enum err read_all(struct reading *r, const struct people_options *q, uint8_t *buffer, struct fault *f)
{
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < q->input_count; i++) err = read_file(r, q->inputs[i], buffer, f);
    if (err != ERR_OK) return err;
    if (r->malformed)
        fprintf(stderr, "custos: lines left out because they are none of an extraction: %llu; the first: %s\n",
                (unsigned long long)r->malformed, r->first.text);
    if (people_reduce_inputs(r->reduce)) return ERR_OK;
    return fault_set(f, ERR_FORMAT,
                     "%s: no line of type \"input\": what was looked at, and by what right, is not told; lines are written by "
                     "custos people extract",
                     q->inputs[0]);
}

enum err people_lines_fill(const struct people_options *q, const struct people_design *d, struct people_reduce *reduce,
                           struct fault *f)
{
    struct reading r = {.design = d, .reduce = reduce, .lines = extract_lines_new(&d->organisations), .arena = arena_new()};
    uint8_t *buffer = malloc(LINE_BUFFER);
    enum err err =
        r.lines && r.arena && buffer ? read_all(&r, q, buffer, f) : fault_set(f, ERR_MEMORY, "not enough memory for lines");
    free(buffer);
    extract_lines_free(r.lines);
    arena_free(r.arena);
    return err;
}
