#include "ledger/stamps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"

static const char folder[] = "timestamp";

static void path_of(const char *name, const char *ending, char path[static FILES_PATH])
{
    snprintf(path, FILES_PATH, "%s/%s.%s", folder, name, ending);
}

static void name_of(uint64_t size, const uint8_t imprint[static 32], char name[static STAMP_NAME])
{
    char digits[17];
    snprintf(name, STAMP_NAME, "%" PRIu64 "-%s", size, hex_text(imprint, 8, digits));
}

/* --- one stamp ---------------------------------------------------------------------------------------------------------- */

struct kept {
    char *note, *request, *answer;
    size_t note_len, request_len, answer_len;
    struct bytes text; /* of the note */
};

static void kept_done(struct kept *k)
{
    free(k->note);
    free(k->request);
    free(k->answer);
}

static enum err read_one(const struct files *s, const char *name, const char *ending, char **ret, size_t *ret_len,
                         bool *ret_absent, struct fault *f)
{
    char path[FILES_PATH];
    path_of(name, ending, path);
    return files_read_whole(s, path, TIMESTAMP_ANSWER_MAX, ret, ret_len, ret_absent, f);
}

/* Note and request of a stamp, and the answer where there is one; the note must be this log's. */
static enum err read_kept(const struct files *s, const struct log_key *k, const char *name, struct kept *kept, struct stamp *ret,
                          struct fault *f)
{
    struct note note;
    struct checkpoint checkpoint;
    struct fault none;
    bool absent = false;
    enum err err = read_one(s, name, "checkpoint", &kept->note, &kept->note_len, &absent, f);
    if (!err) err = read_one(s, name, "tsq", &kept->request, &kept->request_len, &absent, f);
    if (err) return err;
    if (!checkpoint_open((struct span){kept->note, kept->note_len}, &k->key, &note, &checkpoint))
        return fault_set(f, ERR_FORMAT, "%s/%s.checkpoint is no checkpoint of this ledger", folder, name);
    kept->text = bytes_of(note.text.at, note.text.len);
    *ret = (struct stamp){.size = checkpoint.size, .root = checkpoint.root};
    snprintf(ret->name, sizeof ret->name, "%s", name);
    if (read_one(s, name, "tsr", &kept->answer, &kept->answer_len, &absent, &none) != ERR_OK && !absent) {
        if (f) *f = none;
        return none.code;
    }
    return ERR_OK;
}

/* --- request ------------------------------------------------------------------------------------------------------------ */

static enum err write_one(const struct files *s, const char *name, const char *ending, struct bytes data, struct fault *f)
{
    char path[FILES_PATH];
    path_of(name, ending, path);
    return files_replace(s, path, 0600, data, f);
}

static enum err write_request(const struct files *s, const char *name, struct bytes note, struct bytes text, struct fault *f)
{
    uint8_t request[TIMESTAMP_REQUEST_MAX];
    size_t len = 0;
    enum err err = timestamp_request(text, request, &len, f);
    if (!err) err = files_folder(s, ".", folder, f);
    if (!err) err = write_one(s, name, "checkpoint", note, f);
    if (!err) err = write_one(s, name, "tsq", bytes_of(request, len), f);
    return err ? err : files_sync_folder(s, folder, f);
}

/* Is there a request for it, or an answer too? */
static enum err find_request(const struct files *s, const char *name, bool *ret_asked, struct fault *f)
{
    char *data = NULL;
    size_t len;
    bool absent = false;
    struct fault none;
    enum err err = read_one(s, name, "tsr", &data, &len, &absent, &none);
    free(data);
    if (err == ERR_OK)
        return fault_set(f, ERR_INVALID, "the checkpoint of size %.*s has its time stamp", (int)strcspn(name, "-"), name);
    data = NULL;
    *ret_asked = read_one(s, name, "tsq", &data, &len, &absent, &none) == ERR_OK;
    free(data);
    return ERR_OK;
}

enum err stamps_request(const struct files *s, const struct log_key *k, char ret_path[static FILES_PATH], struct fault *f)
{
    struct stored_checkpoint c;
    struct note note;
    uint8_t imprint[32];
    char name[STAMP_NAME];
    bool asked = false;
    enum err err = checkpoint_read(s, k, &c, f);
    if (err) return err;
    if (!c.note) return fault_set(f, ERR_INVALID, "the ledger has no checkpoint yet");
    if (!note_parse((struct span){c.note, c.len}, &note)) err = fault_set(f, ERR_FORMAT, "the checkpoint is no note");
    if (!err) err = timestamp_imprint(bytes_of(note.text.at, note.text.len), imprint, f);
    if (!err) {
        name_of(c.checkpoint.size, imprint, name);
        err = find_request(s, name, &asked, f);
    }
    if (!err && !asked) err = write_request(s, name, bytes_of(c.note, c.len), bytes_of(note.text.at, note.text.len), f);
    if (!err) path_of(name, "tsq", ret_path);
    checkpoint_done(&c);
    return err;
}

