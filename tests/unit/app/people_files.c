#include "app/people_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"

#define HEX64 "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"

struct folder {
    char path[64];
};

static struct folder folder_new(void)
{
    struct folder f = {"people-files-XXXXXX"};
    if (!mkdtemp(f.path)) abort();
    return f;
}

static const char *within(const struct folder *f, const char *name, char ret[static 256])
{
    snprintf(ret, 256, "%s/%s", f->path, name);
    return ret;
}

static void put(const struct folder *f, const char *name, const char *text, unsigned mode)
{
    char path[256];
    if (!file_write(AT_FDCWD, within(f, name, path), bytes_of_text(text), O_TRUNC, mode) || chmod(path, mode) != 0) abort();
}

static void gone(const struct folder *f, const char *const *names)
{
    char path[256];
    for (; *names; names++) (void)(unlink(within(f, *names, path)) == 0 || rmdir(path));
    CHECK_INT(rmdir(f->path), 0);
}

TEST(a_key_is_made_once)
{
    static const char *const names[] = {"key", NULL};
    struct folder d = folder_new();
    struct pseudonym_key made, again;
    struct fault f;
    struct stat st;
    char path[256];
    REQUIRE(people_key(within(&d, "key", path), &made, &f) == ERR_OK);
    REQUIRE(people_key(path, &again, &f) == ERR_OK);
    CHECK_MEM(&made, &again, sizeof made);
    REQUIRE(stat(path, &st) == 0);
    CHECK_INT(st.st_mode & 07777, 0600);
    CHECK_INT(st.st_size, 65);
    gone(&d, names);
}

TEST(where_it_stands_by_itself)
{
    static const char *const names[] = {"custos/people.key", "custos", NULL};
    struct folder d = folder_new();
    struct pseudonym_key made;
    struct fault f;
    char here[256], state[400], path[256];
    REQUIRE(getcwd(here, sizeof here));
    snprintf(state, sizeof state, "%s/%s", here, d.path);
    setenv("XDG_STATE_HOME", state, 1);
    CHECK_INT(people_key(NULL, &made, &f), ERR_OK);
    CHECK_INT(access(within(&d, "custos/people.key", path), R_OK), 0);
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    CHECK_INT(people_key(NULL, &made, &f), ERR_USAGE);
    gone(&d, names);
}

TEST(keys_that_are_refused)
{
    static const struct {
        const char *text;
        unsigned mode;
        const char *cause;
    } rows[] = {{HEX64 "\n", 0640, "others may read"},  {HEX64 "\n", 0604, "others may read"},
                {HEX64 "00\n", 0600, "one line of 64"}, {"", 0600, "one line of 64"},
                {HEX64 "\n\n", 0600, "one line of 64"}, {"x" HEX64, 0600, "one line of 64"}};
    static const char *const names[] = {"key", "link", NULL};
    struct folder d = folder_new();
    struct pseudonym_key key;
    struct fault f;
    char path[256], link_path[256];
    within(&d, "key", path);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put(&d, "key", rows[i].text, rows[i].mode);
        CHECK(people_key(path, &key, &f) != ERR_OK);
        CHECK(strstr(f.text, rows[i].cause));
        CHECK(!strstr(f.text, "0001020304"));
    }
    put(&d, "key", HEX64, 0600);
    CHECK_INT(people_key(path, &key, &f), ERR_OK);
    CHECK_INT(key.octets[31], 31);
    REQUIRE(symlink("key", within(&d, "link", link_path)) == 0);
    CHECK_INT(people_key(link_path, &key, &f), ERR_IO);
    CHECK_INT(people_key(d.path, &key, &f), ERR_INVALID);
    gone(&d, names);
}

TEST(manifests_beside_their_input)
{
    static const char *const names[] = {"cvs.jsonl", "manifest.json", "manifest.yaml", "cvs.jsonl.manifest.yaml", NULL};
    struct folder d = folder_new();
    struct arena *a = arena_new();
    struct manifest m;
    struct fault f;
    char input[256], other[256];
    put(&d, "cvs.jsonl", "", 0600);
    CHECK_INT(people_manifest(within(&d, "cvs.jsonl", input), NULL, NULL, a, &m, &f), ERR_USAGE);
    CHECK(strstr(f.text, "cvs.jsonl.manifest.yaml") && strstr(f.text, "lawful_basis"));
    CHECK_INT(people_manifest("-", NULL, NULL, a, &m, &f), ERR_USAGE);
    CHECK(strstr(f.text, "standard input") == f.text);
    put(&d, "manifest.json", "{\"origin\": \"json\", \"lawful_basis\": \"b\", \"retention\": \"c\"}", 0600);
    REQUIRE(people_manifest(input, NULL, NULL, a, &m, &f) == ERR_OK);
    CHECK_TEXT(m.origin, "json");
    put(&d, "manifest.yaml", "origin: leaked\nlawful_basis: b\nretention: c\n", 0600);
    CHECK_INT(people_manifest(input, NULL, NULL, a, &m, &f), ERR_INVALID);
    CHECK_INT(people_manifest(d.path, NULL, "a court asked", a, &m, &f), ERR_OK); /* of the folder itself */
    put(&d, "cvs.jsonl.manifest.yaml", "origin: own\nlawful_basis: b\nretention: c\n", 0600);
    REQUIRE(people_manifest(input, NULL, NULL, a, &m, &f) == ERR_OK);
    CHECK_TEXT(m.origin, "own");
    REQUIRE(people_manifest("-", within(&d, "manifest.json", other), NULL, a, &m, &f) == ERR_OK);
    CHECK_TEXT(m.origin, "json");
    gone(&d, names);
    arena_free(a);
}

TEST(no_lists_are_empty_ones)
{
    struct arena *a = arena_new();
    struct erasures e;
    struct corrections c;
    struct fault f;
    CHECK_INT(people_erasures(NULL, a, &e, &f), ERR_OK);
    CHECK_INT(people_corrections(NULL, a, &c, &f), ERR_OK);
    CHECK_INT(e.record_count + e.person_count + c.count, 0);
    CHECK_INT(people_erasures("not-there", a, &e, &f), ERR_IO);
    CHECK_INT(people_corrections("not-there", a, &c, &f), ERR_IO);
    arena_free(a);
}
