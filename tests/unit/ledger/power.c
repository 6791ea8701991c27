/* The power goes, the process is killed, the disk refuses, at every call of a ledger's life in turn. Whatever was acknowledged is
 * there afterwards, with the same leaf, everything holds together, and the signer was never asked for anything that did not grow
 * out of what it signed. CUSTOS_FAULTS=N: N lives in place of the few of an ordinary run. */
#include "ledger/check.h"
#include "ledger/entry.h"
#include "ledger/ledger.h"
#include "ledger/view.h"

#include "check.h"
#include "ledger_signer.h"
#include "power_disk.h"

enum { RECORDS_MAX = 700, LIVES = 3, SEGMENT = 6000 };

struct life {
    struct power_disk disk;
    struct test_signer signer;
    uint64_t seed;
    struct hash taken[RECORDS_MAX]; /* leaves, as append told them */
    bool told[RECORDS_MAX];         /* not of records that the ledger made of its own */
    uint64_t acknowledged;
    bool created;
};

static uint64_t step(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 33;
}

static struct ledger_options options_of(struct life *l)
{
    return (struct ledger_options){.files = &l->disk.files, .signer = &l->signer.signer, .segment_bytes = SEGMENT};
}

static bool note_leaf(void *ctx, const struct view_record *r)
{
    struct life *l = ctx;
    if (r->index < l->acknowledged && l->told[r->index]) CHECK(hash_equal(&l->taken[r->index], &r->leaf));
    return true;
}

static enum err append_one(struct life *l, struct ledger *ledger, uint64_t *random, struct fault *f)
{
    static const char text[1200] = {[0 ... 1198] = 'x'};
    struct entry e;
    struct hash leaf;
    uint64_t index;
    entry_begin(&e, "observation");
    entry_bytes(&e, "text", bytes_of(text, step(random) % 5 ? 20 + step(random) % 100 : step(random) % sizeof text));
    enum err err = ledger_append(ledger, &e.record, &index, &leaf, f);
    if (err != ERR_OK || index >= RECORDS_MAX) return err;
    l->taken[index] = leaf;
    l->told[index] = true;
    return ERR_OK;
}

static enum err commit(struct life *l, struct ledger *ledger, struct fault *f)
{
    enum err err = ledger_commit(ledger, f);
    if (err == ERR_OK) l->acknowledged = ledger_durable(ledger);
    return err;
}

/* One writer: some records, some commits, some checkpoints, once an erasure. */
static enum err session(struct life *l, uint64_t *random, unsigned number, struct fault *f)
{
    struct ledger_options o = options_of(l);
    struct ledger *ledger;
    enum err err = ledger_open(&o, &ledger, f);
    if (err != ERR_OK) return err;
    unsigned records = number == 1 ? 300 : 12;
    l->acknowledged = ledger_durable(ledger); /* a recovery's own record among them */
    for (unsigned i = 0; err == ERR_OK && i < records; i++) {
        err = append_one(l, ledger, random, f);
        if (err == ERR_OK && (step(random) % (number == 1 ? 60 : 4) == 0)) err = commit(l, ledger, f);
        if (err == ERR_OK && step(random) % (number == 1 ? 200 : 9) == 0) err = ledger_checkpoint(ledger, f);
    }
    if (err == ERR_OK) err = commit(l, ledger, f);
    if (err == ERR_OK && number == 2) err = ledger_erase(ledger, (const uint64_t[]){1, 4}, 2, "over", f);
    if (err == ERR_OK) err = commit(l, ledger, f);
    if (err == ERR_OK && step(random) % 3) err = ledger_checkpoint(ledger, f);
    ledger_close(ledger);
    return err;
}

static enum err live(struct life *l, struct fault *f)
{
    uint64_t random = l->seed;
    enum err err = ledger_create(&l->disk.files, l->signer.vkey, SEGMENT, f);
    if (err == ERR_OK) l->created = true;
    for (unsigned i = 0; err == ERR_OK && i < 3; i++) err = session(l, &random, i, f);
    return err;
}

/* The next writer finds everything that was acknowledged, and the whole holds. */
static void come_back(struct life *l, uint64_t at)
{
    struct ledger_options o = options_of(l);
    struct ledger *ledger;
    struct view *view;
    struct check_report report;
    struct fault f = {.text = ""};
    uint64_t random = at;
    if (!l->created) return; /* a ledger that was never finished has no records */
    enum err err = ledger_open(&o, &ledger, &f);
    if (!CHECK(err == ERR_OK))
        printf("    call %llu of life %llu: %s\n", (unsigned long long)at, (unsigned long long)l->seed, f.text);
    if (err != ERR_OK) return;
    CHECK(ledger_durable(ledger) >= l->acknowledged);
    CHECK_INT(append_one(l, ledger, &random, &f), ERR_OK);
    CHECK_INT(ledger_checkpoint(ledger, &f), ERR_OK);
    ledger_close(ledger);
    err = ledger_check(&l->disk.files, &l->signer.signer, &report, &f);
    if (!CHECK(err == ERR_OK))
        printf("    call %llu of life %llu: %s\n", (unsigned long long)at, (unsigned long long)l->seed, f.text);
    CHECK_INT(l->signer.refused, 0);
    REQUIRE(view_open(&l->disk.files, &view, &f) == ERR_OK);
    CHECK_INT(view_each(view, 0, note_leaf, l, &f), ERR_OK);
    view_free(view);
}

enum how { POWER_CUT, KILLED, REFUSED_IO, REFUSED_FULL };

/* How many calls a life has, or 0 when something went wrong in it at call `at`. */
static uint64_t one_life(uint64_t seed, uint64_t at, enum how how)
{
    static struct life l;
    struct fault f = {.text = ""};
    memset(&l, 0, sizeof l);
    l.seed = seed;
    power_begin(&l.disk, seed * 1000003 + at);
    test_signer_begin(&l.signer);
    if (how == POWER_CUT || how == KILLED) l.disk.cut_at = at;
    if (how == REFUSED_IO || how == REFUSED_FULL) {
        l.disk.error_at = at;
        l.disk.error = how == REFUSED_IO ? EIO : ENOSPC;
    }
    enum err err = live(&l, &f);
    uint64_t calls = err == ERR_OK ? l.disk.calls : 0;
    if (!at && !CHECK(err == ERR_OK)) printf("    %s\n", f.text);
    if (how == POWER_CUT)
        power_restart(&l.disk);
    else
        power_kill(&l.disk);
    come_back(&l, at);
    power_end(&l.disk);
    return at ? 0 : calls;
}

static void every_call(enum how how)
{
    const char *wanted = getenv("CUSTOS_FAULTS");
    uint64_t lives = wanted ? strtoull(wanted, NULL, 10) : LIVES, stride = wanted ? 1 : 11;
    if (!lives) lives = LIVES; /* "full" is no number */
    for (uint64_t seed = 1; seed <= lives; seed++) {
        uint64_t calls = one_life(seed, 0, how);
        REQUIRE(calls > 100);
        for (uint64_t at = 1 + seed % stride; at <= calls; at += stride) one_life(seed, at, how);
    }
}

TEST(power_cut_at_every_call)
{
    every_call(POWER_CUT);
}

TEST(killed_at_every_call)
{
    every_call(KILLED);
}

TEST(input_output_error_at_every_call)
{
    every_call(REFUSED_IO);
}

TEST(full_disk_at_every_call)
{
    every_call(REFUSED_FULL);
}