/* --- names -------------------------------------------------------------------------------------------------------------- */

struct names {
    char (*list)[STAMP_NAME];
    size_t count, room;
    bool failed; /* out of memory */
};

static void add_name(void *ctx, const char *file)
{
    struct names *n = ctx;
    size_t len = strlen(file);
    if (len <= 4 || len - 4 >= STAMP_NAME || strcmp(file + len - 4, ".tsq") != 0) return;
    if (n->count == n->room) {
        size_t room = n->room ? 2 * n->room : 64;
        char(*more)[STAMP_NAME] = realloc(n->list, room * sizeof *more);
        n->failed = n->failed || !more;
        if (!more) return;
        n->list = more;
        n->room = room;
    }
    memcpy(n->list[n->count], file, len - 4);
    n->list[n->count++][len - 4] = '\0';
}

static int by_size(const void *a, const void *b)
{
    uint64_t one = strtoull(a, NULL, 10), two = strtoull(b, NULL, 10);
    return one < two ? -1 : one > two ? 1 : strcmp(a, b);
}

static enum err read_names(const struct files *s, struct names *ret, struct fault *f)
{
    int done = s->ops->list(s->ctx, folder, add_name, ret);
    if (done == -ENOENT) return ERR_OK; /* none was ever asked for */
    if (done < 0) return files_fault(f, folder, "list", done);
    if (ret->failed) return fault_set(f, ERR_MEMORY, "too many time stamps");
    if (ret->count) qsort(ret->list, ret->count, sizeof *ret->list, by_size);
    return ERR_OK;
}

/* --- answers ------------------------------------------------------------------------------------------------------------ */

static enum err check_and_keep(const struct files *s, const struct log_key *k, const char *name, struct bytes answer,
                               const char *ca, struct stamp *ret, struct fault *f)
{
    struct kept kept = {0};
    enum err err = read_kept(s, k, name, &kept, ret, f);
    if (!err)
        err = timestamp_check(kept.text, bytes_of(kept.request, kept.request_len), answer, ca, TIMESTAMP_VALID_NOW, &ret->stamped,
                              f);
    if (!err) err = write_one(s, name, "tsr", answer, f);
    if (!err) err = files_sync_folder(s, folder, f);
    ret->answered = !err;
    kept_done(&kept);
    return err;
}

enum err stamps_keep(const struct files *s, const struct log_key *k, struct bytes answer, const char *ca, struct stamp *ret,
                     struct fault *f)
{
    struct names names = {0};
    struct stamp stamp = {.size = 0};
    uint8_t imprint[32];
    char wanted[STAMP_NAME];
    enum err err = timestamp_answered(answer, imprint, f);
    if (!err) err = read_names(s, &names, f);
    if (!err) {
        size_t i = 0;
        for (; i < names.count; i++) {
            name_of(strtoull(names.list[i], NULL, 10), imprint, wanted);
            if (strcmp(wanted, names.list[i]) == 0) break;
        }
        err = i < names.count ? check_and_keep(s, k, names.list[i], answer, ca, &stamp, f)
                              : fault_set(f, ERR_INVALID, "this ledger asked for no such time stamp");
    }
    free(names.list);
    if (!err) *ret = stamp;
    return err;
}

static enum err check_kept(const struct files *s, const struct log_key *k, const char *name, const char *ca, struct stamp *ret,
                           struct fault *f)
{
    struct kept kept = {0};
    enum err err = read_kept(s, k, name, &kept, ret, f);
    if (!err && kept.answer) {
        err = timestamp_check(kept.text, bytes_of(kept.request, kept.request_len), bytes_of(kept.answer, kept.answer_len), ca,
                              TIMESTAMP_VALID_THEN, &ret->stamped, f);
        ret->answered = !err;
    }
    kept_done(&kept);
    return err;
}

enum err stamps_each(const struct files *s, const struct log_key *k, const char *ca, stamps_fn *fn, void *ctx, struct fault *f)
{
    struct names names = {0};
    enum err err = read_names(s, &names, f);
    for (size_t i = 0; !err && i < names.count; i++) {
        struct stamp stamp = {.size = 0};
        struct fault wrong = {.text = ""};
        snprintf(stamp.name, sizeof stamp.name, "%s", names.list[i]);
        enum err one = check_kept(s, k, names.list[i], ca, &stamp, &wrong);
        if (!fn(ctx, &stamp, one, &wrong)) break;
    }
    free(names.list);
    return err;
}
