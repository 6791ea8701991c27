/* people_match FOLDER [MEGABYTES]: how fast names are found in text, on one core, by src/text and, where it was built with it, by
 * Hyperscan in the same run (text and names: people_text.h). A line of JSON a row, the fastest of ROUNDS rounds.
 *
 * custos searches the text as it is, folding as it goes, all of it in one call, or line by line. The others cannot fold: they get
 * the text folded beforehand, and the names folded, and the time for that is not theirs; Hyperscan gets it in one call, too.
 * Every name of the dictionary has 8 octets or more. Counted are all places of all names, overlapping ones too ("hits"), and the
 * lines that have any ("lines"); custos asks for whole words, which makes no difference in this text: the counts must be equal,
 * and the program fails when they are not. For grep -F and ripgrep, which count lines, FOLDER/text-N and FOLDER/names-N are
 * written (bench/run).
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/macros.h"
#include "people_text.h"
#include "text/fold.h"
#include "text/scan.h"

#if defined(CUSTOS_HYPERSCAN)
#include <hs/hs.h>
#endif

enum { ROUNDS = 3, PEER_ROUNDS = 2, MEGABYTES = 64, SPARSE = 50, DENSE = 1000 };

/* What is searched: lines, each ends with \n. */
struct task {
    const struct names_made *names;
    size_t count;
    unsigned named_in_1000;
    struct bytes text, folded;
    uint64_t hits, lines, covered; /* as found first; octets of hits */
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t line_length(struct bytes rest)
{
    const uint8_t *end = memchr(rest.data, '\n', rest.len);
    return end ? (size_t)(end - rest.data) + 1 : rest.len;
}

static void row(const struct task *t, const char *name, const char *variant, struct bytes text, double seconds, double setup,
                size_t table_bytes)
{
    printf(
        "{\"name\": \"%s\", \"variant\": \"%s\", \"names\": %zu, \"posts_named_in_1000\": %u, \"bytes\": %zu, \"seconds\": %.6f, "
        "\"gigabytes_per_second\": %.4f, \"setup_seconds\": %.4f, \"table_bytes\": %zu, \"hits\": %" PRIu64
        ", \"lines\": %" PRIu64 ", \"bytes_in_hits\": %" PRIu64 "}\n",
        name, variant, t->count, t->named_in_1000, text.len, seconds, (double)text.len / seconds / 1e9, setup, table_bytes,
        t->hits, t->lines, t->covered);
    fflush(stdout);
}

/* The counts of one more way to the same; the program ends when they are others. */
static void agree(struct task *t, const char *name, uint64_t hits, uint64_t lines)
{
    if (t->hits == 0) t->hits = hits, t->lines = lines;
    if (t->hits == hits && t->lines == lines) return;
    fprintf(stderr, "people_match: %s, %zu names: %" PRIu64 " hits in %" PRIu64 " lines, not %" PRIu64 " in %" PRIu64 "\n", name,
            t->count, hits, lines, t->hits, t->lines);
    exit(2);
}

/* ---- custos ---- */

static uint64_t covered_by(const struct scan_hits *h)
{
    uint64_t covered = 0;
    size_t end = 0;
    for (size_t i = 0; i < h->count; i++) {
        size_t from = h->list[i].start > end ? h->list[i].start : end;
        if (h->list[i].end > from) covered += h->list[i].end - from;
        if (h->list[i].end > end) end = h->list[i].end;
    }
    return covered;
}

/* Lines that have a hit; ends of hits are not in order, beginnings are. */
static uint64_t lines_with(const struct scan_hits *h, struct bytes text)
{
    uint64_t lines = 0;
    size_t end = 0;
    for (size_t i = 0; i < h->count; i++) {
        if (h->list[i].start < end) continue;
        lines++;
        end = h->list[i].start + line_length(bytes_slice(text, h->list[i].start, text.len));
    }
    return lines;
}

/* All in one call, or line by line. */
static double search_once(const struct scan *s, struct task *t, bool by_line)
{
    struct scan_hits found = {0};
    uint64_t hits = 0, lines = 0;
    double from = now_s();
    t->covered = 0;
    for (struct bytes rest = t->text; rest.len;) {
        struct bytes part = by_line ? bytes_slice(rest, 0, line_length(rest)) : rest;
        ENSURE(scan_text(s, part, &found) == ERR_OK && found.dropped == 0);
        hits += found.count;
        lines += lines_with(&found, part);
        t->covered += covered_by(&found);
        rest = bytes_slice(rest, part.len, rest.len);
    }
    double took = now_s() - from;
    scan_hits_done(&found);
    agree(t, "custos", hits, lines);
    return took;
}

static double fastest_search(const struct scan *s, struct task *t, bool by_line)
{
    double best = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        double took = search_once(s, t, by_line);
        if (best == 0 || took < best) best = took;
    }
    return best;
}

static void measure_custos(struct task *t)
{
    struct variant all[4];
    struct form *forms = calloc(t->count, sizeof *forms);
    struct fault f;
    struct scan s;
    ENSURE(forms);
    for (size_t i = 0; i < t->count; i++)
        forms[i] = (struct form){.text = bytes_of_text(t->names->list[i]), .id = (uint32_t)i, .whole_word = true};
    struct mallinfo2 before = mallinfo2();
    double from = now_s();
    ENSURE(scan_init(&s, forms, t->count, &f) == ERR_OK);
    double setup = now_s() - from;
    struct mallinfo2 after = mallinfo2();
    size_t n = variants(all, 4), bytes = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    for (size_t v = 0; v < n; v++) {
        s.variant = all[v];
        row(t, "custos", all[v].name, t->text, fastest_search(&s, t, false), setup, bytes);
    }
    s.variant = all[0];
    row(t, "custos, line by line", all[0].name, t->text, fastest_search(&s, t, true), setup, bytes);
    scan_done(&s);
    free(forms);
}

