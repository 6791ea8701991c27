/* A small ledger, damaged in every way: each byte of each file flipped, the journal cut at each length, put back to an old copy,
 * forked; erasure; a full disk. */
#include "ledger/ledger.h"

#include <stdio.h>

#include "check.h"
#include "ledger/blob.h"
#include "ledger/check.h"
#include "ledger/entry.h"
#include "ledger/journal.h"
#include "ledger/prover.h"
#include "ledger/view.h"
#include "ledger_signer.h"
#include "power_disk.h"

enum { SEGMENT = 4096, SIGNED = 5, RECORDS = 7 };

struct world {
    struct power_disk disk;
    struct test_signer signer;
    struct hash leaves[RECORDS];
    uint64_t last; /* index of the record appended last */
    struct ledger *ledger;
};

/* CUSTOS_FAULTS, when set: every byte, every length; else one in so many. */
static uint64_t step(uint64_t usual)
{
    return getenv("CUSTOS_FAULTS") ? 1 : usual;
}

static bool open_world(struct world *w, struct fault *f)
{
    struct ledger_options o = {.files = &w->disk.files, .signer = &w->signer.signer, .segment_bytes = SEGMENT};
    w->ledger = NULL;
    return ledger_open(&o, &w->ledger, f) == ERR_OK;
}

static void close_world(struct world *w)
{
    ledger_close(w->ledger);
    w->ledger = NULL;
}

static enum err append_text(struct world *w, const char *text, const char *blob, struct fault *f)
{
    struct entry e;
    struct hash leaf;
    entry_begin(&e, "finding");
    entry_text(&e, "summary", text);
    entry_text(&e, BLOB_SLOT, blob);
    enum err err = ledger_append(w->ledger, &e.record, &w->last, &leaf, f);
    if (err == ERR_OK && w->last < RECORDS) w->leaves[w->last] = leaf;
    return err;
}

/* Five records that are signed, and `more` that are durable only. */
static bool begin_world(struct world *w, unsigned more)
{
    struct fault f = {.text = ""};
    memset(w, 0, sizeof *w);
    power_begin(&w->disk, 1);
    test_signer_begin(&w->signer);
    bool good = ledger_create(&w->disk.files, w->signer.vkey, SEGMENT, &f) == ERR_OK && open_world(w, &f);
    good = good && ledger_checkpoint(w->ledger, &f) == ERR_OK;
    for (unsigned i = 0; good && i < SIGNED; i++) good = append_text(w, "what must not be lost", NULL, &f) == ERR_OK;
    good = good && ledger_checkpoint(w->ledger, &f) == ERR_OK;
    for (unsigned i = 0; good && i < more; i++) good = append_text(w, "durable", NULL, &f) == ERR_OK;
    good = good && ledger_commit(w->ledger, &f) == ERR_OK;
    close_world(w);
    if (!good) printf("    %s\n", f.text);
    return good;
}

struct meeting {
    struct world *w;
    uint64_t count;
};

static bool meet(void *ctx, const struct view_record *r)
{
    struct meeting *m = ctx;
    if (r->index < SIGNED) CHECK(hash_equal(&r->leaf, &m->w->leaves[r->index]));
    m->count++;
    return true;
}

/* Everything that was signed is there, as it was. */
static void check_signed(struct world *w)
{
    struct view *v;
    struct fault f;
    struct meeting m = {w, 0};
    REQUIRE(view_open(&w->disk.files, &v, &f) == ERR_OK);
    CHECK_INT(view_each(v, 0, meet, &m, &f), ERR_OK);
    CHECK(m.count >= SIGNED);
    view_free(v);
}

/* The next writer: it refuses, or everything signed is there afterwards and (unless old checkpoints were harmed, which no writer
 * needs) all of it holds. */
static void write_on(struct world *w, bool wholly)
{
    struct fault f = {.text = ""};
    struct check_report report;
    if (open_world(w, &f)) {
        bool good = append_text(w, "after", NULL, &f) == ERR_OK && ledger_checkpoint(w->ledger, &f) == ERR_OK;
        close_world(w);
        check_signed(w);
        bool holds = ledger_check(&w->disk.files, &w->signer.signer, &report, &f) == ERR_OK;
        if (!CHECK(good && (holds || !wholly))) printf("    %s\n", f.text);
    } else {
        CHECK(f.text[0] != 0);
    }
    CHECK_INT(w->signer.refused, 0);
}

