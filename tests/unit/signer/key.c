/* Keys in files and credentials, and the notes they sign. */
#include "signer/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

/* The key pair and the signature of Go's golang.org/x/mod/sumdb/note/note_test.go. */
#define NEUMANN      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define NEUMANN_VKEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define NEUMANN_TEXT "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define NEUMANN_SIGNS                                                                                                            \
    "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

static char folder[] = "/tmp/custos-key-XXXXXX", path[64];

static bool begin(void)
{
    strcpy(folder, "/tmp/custos-key-XXXXXX");
    if (!mkdtemp(folder)) return false;
    snprintf(path, sizeof path, "%s/key", folder);
    return true;
}

static void end(void)
{
    unlink(path);
    rmdir(folder);
}

static void put(const char *text, size_t len, mode_t mode)
{
    unlink(path);
    FILE *out = fopen(path, "wb");
    REQUIRE(out != NULL);
    CHECK_INT(fwrite(text, 1, len, out), len);
    fclose(out);
    CHECK_INT(chmod(path, mode), 0);
}

static enum err open_it(const char *spec, const char *name)
{
    struct signer_key k;
    struct fault f = {.text = ""};
    enum err err = signer_key_open(spec, name, &k, &f);
    if (!err) signer_key_close(&k);
    CHECK(err == ERR_OK || f.text[0]);
    CHECK(!strstr(f.text, "AYEKFALV")); /* nothing of the key */
    return err;
}

TEST(signs_as_go_does)
{
    struct signer_key k;
    struct fault f;
    char vkey[SIGNER_VKEY_MAX], note[SIGNER_NOTE_MAX];
    size_t len = 0;
    REQUIRE(begin());
    put(NEUMANN "\n", sizeof NEUMANN, 0600);
    REQUIRE(signer_key_open(path, NULL, &k, &f) == ERR_OK);
    CHECK_TEXT(k.name, "PeterNeumann");
    CHECK(!k.in_module);
    signer_key_vkey(&k, vkey);
    CHECK_TEXT(vkey, NEUMANN_VKEY);
    CHECK_INT(signer_key_note(&k, bytes_of_text(NEUMANN_TEXT), note, &len, &f), ERR_OK);
    CHECK_INT(len, strlen(NEUMANN_TEXT NEUMANN_SIGNS));
    CHECK_MEM(note, NEUMANN_TEXT NEUMANN_SIGNS, len);
    signer_key_close(&k);
    end();
}

TEST(every_character_of_a_key_counts)
{
    char line[] = NEUMANN;
    REQUIRE(begin());
    for (size_t i = 0; i < sizeof NEUMANN - 1; i++) {
        put(line, i, 0600);
        CHECK(open_it(path, NULL) != ERR_OK);
        line[i] ^= 1;
        put(line, sizeof NEUMANN - 1, 0600);
        CHECK(open_it(path, NULL) != ERR_OK);
        line[i] ^= 1;
    }
    put(NEUMANN "\n" NEUMANN "\n", 2 * sizeof NEUMANN, 0600);
    CHECK(open_it(path, NULL) != ERR_OK);
    put(NEUMANN_VKEY, sizeof NEUMANN_VKEY - 1, 0600);
    CHECK(open_it(path, NULL) != ERR_OK);
    put("", 0, 0600);
    CHECK(open_it(path, NULL) != ERR_OK);
    end();
}

TEST(others_must_not_read_it)
{
    static const mode_t wrong[] = {0640, 0604, 0660, 0601, 0620, 0777};
    char link[80];
    REQUIRE(begin());
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        put(NEUMANN, sizeof NEUMANN - 1, wrong[i]);
        CHECK_INT(open_it(path, NULL), ERR_INVALID);
    }
    put(NEUMANN, sizeof NEUMANN - 1, 0400);
    CHECK_INT(open_it(path, NULL), ERR_OK);
    CHECK_INT(open_it(path, "PeterNeumann"), ERR_OK);
    CHECK_INT(open_it(path, "Peter"), ERR_INVALID);
    snprintf(link, sizeof link, "%s-link", path);
    CHECK_INT(symlink(path, link), 0);
    CHECK_INT(open_it(link, NULL), ERR_IO);
    unlink(link);
    CHECK_INT(open_it(folder, NULL), ERR_INVALID);
    CHECK_INT(open_it("/dev/null", NULL), ERR_INVALID);
    CHECK_INT(open_it("/nonexistent/key", NULL), ERR_IO);
    end();
}

TEST(credentials_come_from_systemd)
{
    REQUIRE(begin());
    put(NEUMANN "\n", sizeof NEUMANN, 0440); /* an access list shows so */
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK_INT(open_it("credential:key", NULL), ERR_INVALID);
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    CHECK_INT(open_it("credential:key", NULL), ERR_OK);
    CHECK_INT(open_it("credential:other", NULL), ERR_IO);
    CHECK_INT(open_it("credential:", NULL), ERR_USAGE);
    CHECK_INT(open_it("credential:..", NULL), ERR_USAGE);
    CHECK_INT(open_it("credential:../key", NULL), ERR_USAGE);
    put(NEUMANN "\n", sizeof NEUMANN, 0444);
    CHECK_INT(open_it("credential:key", NULL), ERR_INVALID);
    unsetenv("CREDENTIALS_DIRECTORY");
    end();
}

TEST(a_new_key_is_the_owners)
{
    struct signer_key one;
    struct fault f;
    struct stat st;
    REQUIRE(begin());
    CHECK_INT(signer_key_create(path, "example.org/log", &f), ERR_OK);
    CHECK_INT(stat(path, &st), 0);
    CHECK_INT(st.st_mode & 07777, 0600);
    CHECK_INT(signer_key_create(path, "example.org/log", &f), ERR_IO); /* never over another */
    REQUIRE(signer_key_open(path, "example.org/log", &one, &f) == ERR_OK);
    signer_key_close(&one);
    unlink(path);
    CHECK_INT(signer_key_create(path, "example org", &f), ERR_USAGE);
    CHECK_INT(signer_key_create(path, "example+org", &f), ERR_USAGE);
    CHECK_INT(signer_key_create(path, "", &f), ERR_USAGE);
    end();
}
