#include "ledger/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "ledger/entry.h"
#include "ledger/ledger_internal.h"

const char *ledger_time(char text[static CLOCK_TEXT])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return clock_rfc3339((int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec, text);
}

enum err ledger_outcome(struct ledger *l, enum err err, const struct fault *f)
{
    bool harmless = err == ERR_OK || err == ERR_FULL || err == ERR_INVALID || err == ERR_LIMIT || err == ERR_MEMORY;
    if (harmless || l->poisoned) return err;
    l->poisoned = true;
    l->cause = *f;
    return err;
}

static enum err refuse_poisoned(const struct ledger *l, struct fault *f)
{
    return fault_set(f, l->cause.code, "%s", l->cause.text);
}

static enum err take_key(struct ledger *l, uint8_t **ret, struct fault *f)
{
    if (!l->keys_left) {
        size_t done = 0;
        while (done < sizeof l->keys) {
            ssize_t n = getrandom((uint8_t *)l->keys + done, sizeof l->keys - done, 0);
            if (n < 0) return fault_set(f, ERR_IO, "no random bytes from the system");
            done += (size_t)n;
        }
        l->keys_left = LEDGER_KEYS;
    }
    *ret = l->keys[--l->keys_left];
    return ERR_OK;
}

static enum err append(struct ledger *l, const struct record *r, bool last_resort, uint64_t *ret_index, struct hash *ret_leaf,
                       struct fault *f)
{
    uint8_t *key = NULL;
    uint64_t index = journal_next(l->journal);
    enum err err = take_key(l, &key, f);
    if (err == ERR_OK) err = journal_append(l->journal, r, key, last_resort, ret_leaf, f);
    if (err != ERR_OK) return ledger_outcome(l, err, f);
    explicit_bzero(key, RECORD_KEY);
    if (index == l->durable) l->waiting_since_ns = clock_running();
    *ret_index = index;
    return ERR_OK;
}

enum err ledger_append_own(struct ledger *l, const struct record *r, uint64_t *ret_index, struct hash *ret_leaf, struct fault *f)
{
    return append(l, r, true, ret_index, ret_leaf, f);
}

/* The gap so far, or (`until` NULL) its beginning. */
static enum err append_gap(struct ledger *l, const char *until, struct fault *f)
{
    struct entry e;
    struct hash leaf;
    uint64_t index;
    char now[CLOCK_TEXT];
    entry_begin(&e, "gap");
    entry_text(&e, "time", ledger_time(now));
    entry_text(&e, "cause", "disk full");
    entry_text(&e, "from", l->full_since);
    entry_text(&e, "until", until);
    if (until) entry_unsigned(&e, "lost", l->lost);
    return ledger_append_own(l, &e.record, &index, &leaf, f);
}

/* A record found no room: from now on they are counted. The gap's beginning is on record at once, in what is kept for it. */
static enum err begin_gap(struct ledger *l, const struct fault *full, struct fault *f)
{
    struct fault why = *full;
    l->full = true;
    l->lost = 1;
    ledger_time(l->full_since);
    enum err err = append_gap(l, NULL, f);
    if (err == ERR_OK) err = ledger_commit(l, f);
    if (err != ERR_OK && err != ERR_FULL) return err;
    return fault_set(f, ERR_FULL, "%s", why.text);
}

/* Is there room again? Then what was lost is on record. */
static enum err end_gap(struct ledger *l, struct fault *f)
{
    char now[CLOCK_TEXT];
    enum err err = journal_refill(l->journal, f);
    if (err == ERR_OK) err = append_gap(l, ledger_time(now), f);
    if (err == ERR_OK) l->full = false;
    return err == ERR_FULL ? err : ledger_outcome(l, err, f);
}

enum err ledger_append(struct ledger *l, const struct record *r, uint64_t *ret_index, struct hash *ret_leaf, struct fault *f)
{
    enum err err = ERR_OK;
    if (l->poisoned) return refuse_poisoned(l, f);
    if (l->full) err = end_gap(l, f);
    if (err == ERR_FULL) l->lost++;
    if (err != ERR_OK) return err;
    struct fault full;
    err = append(l, r, false, ret_index, ret_leaf, &full);
    if (err == ERR_FULL) return begin_gap(l, &full, f);
    return err == ERR_OK ? ERR_OK : fault_set(f, err, "%s", full.text);
}

bool ledger_due(const struct ledger *l)
{
    uint64_t waiting = journal_next(l->journal) - l->durable;
    return waiting >= l->batch || (waiting && clock_running() - l->waiting_since_ns >= LEDGER_DELAY_MS * INT64_C(1000000));
}

enum err ledger_commit(struct ledger *l, struct fault *f)
{
    if (l->poisoned) return refuse_poisoned(l, f);
    if (journal_next(l->journal) == l->durable) return ERR_OK;
    enum err err = ledger_outcome(l, journal_sync(l->journal, f), f);
    if (err == ERR_OK) l->durable = journal_next(l->journal);
    return err;
}

uint64_t ledger_durable(const struct ledger *l)
{
    return l->durable;
}

/* The loss so far, before the writer goes. There may be no room for that either: what was noted at the gap's beginning remains.
 */
static void close_gap(struct ledger *l)
{
    struct fault f;
    char now[CLOCK_TEXT];
    if (l->poisoned || !l->full || append_gap(l, ledger_time(now), &f) != ERR_OK) return;
    (void)ledger_outcome(l, ledger_commit(l, &f), &f);
}

void ledger_close(struct ledger *l)
{
    struct fault ignored;
    if (!l) return;
    if (l->journal) close_gap(l);
    if (l->journal && !l->poisoned && l->durable == journal_next(l->journal) && journal_trim(l->journal, &ignored) != ERR_OK)
        l->poisoned = true; /* the room stays reserved; the next writer sees to it */
    cursor_free(l->cursor);
    journal_free(l->journal);
    tiles_free(l->tiles);
    hasher_free(l->hasher);
    explicit_bzero(l, sizeof *l);
    free(l);
}