/* ---- folded, for the others ---- */

static struct bytes fold_lines(struct bytes text)
{
    uint8_t *folded = malloc(3 * text.len);
    size_t len = 0;
    ENSURE(folded);
    for (struct bytes rest = text; rest.len;) {
        size_t line = line_length(rest);
        len += fold_text(bytes_slice(rest, 0, line), folded + len);
        folded[len++] = '\n';
        rest = bytes_slice(rest, line, rest.len);
    }
    return bytes_of(folded, len);
}

static FILE *create(const char *folder, const char *what, size_t count)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%zu", folder, what, count);
    FILE *f = fopen(path, "w");
    ENSURE(f);
    return f;
}

static void write_files(const struct task *t, const char *folder)
{
    FILE *text = create(folder, "text", t->count), *names = create(folder, "names", t->count);
    ENSURE(fwrite(t->folded.data, 1, t->folded.len, text) == t->folded.len);
    for (size_t i = 0; i < t->count; i++) {
        uint8_t folded[3 * NAME_MAX_OCTETS + 1];
        size_t len = fold_text(bytes_of_text(t->names->list[i]), folded);
        folded[len] = '\n';
        ENSURE(fwrite(folded, 1, len + 1, names) == len + 1);
    }
    ENSURE(fclose(text) == 0 && fclose(names) == 0);
}

#if defined(CUSTOS_HYPERSCAN)
struct counted {
    struct bytes text;
    uint64_t hits, lines, end; /* of the line that was counted last */
};

static int count_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    struct counted *c = context;
    (void)id, (void)from, (void)flags;
    c->hits++;
    if (to <= c->end) return 0;
    c->lines++;
    c->end = to + line_length(bytes_slice(c->text, to, c->text.len));
    return 0;
}

static hs_database_t *compile(const struct task *t)
{
    char *folded = malloc(t->count * 3 * NAME_MAX_OCTETS);
    const char **names = calloc(t->count, sizeof *names);
    unsigned *flags = calloc(t->count, sizeof *flags), *ids = calloc(t->count, sizeof *ids);
    size_t *lengths = calloc(t->count, sizeof *lengths);
    hs_database_t *db = NULL;
    hs_compile_error_t *error = NULL;
    ENSURE(folded && names && flags && ids && lengths);
    for (size_t i = 0; i < t->count; i++) {
        names[i] = folded + 3 * NAME_MAX_OCTETS * i;
        lengths[i] = fold_text(bytes_of_text(t->names->list[i]), (uint8_t *)folded + 3 * NAME_MAX_OCTETS * i);
        ids[i] = (unsigned)i;
    }
    ENSURE(hs_compile_lit_multi(names, flags, ids, lengths, (unsigned)t->count, HS_MODE_BLOCK, NULL, &db, &error) == HS_SUCCESS);
    free(folded);
    free(names);
    free(flags);
    free(ids);
    free(lengths);
    return db;
}

static void measure_hyperscan(struct task *t)
{
    hs_scratch_t *scratch = NULL;
    double from = now_s(), best = 0;
    hs_database_t *db = compile(t);
    double setup = now_s() - from;
    size_t bytes = 0;
    ENSURE(hs_alloc_scratch(db, &scratch) == HS_SUCCESS && hs_database_size(db, &bytes) == HS_SUCCESS);
    for (unsigned round = 0; round < PEER_ROUNDS; round++) {
        struct counted c = {.text = t->folded};
        from = now_s();
        ENSURE(hs_scan(db, (const char *)t->folded.data, (unsigned)t->folded.len, 0, scratch, count_hit, &c) == HS_SUCCESS);
        double took = now_s() - from;
        if (best == 0 || took < best) best = took;
        agree(t, "Hyperscan", c.hits, c.lines);
    }
    char version[32] = "";
    sscanf(hs_version(), "%31s", version);
    row(t, "Hyperscan, on folded text", version, t->folded, best, setup, bytes);
    hs_free_scratch(scratch);
    hs_free_database(db);
}
#endif

static void measure(const struct names_made *names, size_t count, unsigned named_in_1000, size_t size, const char *folder)
{
    struct task t = {.names = names, .count = count, .named_in_1000 = named_in_1000};
    t.text.data = (const uint8_t *)text_make(names, count, named_in_1000, size, &t.text.len);
    t.folded = fold_lines(t.text);
    measure_custos(&t);
#if defined(CUSTOS_HYPERSCAN)
    measure_hyperscan(&t);
#endif
    if (named_in_1000 == SPARSE) write_files(&t, folder);
    free((void *)(uintptr_t)t.text.data);
    free((void *)(uintptr_t)t.folded.data);
}

int main(int argc, char **argv)
{
    static const size_t counts[] = {1000, 10000, 100000};
    struct names_made names;
    size_t size = (argc > 2 ? strtoul(argv[2], NULL, 10) : MEGABYTES) * 1000000;
    if (argc < 2 || size == 0 || size > 1000000000) {
        fputs("usage: people_match FOLDER [MEGABYTES]\n", stderr);
        return 2;
    }
    names_make(&names, counts[2]);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        measure(&names, counts[i], SPARSE, size, argv[1]);
        measure(&names, counts[i], DENSE, size, argv[1]);
    }
    names_free(&names);
    return 0;
}
