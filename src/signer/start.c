#include "signer/start.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signer/message.h"
#include "wire/reader.h"

enum { CHANNEL = 3 }; /* the child's end */

struct link {
    int fd;
    pid_t child; /* 0: none of ours */
    uint8_t buffer[SIGNER_ANSWER_MAX > SIGNER_ASK_MAX ? SIGNER_ANSWER_MAX : SIGNER_ASK_MAX];
};

/* --- asking ------------------------------------------------------------------------------------------------------------- */

static enum err lost(struct fault *f)
{
    return fault_set(f, ERR_IO, "the signer does not answer: %s",
                     errno == EAGAIN || errno == EWOULDBLOCK ? "it is silent"
                     : errno                                 ? strerror(errno)
                                                             : "it has ended");
}

static bool send_all(int fd, struct bytes b)
{
    while (b.len > 0) {
        ssize_t n = send(fd, b.data, b.len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        b = bytes_slice(b, (size_t)n, b.len);
    }
    return true;
}

static bool receive_all(int fd, uint8_t *data, size_t len)
{
    while (len > 0) {
        ssize_t n = recv(fd, data, len, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = 0;
        if (n <= 0) return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* Send what stands in the buffer, read one answer into it: *ret is its payload. */
static enum err ask(struct link *l, size_t len, struct bytes *ret, struct fault *f)
{
    size_t frame;
    if (!send_all(l->fd, bytes_of(l->buffer, len)) || !receive_all(l->fd, l->buffer, SIGNER_HEAD)) return lost(f);
    if (!signer_frame_length(bytes_of(l->buffer, SIGNER_HEAD), sizeof l->buffer, &frame))
        return fault_set(f, ERR_IO, "the signer's answer is malformed");
    if (!receive_all(l->fd, l->buffer + SIGNER_HEAD, frame - SIGNER_HEAD)) return lost(f);
    struct bytes payload = bytes_of(l->buffer + SIGNER_HEAD + 1, frame - SIGNER_HEAD - 1);
    uint8_t verdict = l->buffer[SIGNER_HEAD];
    if (verdict != SIGNER_DONE)
        return fault_set(f, verdict == SIGNER_FAILED ? ERR_IO : ERR_INVALID, "the signer refuses: %s%s%.*s",
                         signer_verdict_text(verdict), payload.len ? "; it says: " : "",
                         (int)(payload.len < 300 ? payload.len : 300), (const char *)payload.data);
    *ret = payload;
    return ERR_OK;
}

static enum err ask_last(void *ctx, uint64_t *ret_size, uint8_t ret_root[static 32], struct fault *f)
{
    struct link *l = ctx;
    struct bytes payload = {0};
    struct writer w = signer_frame_begin(l->buffer, sizeof l->buffer, SIGNER_ASK_LAST);
    signer_frame_end(&w);
    enum err err = ask(l, w.len, &payload, f);
    if (err) return err;
    if (payload.len != 8 + 32) return fault_set(f, ERR_IO, "the signer's answer is malformed");
    *ret_size = load_be64(payload.data);
    memcpy(ret_root, payload.data + 8, 32);
    return ERR_OK;
}

static enum err ask_sign(void *ctx, const struct signer_request *r, char note[static SIGNER_NOTE_MAX], size_t *ret_len,
                         struct fault *f)
{
    struct link *l = ctx;
    struct bytes payload = {0};
    if (r->proof_len > SIGNER_PROOF_MAX) return fault_set(f, ERR_INVALID, "a proof of %zu hashes", r->proof_len);
    struct writer w = signer_frame_begin(l->buffer, sizeof l->buffer, SIGNER_ASK_SIGN);
    signer_write_sign(&w, r);
    signer_frame_end(&w);
    enum err err = ask(l, w.len, &payload, f);
    if (err) return err;
    if (payload.len > SIGNER_NOTE_MAX) return fault_set(f, ERR_IO, "the signer's answer is too long");
    memcpy(note, payload.data, payload.len);
    *ret_len = payload.len;
    return ERR_OK;
}

static void link_close(void *ctx)
{
    struct link *l = ctx;
    close(l->fd);
    while (l->child > 0 && waitpid(l->child, NULL, 0) < 0 && errno == EINTR)
        ;
    free(l);
}

static const struct signer_ops ops = {.last = ask_last, .sign = ask_sign, .close = link_close};

/* --- a running signer --------------------------------------------------------------------------------------------------- */

static enum err reach(const char *path, struct link *l, struct fault *f)
{
    struct sockaddr_un address;
    enum err err = signer_address(path, &address, f);
    if (err) return err;
    l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->fd < 0) return fault_set(f, ERR_IO, "socket: %s", strerror(errno));
    if (connect(l->fd, (const struct sockaddr *)&address, sizeof address) == 0) return ERR_OK;
    err = fault_set(f, ERR_IO, "%s: no signer answers there: %s", path, strerror(errno));
    close(l->fd);
    return err;
}

/* --- a child ------------------------------------------------------------------------------------------------------------ */

/* Between fork and exec: only what is safe there. Of this process's files the child has its channel and standard error. */
_Noreturn static void become(const struct signer_options *o, int fd)
{
    const char *program = o->program ? o->program : "/proc/self/exe";
    int null = open("/dev/null", O_RDWR);
    setsid(); /* an interrupt from the terminal is its parent's affair */
    if (null >= 0 && dup2(null, 0) == 0 && dup2(null, 1) == 1 && (fd == CHANNEL || dup2(fd, CHANNEL) == CHANNEL) &&
        fcntl(CHANNEL, F_SETFD, 0) == 0 && close_range(CHANNEL + 1, ~0U, 0) == 0)
        execl(program, "custos", "signer", "--channel", "--key", o->key, "--state", o->state, (char *)NULL);
    _exit(127);
}

static enum err start_child(const struct signer_options *o, struct link *l, struct fault *f)
{
    int ends[2];
    if (!o->key || !o->state) return fault_set(f, ERR_USAGE, "a signer needs a key and a state");
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fault_set(f, ERR_IO, "socketpair: %s", strerror(errno));
    l->child = fork();
    if (l->child == 0) become(o, ends[1]);
    close(ends[1]);
    if (l->child > 0) {
        l->fd = ends[0];
        return ERR_OK;
    }
    close(ends[0]);
    return fault_set(f, ERR_IO, "fork: %s", strerror(errno));
}

enum err signer_start(const struct signer_options *o, struct signer *ret, struct fault *f)
{
    uint64_t size;
    uint8_t root[32];
    struct link *l = calloc(1, sizeof *l);
    if (!l) return fault_set(f, ERR_MEMORY, "no memory for the signer");
    enum err err = o->socket ? reach(o->socket, l, f) : start_child(o, l, f);
    if (err) {
        free(l);
        return err;
    }
    const struct timeval patience = {.tv_sec = SIGNER_ANSWER_TIMEOUT_S};
    (void)setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    err = ask_last(l, &size, root, f); /* is it there, and whole? */
    if (err) {
        link_close(l);
        return err;
    }
    *ret = (struct signer){.ops = &ops, .ctx = l};
    return ERR_OK;
}