TEST(flipped_bytes_of_every_file)
{
    static struct world w;
    REQUIRE(begin_world(&w, 0));
    size_t count = w.disk.now.count;
    power_end(&w.disk);
    for (size_t i = 0; i < count; i++) {
        uint64_t len = 1;
        for (uint64_t at = i % 3; at < len; at += step(61)) {
            struct check_report report;
            struct fault f;
            REQUIRE(begin_world(&w, 0));
            struct power_entry *e = &w.disk.now.at[i];
            len = e->file ? e->file->now_len : 0;
            if (e->file) {
                e->file->now[at] ^= 1;
                if (!CHECK(ledger_check(&w.disk.files, NULL, &report, &f) != ERR_OK))
                    printf("    %s: byte %llu\n", e->path, (unsigned long long)at);
            }
            if (e->file && strcmp(e->path, "journal/reserve") != 0 && strncmp(e->path, "tile", 4) != 0)
                write_on(&w, strcmp(e->path, "checkpoints.log") != 0);
            power_end(&w.disk);
        }
    }
}

/* Tiles are made again from the journal. */
TEST(flipped_bytes_of_tiles_are_mended)
{
    static struct world w;
    for (uint64_t at = 0; at < SIGNED * 32; at += 7) {
        REQUIRE(begin_world(&w, 0));
        struct power_entry *e = power_find(&w.disk.now, "tile/0/000.p/5");
        REQUIRE(e);
        e->file->now[at] ^= 1;
        struct fault f;
        REQUIRE(open_world(&w, &f));
        CHECK(append_text(&w, "after", NULL, &f) == ERR_OK && ledger_checkpoint(w.ledger, &f) == ERR_OK);
        close_world(&w);
        check_signed(&w);
        power_end(&w.disk);
    }
}

TEST(journal_cut_at_any_length)
{
    static struct world w;
    REQUIRE(begin_world(&w, 2));
    uint64_t whole = power_find(&w.disk.now, "journal/0000000000000000.seg")->file->now_len;
    power_end(&w.disk);
    for (uint64_t len = 0; len < whole; len += step(5)) {
        struct fault f;
        REQUIRE(begin_world(&w, 2));
        struct power_file *file = power_find(&w.disk.now, "journal/0000000000000000.seg")->file;
        file->now_len = len;
        bool opened = open_world(&w, &f);
        uint64_t left = opened ? ledger_durable(w.ledger) : 0;
        close_world(&w);
        if (opened) {
            CHECK(left >= SIGNED);
            check_signed(&w);
            write_on(&w, true);
        } else {
            CHECK(strstr(f.text, "signed") != NULL); /* it says why */
            CHECK_INT(power_find(&w.disk.now, "journal/0000000000000000.seg")->file->now_len, len);
        }
        power_end(&w.disk);
    }
}

TEST(torn_tail_is_on_record)
{
    static struct world w;
    struct fault f;
    struct view *v;
    REQUIRE(begin_world(&w, 2));
    power_find(&w.disk.now, "journal/0000000000000000.seg")->file->now_len -= 3;
    REQUIRE(open_world(&w, &f));
    CHECK_INT(ledger_durable(w.ledger), SIGNED + 2); /* one kept, one in place of the torn one */
    CHECK_INT(ledger_checkpoint(w.ledger, &f), ERR_OK);
    close_world(&w);
    REQUIRE(view_open(&w.disk.files, &v, &f) == ERR_OK);
    CHECK_INT(view_checkpoint(v)->checkpoint.size, SIGNED + 2);
    view_free(v);
    write_on(&w, true);
    power_end(&w.disk);
}

/* The disk is put back to an old copy; the signer remembers. */
TEST(rollback_and_fork)
{
    static struct world w, old;
    struct fault f = {.text = ""};
    struct check_report report;
    REQUIRE(begin_world(&w, 0) && begin_world(&old, 0));
    REQUIRE(open_world(&w, &f));
    CHECK(append_text(&w, "later", NULL, &f) == ERR_OK && ledger_checkpoint(w.ledger, &f) == ERR_OK);
    close_world(&w);
    old.signer.size = w.signer.size; /* the old disk with the new signer's memory */
    old.signer.root = w.signer.root;
    CHECK(!open_world(&old, &f) && strstr(f.text, "6 records are signed"));
    CHECK(ledger_check(&old.disk.files, &old.signer.signer, &report, &f) == ERR_INVALID);
    close_world(&old);
    old.signer.size = SIGNED; /* another history of the same length, by a writer that deceived a signer of its own */
    old.signer.root = power_find(&old.disk.now, "x") ? old.signer.root : (struct hash){{0}};
    CHECK(!open_world(&old, &f) && strstr(f.text, "two histories"));
    close_world(&old);
    power_end(&w.disk);
    power_end(&old.disk);
}

