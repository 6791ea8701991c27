#include "app/ledger_timestamp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "app/ledger_store.h"
#include "base/clock.h"
#include "ledger/stamps.h"
#include "ledger/view.h"

static void print_stamp(const struct stamp *p)
{
    char time[CLOCK_TEXT];
    clock_rfc3339(p->stamped.time_ns, time);
    printf("size %" PRIu64 "  %s  serial %s  %s\n", p->size, time, p->stamped.serial, p->stamped.authority);
}

/* --- request, answer ---------------------------------------------------------------------------------------------------- */

static enum err ask(const struct files *s, const struct log_key *k, const char *folder, struct fault *f)
{
    char path[FILES_PATH];
    enum err err = stamps_request(s, k, path, f);
    if (!err) printf("%s/%s\n", folder, path);
    return err;
}

static enum err read_answer(const char *path, uint8_t **ret, size_t *ret_len, struct fault *f)
{
    uint8_t *data = malloc(TIMESTAMP_ANSWER_MAX + 1);
    FILE *in = data ? fopen(path, "rb") : NULL;
    if (!in) {
        free(data);
        return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    }
    size_t len = fread(data, 1, TIMESTAMP_ANSWER_MAX + 1, in);
    bool bad = ferror(in) != 0;
    fclose(in);
    if (!bad && len <= TIMESTAMP_ANSWER_MAX) {
        *ret = data;
        *ret_len = len;
        return ERR_OK;
    }
    free(data);
    return bad ? fault_set(f, ERR_IO, "%s: %s", path, strerror(EIO))
               : fault_set(f, ERR_LIMIT, "%s is too long for a time stamp", path);
}

static enum err keep(const struct files *s, const struct log_key *k, const char *path, const char *ca, struct fault *f)
{
    struct stamp stamp;
    uint8_t *answer = NULL;
    size_t len = 0;
    enum err err = read_answer(path, &answer, &len, f);
    if (err) return err;
    err = stamps_keep(s, k, bytes_of(answer, len), ca, &stamp, f);
    free(answer);
    if (!err) print_stamp(&stamp);
    return err;
}

/* --- all of them -------------------------------------------------------------------------------------------------------- */

struct survey {
    struct view *view;
    size_t held, waiting, broken;
};

/* Did the ledger of today grow out of what was stamped? */
static enum err grown_from(struct view *v, const struct stamp *p, struct fault *f)
{
    const struct checkpoint *now = &view_checkpoint(v)->checkpoint;
    struct hash proof[MERKLE_PROOF_MAX];
    size_t count = 0;
    if (p->size == now->size && hash_equal(&p->root, &now->root)) return ERR_OK;
    if (p->size >= now->size)
        return fault_set(f, ERR_INVALID, "the ledger was set back or replaced: it had %" PRIu64 " other records then", p->size);
    if (p->size == 0) return ERR_OK;
    enum err err = view_consistency(v, p->size, proof, &count, f);
    if (err || merkle_consistent(p->size, now->size, proof, count, &p->root, &now->root)) return err;
    return fault_set(f, ERR_INVALID, "the ledger is another one now: its first %" PRIu64 " records are not what was stamped",
                     p->size);
}

static bool survey_one(void *ctx, const struct stamp *p, enum err err, const struct fault *f)
{
    struct survey *s = ctx;
    struct fault grown = {.text = ""};
    if (!err) {
        err = grown_from(s->view, p, &grown);
        f = &grown;
    }
    if (err) {
        printf("%s  WRONG  %s\n", p->name, f->text);
        s->broken++;
    } else if (p->answered) {
        print_stamp(p);
        s->held++;
    } else {
        printf("size %" PRIu64 "  not answered yet  timestamp/%s.tsq\n", p->size, p->name);
        s->waiting++;
    }
    return true;
}

static int check_all(const struct files *s, const struct log_key *k, const char *ca, struct fault *f)
{
    struct survey all = {0};
    enum err err = view_open(s, &all.view, f);
    if (!err) err = stamps_each(s, k, ca, survey_one, &all, f);
    view_free(all.view);
    if (err) return complain(f);
    printf("%zu time stamps hold, %zu wait for an answer, %zu are wrong\n", all.held, all.waiting, all.broken);
    return finish_output(all.broken ? EXIT_FINDINGS : EXIT_BALANCED);
}

int ledger_timestamp(const char *folder, bool request, const char *answer, const char *ca)
{
    struct fault f = {.text = ""};
    struct ledger_store store;
    struct log_key key;
    int status = EXIT_BALANCED;
    enum err err = ledger_store_read(folder, &store, &f);
    if (!err) err = log_key_read(&store.files, &key, &f);
    if (!err && request)
        err = ask(&store.files, &key, folder, &f);
    else if (!err && answer)
        err = keep(&store.files, &key, answer, ca, &f);
    else if (!err)
        status = check_all(&store.files, &key, ca, &f);
    ledger_store_close(&store);
    if (!err) return finish_output(status);
    (void)complain(&f);
    return answer && (err == ERR_INVALID || err == ERR_FORMAT) ? EXIT_FINDINGS : EXIT_FAILED;
}
