/* A small self-registering test harness: TEST(name) { ... CHECK(x); ... }. Each file is one program that prints its tests and a
 * closing "N passed, N failed". A failed CHECK is reported and the test goes on; REQUIRE ends it. */
#ifndef CUSTOS_TESTS_CHECK_H
#define CUSTOS_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check_test {
    const char *name;
    void (*run)(void);
    struct check_test *next;
};

void check_register(struct check_test *t);
void check_fail(const char *expr, const char *file, int line);
bool check_report_int(int64_t got, int64_t want, const char *expr, const char *file, int line);
bool check_report_text(const char *got, const char *want, const char *expr, const char *file, int line);
bool check_report_mem(const void *got, const void *want, size_t len, const char *expr, const char *file, int line);

/* Inline so that static analysers know that what CHECK and REQUIRE let pass is true. */
static inline bool check_report(bool ok, const char *expr, const char *file, int line)
{
    if (!ok) check_fail(expr, file, line);
    return ok;
}

/* The whole of a file below the source tree's root (path relative to it), or NULL when it is not there; free() it. */
uint8_t *check_file(const char *path, size_t *ret_len);

/* The same below the folder that CUSTOS_VECTORS names in the environment: test vectors of others, which are not part of the
 * project. NULL also when it names none; the test then counts as skipped, and must not go on. */
uint8_t *check_vector(const char *path, size_t *ret_len);

/* The same below the folder that CUSTOS_PEOPLE names: corpora of CVs, of which the project keeps marks and no text. */
uint8_t *check_corpus(const char *path, size_t *ret_len);

/* Call `fn` for every file of a folder (path relative to the root) whose name has that ending, in order of their names, with the
 * path and the name without its ending. How many there are. */
size_t check_files(const char *folder, const char *ending, void (*fn)(void *ctx, const char *path, const char *name), void *ctx);

/* Does a text stand in that file, byte for byte? With CUSTOS_UPDATE=1 in the environment it is written there instead. */
bool check_golden(const char *path, const char *text, size_t len);

#define TEST(id)                                                                                                                 \
    static void test_##id(void);                                                                                                 \
    static struct check_test entry_##id = {#id, test_##id, NULL};                                                                \
    __attribute__((constructor)) static void register_##id(void)                                                                 \
    {                                                                                                                            \
        check_register(&entry_##id);                                                                                             \
    }                                                                                                                            \
    static void test_##id(void)

#define CHECK(x)                  check_report((x), #x, __FILE__, __LINE__)
#define CHECK_INT(got, want)      check_report_int((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, want)     check_report_text((got), (want), #got, __FILE__, __LINE__)
#define CHECK_MEM(got, want, len) check_report_mem((got), (want), (len), #got, __FILE__, __LINE__)
#define REQUIRE(x)                                                                                                               \
    do {                                                                                                                         \
        if (!check_report((x), #x, __FILE__, __LINE__)) return;                                                                  \
    } while (0)

#endif