/* Does a text stand anywhere on the medium or in memory of the disk? */
static bool found_on(const struct power_disk *d, const char *text)
{
    for (size_t i = 0; i < d->all_count; i++) {
        const struct power_file *file = d->all[i];
        if (memmem(file->now, (size_t)file->now_len, text, strlen(text)) ||
            memmem(file->safe, (size_t)file->safe_len, text, strlen(text)))
            return true;
    }
    return false;
}

static bool blob_there(struct world *w, const char *name)
{
    char path[FILES_PATH];
    return blob_path(bytes_of_text(name), path) && power_find(&w->disk.now, path);
}

TEST(erasure)
{
    static struct world w;
    struct fault f = {.text = ""};
    struct check_report report;
    struct hasher *h = hasher_new();
    char own[BLOB_NAME], shared[BLOB_NAME];
    REQUIRE(begin_world(&w, 0) && open_world(&w, &f));
    CHECK_INT(blob_put(&w.disk.files, h, bytes_of_text("packets of one"), own, &f), ERR_OK);
    CHECK_INT(blob_put(&w.disk.files, h, bytes_of_text("packets of two"), shared, &f), ERR_OK);
    CHECK(append_text(&w, "imsi:001010000000001", own, &f) == ERR_OK);
    CHECK(append_text(&w, "imsi:001010000000002", shared, &f) == ERR_OK);
    CHECK(append_text(&w, "stays", shared, &f) == ERR_OK);
    CHECK_INT(ledger_checkpoint(w.ledger, &f), ERR_OK);
    CHECK(found_on(&w.disk, "imsi:001010000000001") && found_on(&w.disk, "packets of one"));
    CHECK_INT(ledger_erase(w.ledger, (const uint64_t[]){SIGNED + 1, SIGNED, SIGNED}, 3, "retention", &f), ERR_OK);
    CHECK(!found_on(&w.disk, "imsi:00101000000000") && !found_on(&w.disk, "packets of one"));
    CHECK(!blob_there(&w, own) && blob_there(&w, shared));
    CHECK_INT(ledger_erase(w.ledger, (const uint64_t[]){SIGNED}, 1, "again", &f), ERR_INVALID);
    CHECK_INT(ledger_erase(w.ledger, (const uint64_t[]){SIGNED + 3}, 1, "the order", &f), ERR_INVALID);
    CHECK_INT(ledger_erase(w.ledger, (const uint64_t[]){99}, 1, "nothing", &f), ERR_INVALID);
    CHECK(append_text(&w, "goes on", NULL, &f) == ERR_OK && ledger_checkpoint(w.ledger, &f) == ERR_OK);
    close_world(&w);
    if (!CHECK_INT(ledger_check(&w.disk.files, &w.signer.signer, &report, &f), ERR_OK)) printf("    %s\n", f.text);
    CHECK_INT(report.erased, 2);
    CHECK_INT(report.blobs, 1);
    CHECK_INT(report.records, SIGNED + 5);
    check_signed(&w);
    hasher_free(h);
    power_end(&w.disk);
}

static bool count_gaps(void *ctx, const struct view_record *r)
{
    const struct record_slot *lost = view_slot(r, "lost");
    uint64_t *found = ctx;
    if (!bytes_equal(r->type, bytes_of_text("gap"))) return true;
    found[0]++;
    if (lost && !lost->absent) found[1] = (uint64_t)(lost->value.data[0] - '0');
    return true;
}

