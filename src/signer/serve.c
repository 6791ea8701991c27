#include "signer/serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

struct client {
    int fd; /* -1: free */
    int64_t heard_ms;
    size_t have;
    uint8_t request[SIGNER_ASK_MAX];
};

struct server {
    struct signer_core *core;
    struct client clients[SERVE_CLIENTS];
    uint8_t answer[SIGNER_ANSWER_MAX];
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static void block(sigset_t *ret_before)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, ret_before);
}

void serve_signals(void)
{
    const struct sigaction action = {.sa_handler = on_signal};
    block(NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

static int64_t now_ms(void)
{
    return clock_running() / (CLOCK_SECOND / 1000);
}

/* --- clients ------------------------------------------------------------------------------------------------------------ */

static void drop(struct client *c)
{
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    c->have = 0;
}

static void add(struct server *s, int fd)
{
    struct client *place = &s->clients[0];
    for (int i = 0; i < SERVE_CLIENTS; i++) {
        struct client *c = &s->clients[i];
        if (c->fd < 0 || (place->fd >= 0 && c->heard_ms < place->heard_ms)) place = c;
        if (c->fd < 0) break;
    }
    drop(place);
    place->fd = fd;
    place->heard_ms = now_ms();
}

/* The answer fits a socket's buffer, and a client waits for one before it asks again: who does not read is dropped. */
static bool reply(struct server *s, const struct client *c, struct bytes request)
{
    size_t len;
    signer_core_answer(s->core, request, s->answer, &len);
    return send(c->fd, s->answer, len, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)len;
}

/* All whole frames that are there. False: the client is to be dropped. */
static bool frames(struct server *s, struct client *c)
{
    size_t len;
    for (;;) {
        if (!signer_frame_length(bytes_of(c->request, c->have), sizeof c->request, &len)) {
            (void)reply(s, c, bytes_of(NULL, 0));
            return false;
        }
        if (len == 0 || len > c->have) return true;
        if (!reply(s, c, bytes_of(c->request + SIGNER_HEAD, len - SIGNER_HEAD))) return false;
        c->have -= len;
        memmove(c->request, c->request + len, c->have);
    }
}

static void hear(struct server *s, struct client *c)
{
    ssize_t n = recv(c->fd, c->request + c->have, sizeof c->request - c->have, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0) c->have += (size_t)n;
    c->heard_ms = now_ms();
    if (n <= 0 || !frames(s, c)) drop(c);
}

/* --- the loop ----------------------------------------------------------------------------------------------------------- */

/* How long poll may wait: until the patience with half a request ends. -1: for ever. */
static int patience(struct server *s)
{
    int64_t now = now_ms(), wait = -1;
    for (int i = 0; i < SERVE_CLIENTS; i++) {
        struct client *c = &s->clients[i];
        if (c->fd < 0 || c->have == 0) continue;
        int64_t left = c->heard_ms + SERVE_PATIENCE_MS - now;
        if (left <= 0)
            drop(c);
        else if (wait < 0 || left < wait)
            wait = left;
    }
    return (int)wait;
}

static enum err turn(struct server *s, int listener, const sigset_t *unblocked, struct fault *f)
{
    struct pollfd fds[SERVE_CLIENTS + 1];
    int wait = patience(s);
    const struct timespec limit = {.tv_sec = wait / 1000, .tv_nsec = (long)(wait % 1000) * 1000000};
    for (int i = 0; i < SERVE_CLIENTS; i++) fds[i] = (struct pollfd){.fd = s->clients[i].fd, .events = POLLIN};
    fds[SERVE_CLIENTS] = (struct pollfd){.fd = listener, .events = POLLIN};
    if (ppoll(fds, SERVE_CLIENTS + 1, wait < 0 ? NULL : &limit, unblocked) < 0)
        return errno == EINTR ? ERR_OK : fault_set(f, ERR_IO, "poll: %s", strerror(errno));
    for (int i = 0; i < SERVE_CLIENTS; i++)
        if (fds[i].revents) hear(s, &s->clients[i]);
    if (fds[SERVE_CLIENTS].revents) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) add(s, fd);
    }
    return ERR_OK;
}

static void unblocked_of(sigset_t *ret)
{
    block(ret);
    sigdelset(ret, SIGTERM);
    sigdelset(ret, SIGINT);
}

enum err serve_run(struct signer_core *c, int listener, int channel, struct fault *f)
{
    static struct server s; /* one to a process: too large for a stack */
    sigset_t unblocked;
    enum err err = ERR_OK;
    s.core = c;
    unblocked_of(&unblocked);
    for (int i = 0; i < SERVE_CLIENTS; i++) s.clients[i].fd = -1;
    if (channel >= 0) add(&s, channel);
    while (!err && !stopped && !c->failed && (listener >= 0 || s.clients[0].fd >= 0)) err = turn(&s, listener, &unblocked, f);
    for (int i = 0; i < SERVE_CLIENTS; i++) drop(&s.clients[i]);
    if (!err && c->failed) err = fault_set(f, ERR_IO, "%s", signer_verdict_text(SIGNER_FAILED));
    return err;
}

/* --- listening ---------------------------------------------------------------------------------------------------------- */

/* Is the file a socket that nobody listens on? */
static bool abandoned(const struct sockaddr_un *address)
{
    struct stat st;
    if (lstat(address->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool nobody = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
    if (fd >= 0) close(fd);
    return nobody;
}

static bool bind_0660(int fd, const struct sockaddr_un *address)
{
    mode_t before = umask(0117);
    bool done = bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
    umask(before);
    return done;
}

enum err serve_listen(const char *path, int *ret_fd, struct fault *f)
{
    struct sockaddr_un address;
    enum err err = signer_address(path, &address, f);
    if (err) return err;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return fault_set(f, ERR_IO, "socket: %s", strerror(errno));
    if (abandoned(&address)) unlink(path);
    if (bind_0660(fd, &address) && listen(fd, SOMAXCONN) == 0) {
        *ret_fd = fd;
        return ERR_OK;
    }
    err = fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    close(fd);
    return err;
}
