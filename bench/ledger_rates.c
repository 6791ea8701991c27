/* ledger_rates FOLDER: how fast the ledger is, on one core, beside what nothing on this machine can go below: SHA-256 alone and
 * fdatasync alone, in the same run. FOLDER is made, used and left for the caller to remove. A line of JSON a row: {"name",
 * "unit", "messages", "bytes", "seconds", "cpu_seconds", "per_second", "per_cpu_second"}, the fastest of ROUNDS rounds. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ledger/entry.h"
#include "ledger/ledger.h"
#include "ledger/prover.h"
#include "ledger/tiles.h"

enum { ROUNDS = 3, HASHES = 1000000, SYNCS = 300, RECORDS = 100000, SLOTS = 12, LEAVES = 10000000, PROOFS = 2000, BATCH = 1024 };

/* Elapsed and on the core, seconds. */
struct span_of_time {
    double wall, cpu;
};

static double clock_s(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct span_of_time now(void)
{
    return (struct span_of_time){clock_s(CLOCK_MONOTONIC), clock_s(CLOCK_THREAD_CPUTIME_ID)};
}

static struct span_of_time since(struct span_of_time from)
{
    struct span_of_time to = now();
    return (struct span_of_time){to.wall - from.wall, to.cpu - from.cpu};
}

static void keep_faster(struct span_of_time *best, struct span_of_time t)
{
    if (best->wall == 0 || t.wall < best->wall) best->wall = t.wall;
    if (best->cpu == 0 || t.cpu < best->cpu) best->cpu = t.cpu;
}

static void row(const char *name, const char *unit, uint64_t messages, uint64_t bytes, struct span_of_time t)
{
    printf("{\"name\": \"%s\", \"unit\": \"%s\", \"messages\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"seconds\": %.6f, "
           "\"cpu_seconds\": %.6f, \"per_second\": %.0f, \"per_cpu_second\": %.0f}\n",
           name, unit, messages, bytes, t.wall, t.cpu, (double)messages / t.wall, (double)messages / t.cpu);
    fflush(stdout);
}

static void must(enum err err, const struct fault *f)
{
    if (err == ERR_OK) return;
    fprintf(stderr, "ledger_rates: %s\n", f->text);
    exit(2);
}

/* --- the limits --------------------------------------------------------------------------------------------------------------
 */

static void measure_hash(struct hasher *h, const char *name, size_t len)
{
    uint8_t text[1024] = {0};
    struct hash hash;
    struct span_of_time best = {0};
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct span_of_time from = now();
        for (unsigned i = 0; i < HASHES; i++) {
            hash_begin(h);
            hash_part(h, bytes_of(text, len));
            hash_end(h, &hash);
            text[0] = hash.octets[0];
        }
        keep_faster(&best, since(from));
    }
    row(name, "hashes", HASHES, HASHES * len, best);
}

static void measure_sync(const char *folder, const char *name, size_t len)
{
    char path[4096];
    static uint8_t data[1 << 20];
    struct span_of_time best = {0};
    snprintf(path, sizeof path, "%s/sync", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ENSURE(fd >= 0 && fallocate(fd, 0, 0, (off_t)(SYNCS * len)) == 0);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct span_of_time from = now();
        for (unsigned i = 0; i < SYNCS; i++) {
            data[0]++;
            ENSURE(pwrite(fd, data, len, (off_t)(i * len)) == (ssize_t)len && fdatasync(fd) == 0);
        }
        keep_faster(&best, since(from));
    }
    close(fd);
    unlink(path);
    row(name, "syncs", SYNCS, SYNCS * len, best);
}

/* --- appending ---------------------------------------------------------------------------------------------------------------
 */

/* The key of tests/golden/ledger. */
static const char vkey[] = "custos.example/op1/ledger-0001+99ddd7fc+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

/* A ledger that nobody signs for: what is measured ends where a checkpoint begins. */
static struct ledger *open_ledger(const char *folder, struct files *files, unsigned batch)
{
    struct ledger *l;
    struct fault f;
    struct ledger_options o = {.files = files, .batch = batch};
    must(files_open(folder, files, &f), &f);
    must(ledger_open(&o, &l, &f), &f);
    return l;
}

/* Twelve slots such as a finding's. */
static void make_record(struct record_slot slots[static SLOTS], struct record *r)
{
    static const char *const texts[SLOTS][2] = {
        {"id", "F-0001"},
        {"rule", "covert-copy"},
        {"severity", "critical"},
        {"element", "amf-7.op1.example"},
        {"supplier", "Acme"},
        {"conversation", "192.0.2.10:5060 > 198.51.100.7:8443 udp"},
        {"times", "2026-11-21T23:16:53.123456789Z/2026-11-21T23:17:15.987654321Z"},
        {"target", "imsi:001010000000000"},
        {"liid", "LIID-0000"},
        {"source", "tap-east"},
        {"evidence.blob", "afdbfae291e4d8ba25853e610ecb1901b7200f875c8dff550c4a8c2dc366a8aa"},
        {"summary", "delivery stopped 14 s before deactivation"}};
    for (size_t i = 0; i < SLOTS; i++)
        slots[i] = (struct record_slot){.name = bytes_of_text(texts[i][0]), .value = bytes_of_text(texts[i][1])};
    *r = (struct record){bytes_of_text("finding"), bytes_of_text("bench/1"), slots, SLOTS};
}

