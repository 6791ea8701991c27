/* The checkpoints on a ledger's disk. Input: u16be the length of the file checkpoint, this file, checkpoints.log; the key is that
 * of tests/golden/ledger. */
#include "ledger/checkpoints.h"

#include "disk.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err count_one(void *ctx, const struct checkpoint *c, struct fault *f)
{
    unsigned *count = ctx;
    (void)f;
    ENSURE(c->origin.len);
    ++*count;
    return ERR_OK;
}

/* What holds when every signature is looked at holds when only the newest are. */
static void read_log(const struct files *files, const struct log_key *k, const struct stored_checkpoint *latest, size_t size)
{
    uint64_t end = 0, quick_end = 0;
    unsigned all = 0, some = 0;
    enum err err = checkpoints_read(files, k, latest, true, count_one, &all, &end, NULL);
    enum err quick = checkpoints_read(files, k, latest, false, count_one, &some, &quick_end, NULL);
    ENSURE(end <= size && quick_end <= size && (err != ERR_OK || latest->note == NULL || all > 0));
    if (err == ERR_OK) ENSURE(quick == ERR_OK && quick_end == end && some <= all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char vkey[] = "custos.example/op1/ledger-0001+99ddd7fc+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n";
    struct reader r = reader_of(bytes_of(data, size));
    struct bytes latest = reader_bytes(&r, reader_u16(&r)), log = reader_rest(&r);
    struct disk disk = {.file = {{"log.vkey", bytes_of(vkey, sizeof vkey - 1)}, {"checkpoints.log", log}, {"checkpoint", latest}},
                        .count = latest.len ? 3 : 2};
    struct files files = disk_files(&disk);
    struct stored_checkpoint c;
    struct log_key k;
    ENSURE(log_key_read(&files, &k, NULL) == ERR_OK);
    if (checkpoint_read(&files, &k, &c, NULL) != ERR_OK) return 0;
    ENSURE((c.note != NULL) == (latest.len != 0));
    read_log(&files, &k, &c, log.len);
    checkpoint_done(&c);
    return 0;
}
