#include "check.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct check_test *first, **last = &first;
static bool failed, skipped;
static const char *skipped_for;

void check_register(struct check_test *t)
{
    *last = t;
    last = &t->next;
}

void check_fail(const char *expr, const char *file, int line)
{
    failed = true;
    printf("    %s:%d: %s\n", file, line, expr);
}

bool check_report_int(int64_t got, int64_t want, const char *expr, const char *file, int line)
{
    bool ok = check_report(got == want, expr, file, line);
    if (!ok) printf("        got %" PRId64 ", want %" PRId64 "\n", got, want);
    return ok;
}

bool check_report_text(const char *got, const char *want, const char *expr, const char *file, int line)
{
    bool ok = check_report(got && want ? strcmp(got, want) == 0 : got == want, expr, file, line);
    if (!ok) printf("        got  \"%s\"\n        want \"%s\"\n", got ? got : "(null)", want ? want : "(null)");
    return ok;
}

bool check_report_mem(const void *got, const void *want, size_t len, const char *expr, const char *file, int line)
{
    return check_report(len == 0 || memcmp(got, want, len) == 0, expr, file, line);
}

static uint8_t *read_below(const char *folder, const char *path, size_t *ret_len)
{
    char full[4096];
    snprintf(full, sizeof full, "%s/%s", folder, path);
    FILE *f = fopen(full, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    long len = ftell(f);
    rewind(f);
    uint8_t *data = len < 0 ? NULL : malloc((size_t)len + 1);
    if (data && fread(data, 1, (size_t)len, f) != (size_t)len) {
        free(data);
        data = NULL;
    }
    fclose(f);
    if (data) *ret_len = (size_t)len;
    return data;
}

uint8_t *check_file(const char *path, size_t *ret_len)
{
    return read_below(CUSTOS_SOURCE_DIR, path, ret_len);
}

/* Below the folder that the environment names in `variable`. */
static uint8_t *read_of_others(const char *variable, const char *path, size_t *ret_len)
{
    const char *folder = getenv(variable);
    skipped = !folder || !*folder;
    if (skipped) {
        skipped_for = variable;
        return NULL;
    }
    uint8_t *data = read_below(folder, path, ret_len);
    check_report(data != NULL, path, folder, 0);
    return data;
}

uint8_t *check_vector(const char *path, size_t *ret_len)
{
    return read_of_others("CUSTOS_VECTORS", path, ret_len);
}

uint8_t *check_corpus(const char *path, size_t *ret_len)
{
    return read_of_others("CUSTOS_PEOPLE", path, ret_len);
}

size_t check_files(const char *folder, const char *ending, void (*fn)(void *ctx, const char *path, const char *name), void *ctx)
{
    char full[4096], name[256];
    struct dirent **list;
    size_t found = 0, end = strlen(ending);
    snprintf(full, sizeof full, "%s/%s", CUSTOS_SOURCE_DIR, folder);
    int count = scandir(full, &list, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        size_t len = strlen(list[i]->d_name);
        if (len > end && len < sizeof name && strcmp(list[i]->d_name + len - end, ending) == 0) {
            snprintf(full, sizeof full, "%s/%s", folder, list[i]->d_name);
            snprintf(name, sizeof name, "%.*s", (int)(len - end), list[i]->d_name);
            fn(ctx, full, name);
            found++;
        }
        free(list[i]);
    }
    if (count >= 0) free(list);
    return found;
}

bool check_golden(const char *path, const char *text, size_t len)
{
    char full[4096];
    size_t stored_len = 0;
    const char *update = getenv("CUSTOS_UPDATE");
    if (update && strcmp(update, "1") == 0) {
        snprintf(full, sizeof full, "%s/%s", CUSTOS_SOURCE_DIR, path);
        FILE *out = fopen(full, "wb");
        bool written = out && fwrite(text, 1, len, out) == len;
        return check_report(out && fclose(out) == 0 && written, "the file can be written", path, 0);
    }
    uint8_t *stored = check_file(path, &stored_len);
    bool same = stored && stored_len == len && memcmp(stored, text, len) == 0;
    if (!check_report(same, "the same as stored", path, 0)) printf("        got  %.*s\n", (int)len, text);
    free(stored);
    return same;
}

int main(int argc, char **argv)
{
    unsigned passed = 0, bad = 0, left_out = 0;
    for (struct check_test *t = first; t; t = t->next) {
        if (argc > 1 && strcmp(argv[1], t->name) != 0) continue;
        failed = skipped = false;
        t->run();
        printf("%s %s\n", failed ? "FAIL" : skipped ? "skip" : "ok  ", t->name);
        if (failed)
            bad++;
        else if (skipped)
            left_out++;
        else
            passed++;
        fflush(stdout);
    }
    if (left_out) printf("%u skipped: %s names no folder\n", left_out, skipped_for);
    printf("%u passed, %u failed\n", passed, bad);
    return bad || !passed ? 1 : 0;
}