static void measure_append(const char *folder, const char *name, unsigned batch, unsigned records)
{
    struct files files;
    struct record_slot slots[SLOTS];
    struct record r;
    struct fault f;
    struct hash leaf;
    uint64_t index;
    struct span_of_time best = {0};
    make_record(slots, &r);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct ledger *l = open_ledger(folder, &files, batch);
        struct span_of_time from = now();
        for (unsigned i = 0; i < records; i++) {
            must(ledger_append(l, &r, &index, &leaf, &f), &f);
            if ((i + 1) % batch == 0) must(ledger_commit(l, &f), &f);
        }
        must(ledger_commit(l, &f), &f);
        keep_faster(&best, since(from));
        ledger_close(l);
        files.ops->done(files.ctx);
    }
    row(name, "records", records, 0, best);
}

static void make_ledger(const char *folder)
{
    struct files files;
    struct fault f;
    must(files_make(folder, &f), &f);
    must(files_open(folder, &files, &f), &f);
    must(ledger_create(&files, vkey, 0, &f), &f);
    files.ops->done(files.ctx);
}

/* --- proofs ------------------------------------------------------------------------------------------------------------------
 */

static int no_sync(void *ctx, int handle)
{
    (void)ctx;
    (void)handle;
    return 0;
}

static int no_sync_folder(void *ctx, const char *path)
{
    (void)ctx;
    (void)path;
    return 0;
}

static void leaf_of(unsigned i, struct hash *ret)
{
    memset(ret, 0, sizeof *ret);
    memcpy(ret->octets, &i, sizeof i);
}

/* The tiles of a large tree; they are read, not kept, and so not synced. */
static void make_tiles(const struct files *files, struct hasher *h, struct hash *ret_root)
{
    struct fault f;
    struct tiles *t;
    struct span_of_time from = now();
    must(tiles_new(files, h, &t, &f), &f);
    for (unsigned i = 0; i < LEAVES; i++) {
        struct hash leaf;
        leaf_of(i, &leaf);
        must(tiles_add(t, &leaf, bytes_of(&i, 1), &f), &f);
    }
    must(tiles_flush(t, &f), &f);
    tiles_root(t, ret_root);
    tiles_free(t);
    row("tiles of 10,000,000 leaves, not synced", "leaves", LEAVES, 0, since(from));
}

static void measure_proofs(const char *folder, struct hasher *h)
{
    static struct hash proofs[PROOFS][MERKLE_PROOF_MAX];
    static size_t counts[PROOFS];
    struct files files;
    struct fault f;
    struct hash root, leaf;
    must(files_make(folder, &f), &f);
    must(files_open(folder, &files, &f), &f);
    struct files_ops ops = *files.ops;
    ops.sync = no_sync;
    ops.sync_folder = no_sync_folder;
    struct files unsynced = {&ops, files.ctx};
    make_tiles(&unsynced, h, &root);
    struct span_of_time from = now();
    for (unsigned i = 0; i < PROOFS; i++) {
        struct prover *p; /* a new one for each: no tile is remembered */
        must(prover_new(&files, h, LEAVES, &p, &f), &f);
        must(prover_inclusion(p, i * 4999 % LEAVES, proofs[i], &counts[i], &f), &f);
        prover_free(p);
    }
    row("inclusion proof at 10,000,000 leaves, built", "proofs", PROOFS, 0, since(from));
    from = now();
    for (unsigned i = 0; i < PROOFS; i++) {
        leaf_of(i * 4999 % LEAVES, &leaf);
        ENSURE(merkle_included(i * 4999 % LEAVES, LEAVES, &leaf, proofs[i], counts[i], &root));
    }
    row("inclusion proof at 10,000,000 leaves, checked", "proofs", PROOFS, 0, since(from));
    files.ops->done(files.ctx);
}

int main(int argc, char **argv)
{
    char ledger[4096], tiles[4096];
    struct hasher *h = hasher_new();
    if (argc != 2 || mkdir(argv[1], 0700) != 0 || !h) {
        fputs("usage: ledger_rates FOLDER, which is not there yet\n", stderr);
        return 2;
    }
    snprintf(ledger, sizeof ledger, "%s/ledger", argv[1]);
    snprintf(tiles, sizeof tiles, "%s/tiles", argv[1]);
    measure_hash(h, "limit: SHA-256 of 64 bytes", 64);
    measure_hash(h, "limit: SHA-256 of 700 bytes", 700);
    measure_sync(argv[1], "limit: 512 bytes and fdatasync", 512);
    measure_sync(argv[1], "limit: 1 MiB and fdatasync", 1 << 20);
    make_ledger(ledger);
    measure_append(ledger, "records of 12 slots, durable one by one", 1, SYNCS);
    measure_append(ledger, "records of 12 slots, durable by 256", 256, RECORDS);
    measure_append(ledger, "records of 12 slots, durable by 1024", BATCH, RECORDS);
    measure_proofs(tiles, h);
    hasher_free(h);
    return 0;
}
