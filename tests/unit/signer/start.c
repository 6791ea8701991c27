/* The two ends together: a signer that listens, and who asks it. The signer runs in a child of the test. */
#include "signer/start.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "merkle_tree.h"
#include "signer/serve.h"
#include "signer_folder.h"

struct running {
    struct folder folder;
    char socket[96];
    pid_t child;
};

static bool begin(struct running *r)
{
    struct signer_core c;
    struct fault f = {.text = ""};
    int listener;
    if (!folder_open(&r->folder, &c)) return false;
    snprintf(r->socket, sizeof r->socket, "%s/socket", r->folder.path);
    if (serve_listen(r->socket, &listener, &f)) return false;
    r->child = fork();
    if (r->child == 0) {
        serve_signals();
        _exit(serve_run(&c, listener, -1, &f) == ERR_OK ? 0 : 1);
    }
    close(listener);
    signer_core_close(&c);
    return r->child > 0;
}

static void end(struct running *r)
{
    struct signer_core none = {.state = {.dir = -1}};
    int status = 0;
    if (r->child > 0) kill(r->child, SIGTERM);
    if (r->child > 0) waitpid(r->child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0); /* a signal ends it in order */
    unlink(r->socket);
    folder_done(&r->folder, &none);
}

static int plain_connection(const struct running *r)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(address.sun_path, r->socket);
    return connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 ? fd : -1;
}

static enum err grow(struct signer *s, const struct tree *t, unsigned from, unsigned to, struct fault *f)
{
    struct hash proof[SIGNER_PROOF_MAX], root = tree_root(t, 0, to);
    char note[SIGNER_NOTE_MAX];
    size_t len = 0;
    struct signer_request q = {.size = to, .old_size = from, .proof = (const uint8_t(*)[32])proof};
    memcpy(q.root, root.octets, sizeof q.root);
    if (from > 0 && from < to) q.proof_len = tree_subproof(t, from, 0, to, true, proof);
    enum err err = s->ops->sign(s->ctx, &q, note, &len, f);
    CHECK(err != ERR_OK || (len > 100 && memcmp(note, "example.org/log\n", 16) == 0 && note[len - 1] == '\n'));
    return err;
}

TEST(asked_over_a_socket)
{
    static struct tree t;
    struct running r;
    struct signer one, two;
    struct signer_options o = {.socket = r.socket};
    struct fault f;
    uint64_t size = 99;
    uint8_t root[32];
    tree_init(&t);
    REQUIRE(begin(&r));
    REQUIRE(signer_start(&o, &one, &f) == ERR_OK && signer_start(&o, &two, &f) == ERR_OK);
    CHECK_INT(grow(&one, &t, 0, 3, &f), ERR_OK);
    CHECK_INT(grow(&two, &t, 0, 5, &f), ERR_INVALID); /* the other was first */
    CHECK(strstr(f.text, "does not start at what was signed last") != NULL);
    CHECK_INT(two.ops->last(two.ctx, &size, root, &f), ERR_OK);
    CHECK_INT(size, 3);
    CHECK_INT(grow(&two, &t, 3, 200, &f), ERR_OK);
    CHECK_INT(grow(&one, &t, 3, 200, &f), ERR_INVALID);
    CHECK_INT(one.ops->last(one.ctx, &size, root, &f), ERR_OK);
    CHECK_INT(size, 200);
    one.ops->close(one.ctx);
    two.ops->close(two.ctx);
    end(&r);
}

/* Who holds connections open and says nothing, or half of something, keeps nobody out. */
TEST(idle_connections_keep_nobody_out)
{
    struct running r;
    struct signer s;
    struct signer_options o = {.socket = r.socket};
    struct fault f;
    int idle[3 * SERVE_CLIENTS];
    REQUIRE(begin(&r));
    for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
        idle[i] = plain_connection(&r);
        CHECK(idle[i] >= 0);
        if (i % 2) CHECK_INT(send(idle[i], "\0\0", 2, MSG_NOSIGNAL), 2);
    }
    REQUIRE(signer_start(&o, &s, &f) == ERR_OK);
    s.ops->close(s.ctx);
    for (size_t i = 0; i < ARRAY_LEN(idle); i++) close(idle[i]);
    end(&r);
}

TEST(too_long_a_frame_ends_the_connection)
{
    struct running r;
    uint8_t answer[512];
    size_t len = 0;
    ssize_t n;
    REQUIRE(begin(&r));
    int fd = plain_connection(&r);
    CHECK_INT(send(fd, "\377\377\377\377", 4, MSG_NOSIGNAL), 4);
    while ((n = recv(fd, answer + len, sizeof answer - len, 0)) > 0) len += (size_t)n;
    CHECK(len > 5 && answer[4] == SIGNER_MALFORMED);
    close(fd);
    end(&r);
}

TEST(no_signer_is_told)
{
    struct signer s;
    struct fault f;
    struct signer_options nobody = {.socket = "/nonexistent/socket"},
                          dies = {.key = "/nonexistent/key", .state = "/nonexistent", .program = "/bin/false"},
                          half = {.key = "/nonexistent/key"};
    CHECK_INT(signer_start(&nobody, &s, &f), ERR_IO);
    CHECK_INT(signer_start(&dies, &s, &f), ERR_IO);
    CHECK_INT(signer_start(&half, &s, &f), ERR_USAGE);
}

TEST(a_socket_in_use_is_left_alone)
{
    struct running r;
    struct fault f;
    int fd;
    REQUIRE(begin(&r));
    CHECK_INT(serve_listen(r.socket, &fd, &f), ERR_IO);
    kill(r.child, SIGKILL);
    waitpid(r.child, NULL, 0);
    REQUIRE(serve_listen(r.socket, &fd, &f) == ERR_OK); /* nobody listens there any more */
    close(fd);
    CHECK_INT(serve_listen(r.folder.key, &fd, &f), ERR_IO); /* no socket: not ours to remove */
    CHECK(access(r.folder.key, F_OK) == 0);
    r.child = 0;
    end(&r);
}
