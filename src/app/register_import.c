#include "app/register_import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "register/file.h"
#include "register/import.h"

static void say(void *ctx, const char *text)
{
    (void)ctx;
    fprintf(stderr, "custos: %s\n", text);
}

/* One message a file. A message that breaks off is no order: nothing of it is taken. */
static enum err take(struct import *i, const char *path, struct fault *f)
{
    struct bytes text;
    enum err err = register_file_read(path, &text, f);
    if (err) return err;
    struct hi1_parser *p = hi1_parser_new();
    if (!p) {
        register_file_done(&text);
        return fault_set(f, ERR_MEMORY, "%s: not enough memory", path);
    }
    (void)hi1_parser_feed(p, text);
    struct hi1_message *m = hi1_parser_done(p);
    register_file_done(&text);
    if (!m->is_hi1)
        err = fault_set(f, ERR_FORMAT, "%s: is no HI1 message (TS 103 120) in XML, or in JSON of at most 4 MiB", path);
    else if (m->malformed)
        err = fault_set(f, ERR_FORMAT, "%s: is malformed behind %zu action%s", path, m->count, m->count == 1 ? "" : "s");
    if (err)
        hi1_message_free(m);
    else
        import_message(i, path, m);
    return err;
}

static enum err write_file(const char *path, const char *text, size_t len, struct fault *f)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0;
    for (size_t at = 0; good && at < len;) {
        ssize_t n = write(fd, text + at, len - at);
        good = n > 0 || (n < 0 && errno == EINTR);
        at += n > 0 ? (size_t)n : 0;
    }
    int cause = errno;
    if (fd >= 0 && close(fd) != 0 && good) good = false, cause = errno;
    return good ? ERR_OK : fault_set(f, ERR_IO, "%s: %s", path, strerror(cause));
}

static enum err write_out(struct import *i, const struct seal_key *k, const char *output, struct fault *f)
{
    char *text;
    size_t len;
    enum err err = import_write(i, k, &text, &len, f);
    if (err) return err;
    if (output)
        err = write_file(output, text, len, f);
    else
        fwrite(text, 1, len, stdout);
    explicit_bzero(text, len);
    free(text);
    return err;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void sum_up(const struct import_counts *c)
{
    fprintf(stderr,
            "custos: %zu message%s: %zu authorisation%s, %zu task%s, %zu document%s, %zu other object%s, %zu action%s without "
            "effect\n"
            "custos: %zu warrant%s written, %zu with a loss; %zu refused, %zu ended before they began\n",
            c->messages, plural(c->messages), c->authorisations, plural(c->authorisations), c->tasks, plural(c->tasks),
            c->documents, plural(c->documents), c->others, plural(c->others), c->idle, plural(c->idle), c->written,
            plural(c->written), c->lossy, c->refused, c->ended);
}

int register_import(char **files, size_t count, const char *seal_key, const char *output)
{
    struct seal_key key;
    struct fault f = {.text = "not enough memory"};
    bool exposed = false;
    enum err err = seal_key ? seal_key_read(seal_key, &key, &exposed, &f) : ERR_OK;
    struct import *i = err ? NULL : import_new(say, NULL);
    if (exposed) fprintf(stderr, "custos: %s: others than its owner may read this key\n", seal_key);
    if (!i && !err) err = ERR_MEMORY;
    for (size_t n = 0; !err && n < count; n++) err = take(i, files[n], &f);
    if (!err) err = write_out(i, seal_key ? &key : NULL, output, &f);
    if (seal_key) seal_key_done(&key);
    int status = EXIT_FAILED;
    if (err) {
        fprintf(stderr, "custos: %s\n", f.text);
    } else {
        sum_up(import_counts(i));
        status = import_counts(i)->lossy || import_counts(i)->refused ? EXIT_FINDINGS : EXIT_BALANCED;
    }
    import_free(i);
    return status;
}
