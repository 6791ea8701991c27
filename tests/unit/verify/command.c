/* custos-verify as it is run: a folder, a sealed file, a policy; its exit statuses. And its size, which is a promise. */
#include "verify/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "small_bundle.h"
#include "verify/sealed.h"

static char folder[] = "/tmp/custos-verify-XXXXXX";

static const char *below(const char *name)
{
    static char path[4][256];
    static unsigned at;
    char *p = path[at++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static void write_file(const char *name, const void *data, size_t len)
{
    FILE *f = fopen(below(name), "wb");
    if (CHECK(f != NULL)) {
        CHECK_INT(fwrite(data, 1, len, f), len);
        fclose(f);
    }
}

static void write_folder(const char *name, const struct small_bundle *b)
{
    char path[256];
    mkdir(below(name), 0700);
    snprintf(path, sizeof path, "%s/blob", name);
    mkdir(below(path), 0700);
    for (size_t i = 0; i < b->files.count; i++) {
        snprintf(path, sizeof path, "%s/%s", name, b->list[i].path.at);
        write_file(path, b->list[i].data.at, b->list[i].data.len);
    }
}

static void write_sealed(const char *name, const struct small_bundle *b)
{
    uint8_t seed[32] = {9}, public_key[32], secret[32];
    char line[256];
    size_t len;
    crypto_box_seed_keypair(public_key, secret, seed);
    snprintf(line, sizeof line, "custos-receiver-secret+regulator+%08x+%s\n",
             note_key_id(span_of("regulator"), RECEIVER_TYPE, public_key, 32), small_base64(secret, 32));
    write_file("key", line, strlen(line));
    char *archive = small_archive(b, &len);
    uint8_t *sealed = malloc(len + 256);
    if (CHECK(sealed != NULL)) {
        size_t start = (size_t)sprintf((char *)sealed, "%s", SEALED_START);
        CHECK_INT(crypto_box_seal(sealed + start, (const uint8_t *)archive, len, public_key), 0);
        write_file(name, sealed, start + len + crypto_box_SEALBYTES);
        sealed[start + len / 2] ^= 1;
        write_file("altered", sealed, start + len + crypto_box_SEALBYTES);
    }
    free(sealed);
    free(archive);
}

/* The exit status, with what is printed thrown away. */
static int run(const char *const *arguments)
{
    pid_t child = fork();
    if (child == 0) {
        char *argv[8] = {strdup("custos-verify")};
        int argc = 1, null = open("/dev/null", O_WRONLY);
        for (; arguments[argc - 1]; argc++) argv[argc] = strdup(arguments[argc - 1]);
        dup2(null, 1);
        dup2(null, 2);
        int status = verify_command(argc, argv);
        fflush(stdout);
        _exit(status);
    }
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})

TEST(exit_statuses)
{
    REQUIRE(mkdtemp(folder));
    struct small_bundle *b = small_bundle_new("w1", true, false), *unmet = small_bundle_new("both", true, false);
    char policy[1024];
    write_folder("good", b);
    write_folder("unmet", unmet);
    write_sealed("sealed", b);
    snprintf(policy, sizeof policy, "log %s\nwitness w2 %s\nquorum w2\n", b->keys[SMALL_LOG].vkey, b->keys[SMALL_W2].vkey);
    write_file("policy", policy, strlen(policy));
    write_file("empty", "", 0);
    CHECK_INT(RUN(below("good")), 0);
    CHECK_INT(RUN("--policy", below("good/policy"), below("good/")), 0);
    CHECK_INT(RUN("-p", below("policy"), below("good")), 3);
    CHECK_INT(RUN("-p", below("empty"), below("good")), 2);
    CHECK_INT(RUN("-p", below("none"), below("good")), 2);
    CHECK_INT(RUN(below("unmet")), 3);
    CHECK_INT(RUN(below("none")), 2);
    CHECK_INT(RUN(below("sealed")), 2);
    CHECK_INT(RUN("-k", below("key"), below("sealed")), 0);
    CHECK_INT(RUN("-k", below("key"), below("altered")), 2);
    CHECK_INT(RUN("-k", below("policy"), below("sealed")), 2);
    CHECK_INT(RUN("-k", below("key"), below("good")), 2);
    CHECK_INT(RUN("-k", below("key"), "-x", below("archive"), below("sealed")), 0);
    CHECK_INT(RUN("-k", below("key"), "-x", below("archive"), below("sealed")), 2); /* is there already */
    CHECK_INT(RUN("--help"), 0);
    CHECK_INT(RUN("--version"), 0);
    CHECK_INT(RUN("--nonsense", below("good")), 2);
    CHECK_INT(RUN(below("good"), below("good")), 2);
    CHECK_INT(RUN("-x", below("archive"), below("good")), 2);
    /* altered on disk: a file more, a link, one octet */
    CHECK(symlink("policy", below("good/link")) == 0);
    CHECK_INT(RUN(below("good")), 2);
    unlink(below("good/link"));
    write_file("good/more", "", 0);
    CHECK_INT(RUN(below("good")), 1);
    unlink(below("good/more"));
    write_file("good/report.txt", "Words\n", 6);
    CHECK_INT(RUN(below("good")), 1);
    free(b);
    free(unmet);
    char command[256];
    snprintf(command, sizeof command, "rm -r %s", folder);
    CHECK_INT(system(command), 0); /* NOLINT(cert-env33-c): of this test's own folder */
}

static void count_lines(void *ctx, const char *path, const char *name)
{
    size_t len;
    char *text = (char *)check_file(path, &len);
    (void)name;
    for (size_t i = 0; text && i < len; i++) *(unsigned *)ctx += text[i] == '\n';
    free(text);
}

TEST(at_most_1500_lines)
{
    unsigned lines = 0;
    CHECK(check_files("src/verify", ".c", count_lines, &lines) > 5);
    CHECK(check_files("src/verify", ".h", count_lines, &lines) > 5);
    CHECK(lines > 1000 && lines <= 1500);
}
