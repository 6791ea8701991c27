#include "ledger/checkpoints.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG "checkpoints.log"

enum {
    LENGTH_LINE = 24,
    CHECKPOINTS_REST_MAX = LENGTH_LINE + 16384
}; /* bytes: a length; what one note that a signer makes takes */

enum err log_key_read(const struct files *s, struct log_key *ret, struct fault *f)
{
    char *text;
    size_t len;
    bool absent;
    enum err err = files_read_whole(s, "log.vkey", sizeof ret->text - 1, &text, &len, &absent, f);
    if (err != ERR_OK) return err;
    memcpy(ret->text, text, len);
    ret->text[len] = 0;
    free(text);
    struct span rest = {ret->text, len}, line;
    if (!span_line(&rest, &line) || rest.len) return fault_set(f, ERR_FORMAT, "log.vkey: is not one line");
    if (note_key_parse(line, &ret->key) != NOTE_KEY_GOOD || ret->key.type != NOTE_ED25519)
        return fault_set(f, ERR_FORMAT, "log.vkey: is no Ed25519 verifier key of a log");
    return ERR_OK;
}

enum err checkpoint_read(const struct files *s, const struct log_key *k, struct stored_checkpoint *ret, struct fault *f)
{
    struct stored_checkpoint c = {0};
    struct note note;
    bool absent;
    enum err err = files_read_whole(s, "checkpoint", CHECKPOINTS_NOTE_MAX, &c.note, &c.len, &absent, f);
    if (absent) {
        *ret = (struct stored_checkpoint){0};
        return ERR_OK;
    }
    if (err != ERR_OK) return err;
    if (!checkpoint_open((struct span){c.note, c.len}, &k->key, &note, &c.checkpoint)) {
        free(c.note);
        return fault_set(f, ERR_FORMAT, "checkpoint: is not signed by the key of this ledger (log.vkey)");
    }
    *ret = c;
    return ERR_OK;
}

void checkpoint_done(struct stored_checkpoint *c)
{
    free(c->note);
    *c = (struct stored_checkpoint){0};
}

enum err checkpoint_replace(const struct files *s, struct bytes note, struct fault *f)
{
    enum err err = files_replace(s, "checkpoint", 0644, note, f);
    return err == ERR_OK ? files_sync_folder(s, ".", f) : err;
}

/* checkpoints.log while it is read. */
struct log_reading {
    const struct files *files;
    int handle;
    uint64_t end; /* behind the last whole note */
    char *note;   /* the next one; CHECKPOINTS_NOTE_MAX + 1 bytes */
    size_t len;
    uint64_t count;
    bool met; /* the latest checkpoint was among them */
};

/* The length of the note that begins at `end`, and of the line that tells it. 0: no such line is there. */
static int64_t note_length(const struct log_reading *r, size_t *ret_line, size_t *ret_len)
{
    char line[LENGTH_LINE];
    uint64_t len;
    int64_t got = r->files->ops->read(r->files->ctx, r->handle, line, sizeof line, r->end);
    if (got <= 0) return got;
    struct span rest = {line, (size_t)got}, number;
    if (!span_line(&rest, &number) || !span_decimal(number, &len) || len == 0 || len > CHECKPOINTS_NOTE_MAX) return 0;
    *ret_line = number.len + 1;
    *ret_len = (size_t)len;
    return 1;
}

/* The next note as it stands there, and where it ends. 0: none is there, or not all of it. */
static int64_t next_note(struct log_reading *r, uint64_t *ret_end)
{
    size_t line;
    int64_t done = note_length(r, &line, &r->len);
    if (done <= 0) return done;
    done = r->files->ops->read(r->files->ctx, r->handle, r->note, r->len + 1, r->end + line);
    if (done < 0) return done;
    *ret_end = r->end + line + r->len + 1;
    return (size_t)done == r->len + 1 && r->note[r->len] == '\n';
}

