/* NSS key log files: what is taken, what is refused and where. */
#include "app/keylog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define RANDOM_A "7faf295838675a87db66417523de372c8b93bd8f89ddfbdfa8ce7e1af5a1dfff"
#define RANDOM_B "0000000000000000000000000000000000000000000000000000000000000001"
#define SECRET   "58f19a0c58f19a0c58f19a0c58f19a0c"

struct taken {
    size_t count;
    char label[32];
    uint8_t random[KEYLOG_RANDOM], secret[KEYLOG_SECRET_MAX];
    size_t secret_len;
};

static void take(void *ctx, const struct keylog_line *line)
{
    struct taken *t = ctx;
    t->count++;
    snprintf(t->label, sizeof t->label, "%.*s", (int)line->label.len, (const char *)line->label.data);
    memcpy(t->random, line->client_random, KEYLOG_RANDOM);
    memcpy(t->secret, line->secret.data, line->secret.len);
    t->secret_len = line->secret.len;
}

static enum err parse(const char *text, struct taken *t, struct fault *f)
{
    *t = (struct taken){0};
    *f = (struct fault){0};
    return keylog_parse("log", (const uint8_t *)text, strlen(text), take, t, f);
}

TEST(each_secret_is_handed_on)
{
    struct taken t;
    struct fault f;
    CHECK_INT(parse("# comment\n\nCLIENT_RANDOM " RANDOM_A " " SECRET "\r\nCLIENT_TRAFFIC_SECRET_0 " RANDOM_A " " SECRET
                    "\nRSA 0123456789abcdef " SECRET "\nEXPORTER_SECRET " RANDOM_B " " SECRET,
                    &t, &f),
              ERR_OK);
    CHECK_INT(t.count, 3);
    CHECK_TEXT(t.label, "EXPORTER_SECRET");
    CHECK_INT(t.random[KEYLOG_RANDOM - 1], 1);
    REQUIRE(t.secret_len == 16);
    CHECK_MEM(t.secret + 12, "\x58\xf1\x9a\x0c", 4);
}

TEST(nothing_is_an_empty_log)
{
    struct taken t;
    struct fault f;
    CHECK_INT(parse("", &t, &f), ERR_OK);
    CHECK_INT(keylog_parse("log", NULL, 0, take, &t, &f), ERR_OK);
    CHECK_INT(t.count, 0);
}

TEST(faults_name_the_line_and_no_secret)
{
    static const char *const broken[] = {"label " RANDOM_A " " SECRET,
                                         "CLIENT_RANDOM",
                                         "CLIENT_RANDOM " RANDOM_A,
                                         "CLIENT_RANDOM " RANDOM_A " ",
                                         "CLIENT_RANDOM " RANDOM_A " "
                                         "5",
                                         "CLIENT_RANDOM " RANDOM_A " 5g",
                                         "CLIENT_RANDOM " RANDOM_A "0 " SECRET,
                                         "CLIENT_RANDOM " RANDOM_A "  " SECRET,
                                         "CLIENT_RANDOM " RANDOM_A " " SECRET " " SECRET,
                                         " CLIENT_RANDOM " RANDOM_A " " SECRET,
                                         "-----BEGIN PRIVATE KEY-----"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char text[400];
        struct taken t;
        struct fault f;
        snprintf(text, sizeof text, "# first\nCLIENT_RANDOM %s %s\n%s\n", RANDOM_B, SECRET, broken[i]);
        CHECK_INT(parse(text, &t, &f), ERR_FORMAT);
        CHECK(strncmp(f.text, "log:3: ", 7) == 0);
        CHECK(strstr(f.text, SECRET) == NULL && strstr(f.text, RANDOM_A) == NULL);
        CHECK_INT(t.count, 1);
    }
}

TEST(a_secret_has_a_bound)
{
    char text[1024];
    struct taken t;
    struct fault f;
    for (int extra = 0; extra <= 2; extra += 2) {
        int n = snprintf(text, sizeof text, "X " RANDOM_A " ");
        memset(text + n, 'a', (size_t)(KEYLOG_SECRET_MAX * 2 + extra));
        text[n + KEYLOG_SECRET_MAX * 2 + extra] = 0;
        CHECK_INT(parse(text, &t, &f), extra ? ERR_FORMAT : ERR_OK);
    }
}

TEST(every_prefix_is_taken_or_refused)
{
    static const char text[] = "# c\nCLIENT_RANDOM " RANDOM_A " " SECRET "\r\n";
    for (size_t len = 0; len < sizeof text; len++) {
        struct taken t = {0};
        struct fault f;
        uint8_t *exact = malloc(len ? len : 1);
        REQUIRE(exact != NULL);
        memcpy(exact, text, len);
        enum err err = keylog_parse("log", exact, len, take, &t, &f);
        CHECK(err == ERR_OK || err == ERR_FORMAT);
        free(exact);
    }
}

TEST(files_are_read_whole)
{
    char path[] = "keylog-test-XXXXXX";
    struct taken t = {0};
    struct fault f = {0};
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    FILE *out = fdopen(fd, "w");
    REQUIRE(out != NULL);
    for (int i = 0; i < 2000; i++) fprintf(out, "X %064x %s\n", i, SECRET);
    fclose(out);
    CHECK_INT(keylog_read(path, take, &t, &f), ERR_OK);
    CHECK_INT(t.count, 2000);
    unlink(path);
    CHECK_INT(keylog_read(path, take, &t, &f), ERR_IO);
    CHECK(strncmp(f.text, path, strlen(path)) == 0);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    REQUIRE(out);
    fputs(text, out);
    fclose(out);
}

TEST(a_folder_is_all_files_in_it)
{
    static const char *const names[] = {"b.log", "a.log", ".hidden", "inside/c.log"};
    char folder[] = "/tmp/custos-keylog-XXXXXX", path[256];
    struct taken t = {0};
    struct fault f = {0};
    REQUIRE(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/inside", folder);
    REQUIRE(mkdir(path, 0700) == 0);
    put(folder, "b.log", "LAST " RANDOM_A " " SECRET "\n");
    put(folder, "a.log", "FIRST " RANDOM_A " " SECRET "\nSECOND " RANDOM_A " " SECRET "\n");
    put(folder, ".hidden", "nonsense\n");
    put(folder, "inside/c.log", "nonsense\n");
    CHECK_INT(keylog_read(folder, take, &t, &f), ERR_OK);
    CHECK_INT(t.count, 3);
    CHECK_TEXT(t.label, "LAST");
    put(folder, "b.log", "nonsense\n");
    CHECK(keylog_read(folder, take, &t, &f) == ERR_FORMAT && strstr(f.text, "/b.log:1: "));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/inside", folder);
    CHECK(rmdir(path) == 0 && rmdir(folder) == 0);
    CHECK(keylog_read(folder, take, &t, &f) != ERR_OK);
}