/* Records that find no room are refused, counted, and on record as soon as there is room again. */
TEST(full_disk)
{
    static struct world w;
    struct fault f = {.text = ""};
    struct check_report report;
    uint64_t gaps[2] = {0}, taken = 0;
    struct view *v;
    REQUIRE(begin_world(&w, 0));
    w.disk.room = w.disk.used + SEGMENT;
    REQUIRE(open_world(&w, &f));
    enum err err = ERR_OK;
    while (err == ERR_OK && taken < 100) {
        err = append_text(&w, "as many as there is room for", NULL, &f);
        taken += err == ERR_OK;
    }
    CHECK_INT(err, ERR_FULL);
    CHECK(strstr(f.text, "No space left") != NULL);
    CHECK_INT(append_text(&w, "lost", NULL, &f), ERR_FULL);
    CHECK_INT(append_text(&w, "lost", NULL, &f), ERR_FULL);
    CHECK_INT(ledger_commit(w.ledger, &f), ERR_OK);
    w.disk.room = 0;
    CHECK_INT(append_text(&w, "room again", NULL, &f), ERR_OK);
    CHECK_INT(ledger_checkpoint(w.ledger, &f), ERR_OK);
    close_world(&w);
    REQUIRE(view_open(&w.disk.files, &v, &f) == ERR_OK);
    CHECK_INT(view_each(v, 0, count_gaps, gaps, &f), ERR_OK);
    view_free(v);
    CHECK_INT(gaps[0], 2); /* its beginning, and what it cost */
    CHECK_INT(gaps[1], 3);
    if (!CHECK_INT(ledger_check(&w.disk.files, &w.signer.signer, &report, &f), ERR_OK)) printf("    %s\n", f.text);
    CHECK_INT(report.records, SIGNED + taken + 3);
    check_signed(&w);
    power_end(&w.disk);
}

TEST(nothing_after_an_error_of_the_disk)
{
    static struct world w;
    struct fault f;
    REQUIRE(begin_world(&w, 0) && open_world(&w, &f));
    CHECK_INT(append_text(&w, "a", NULL, &f), ERR_OK);
    w.disk.error_at = w.disk.calls + 2; /* the write, then its fdatasync */
    w.disk.error = EIO;
    CHECK_INT(ledger_commit(w.ledger, &f), ERR_IO);
    CHECK_INT(ledger_commit(w.ledger, &f), ERR_IO); /* though a second fdatasync would succeed */
    CHECK_INT(append_text(&w, "b", NULL, &f), ERR_IO);
    CHECK_INT(ledger_checkpoint(w.ledger, &f), ERR_IO);
    CHECK_INT(ledger_durable(w.ledger), SIGNED);
    close_world(&w);
    write_on(&w, true);
    power_end(&w.disk);
}

/* Where there is no room for a segment, a smaller one does. */
TEST(a_disk_smaller_than_a_segment)
{
    static struct world w;
    struct fault f = {.text = ""};
    struct check_report report;
    REQUIRE(begin_world(&w, 0));
    struct ledger_options o = {.files = &w.disk.files, .signer = &w.signer.signer, .segment_bytes = 8 * JOURNAL_RESERVE};
    w.disk.room = w.disk.used + 3 * JOURNAL_RESERVE;
    REQUIRE(ledger_open(&o, &w.ledger, &f) == ERR_OK);
    if (!CHECK_INT(append_text(&w, "there is room for that", NULL, &f), ERR_OK)) printf("    %s\n", f.text);
    CHECK_INT(ledger_checkpoint(w.ledger, &f), ERR_OK);
    close_world(&w);
    CHECK_INT(ledger_check(&w.disk.files, &w.signer.signer, &report, &f), ERR_OK);
    CHECK_INT(report.records, SIGNED + 1);
    power_end(&w.disk);
}

/* The room that the journal holds in advance is given up when tiles need it. */
TEST(tiles_on_a_full_disk)
{
    static struct world w;
    struct fault f;
    struct check_report report;
    REQUIRE(begin_world(&w, 0) && open_world(&w, &f));
    CHECK_INT(append_text(&w, "a", NULL, &f), ERR_OK);
    CHECK_INT(ledger_commit(w.ledger, &f), ERR_OK);
    w.disk.error_at = w.disk.calls + 6; /* among the calls that write tiles */
    w.disk.error = ENOSPC;
    CHECK_INT(ledger_checkpoint(w.ledger, &f), ERR_OK);
    CHECK(w.disk.calls > w.disk.error_at);
    close_world(&w);
    CHECK_INT(ledger_check(&w.disk.files, &w.signer.signer, &report, &f), ERR_OK);
    CHECK_INT(report.checkpoint_size, SIGNED + 1);
    power_end(&w.disk);
}