static bool same_text(const struct log_reading *r, const struct stored_checkpoint *latest)
{
    struct note here, there;
    return latest->note && note_parse((struct span){r->note, r->len}, &here) &&
           note_parse((struct span){latest->note, latest->len}, &there) && span_equal(here.text, there.text);
}

/* All whole notes; a negative errno when they cannot be read. */
static int64_t read_notes(struct log_reading *r, const struct log_key *k, const struct stored_checkpoint *latest, bool thorough,
                          checkpoints_fn *fn, void *ctx, enum err *err, struct fault *f)
{
    uint64_t end;
    int64_t done = 0;
    while (*err == ERR_OK && (done = next_note(r, &end)) > 0) {
        struct note note;
        struct checkpoint c;
        bool matters = thorough || r->met || !latest->note;
        if (matters && !checkpoint_open((struct span){r->note, r->len}, &k->key, &note, &c)) return 0;
        r->met = r->met || same_text(r, latest);
        r->end = end;
        r->count++;
        if (matters && fn) *err = fn(ctx, &c, f);
    }
    return *err == ERR_OK ? done : 0;
}

static enum err judge_end(const struct log_reading *r, const struct stored_checkpoint *latest, struct fault *f)
{
    int64_t size = r->files->ops->size(r->files->ctx, r->handle);
    if (size < 0) return files_fault(f, LOG, "look at", size);
    uint64_t rest = (uint64_t)size - r->end;
    if ((latest->note && !r->met && rest) || rest > CHECKPOINTS_REST_MAX)
        return fault_set(f, ERR_FORMAT, LOG ": note %" PRIu64 ", at byte %" PRIu64 ", is no checkpoint by the key of this ledger",
                         r->count, r->end);
    if (latest->note && !r->met) return fault_set(f, ERR_FORMAT, "checkpoint: is not in " LOG);
    return ERR_OK;
}

enum err checkpoints_read(const struct files *s, const struct log_key *k, const struct stored_checkpoint *latest, bool thorough,
                          checkpoints_fn *fn, void *ctx, uint64_t *ret_end, struct fault *f)
{
    struct log_reading r = {.files = s, .handle = s->ops->open(s->ctx, LOG, FILES_READ, 0)};
    enum err err = ERR_OK;
    if (r.handle < 0) return files_fault(f, LOG, "open", r.handle);
    r.note = malloc(CHECKPOINTS_NOTE_MAX + 1);
    if (r.note) {
        int64_t done = read_notes(&r, k, latest, thorough, fn, ctx, &err, f);
        if (done < 0) err = files_fault(f, LOG, "read", done);
    } else {
        err = fault_set(f, ERR_MEMORY, "not enough memory to read checkpoints");
    }
    free(r.note);
    if (err == ERR_OK) err = judge_end(&r, latest, f);
    s->ops->close(s->ctx, r.handle);
    *ret_end = r.end;
    return err;
}

enum err checkpoints_append(const struct files *s, struct bytes note, uint64_t *end, struct fault *f)
{
    char line[LENGTH_LINE];
    size_t len = (size_t)snprintf(line, sizeof line, "%zu\n", note.len);
    char *entry = malloc(len + note.len + 1);
    if (!entry) return fault_set(f, ERR_MEMORY, "not enough memory to keep a checkpoint");
    memcpy(entry, line, len);
    memcpy(entry + len, note.data, note.len);
    entry[len + note.len] = '\n';
    int handle = s->ops->open(s->ctx, LOG, FILES_WRITE, 0);
    int64_t done = handle;
    if (done >= 0) done = s->ops->truncate(s->ctx, handle, *end);
    if (done >= 0) done = s->ops->write(s->ctx, handle, entry, len + note.len + 1, *end);
    if (done >= 0) done = s->ops->sync(s->ctx, handle);
    if (handle >= 0) s->ops->close(s->ctx, handle);
    free(entry);
    if (done < 0) return files_fault(f, LOG, "append to", done);
    *end += len + note.len + 1;
    return ERR_OK;
}
