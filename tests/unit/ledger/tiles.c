/* Tiles and the proofs from them: against the golden ledger, against logs of others, and against the definitions for all small
 * trees. */
#include "ledger/tiles.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "golden_file.h"
#include "ledger/prover.h"
#include "merkle_tree.h"
#include "power_disk.h"
#include "verify/checkpoint.h"

TEST(paths)
{
    static const struct {
        int level;
        uint64_t number;
        unsigned width;
        const char *path;
    } paths[] = {{0, 0, 256, "tile/0/000"},
                 {0, 999, 1, "tile/0/999.p/1"},
                 {1, 1000, 256, "tile/1/x001/000"},
                 {0, 1234067, 256, "tile/0/x001/x234/067"},
                 {TILES_ENTRIES, 1234067, 8, "tile/entries/x001/x234/067.p/8"}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char path[FILES_PATH];
        tiles_path(path, paths[i].level, paths[i].number, paths[i].width);
        CHECK_TEXT(path, paths[i].path);
    }
    CHECK_INT(tiles_partial(70000, 0), 112);
    CHECK_INT(tiles_partial(70000, 1), 17);
    CHECK_INT(tiles_partial(70000, 2), 1);
    CHECK_INT(tiles_partial(256, 0), 0);
    CHECK_INT(tiles_partial(256, 1), 1);
}

/* Does a file of the disk hold exactly that? */
static bool disk_holds(struct power_disk *d, const char *path, struct bytes want)
{
    const struct power_entry *e = power_find(&d->now, path);
    return e && e->file && bytes_equal(bytes_of(e->file->now, (size_t)e->file->now_len), want);
}

/* What of a log that somebody else made is compared: `get` reads one of its files, `last` is the size of its largest tree. */
typedef struct bytes get_fn(const char *path);

static bool checkpoint_of(struct bytes whole, struct checkpoint *ret)
{
    struct note note;
    return note_parse((struct span){(const char *)whole.data, whole.len}, &note) && checkpoint_parse(note.text, ret);
}

static void leaf_by_leaf(get_fn *get, const char *bundle_path, unsigned count, unsigned first_tile)
{
    char path[FILES_PATH];
    static struct power_disk d;
    struct hasher *h = hasher_new();
    struct tiles *t;
    struct fault f;
    struct bytes bundle = get(bundle_path);
    size_t at = 0;
    power_begin(&d, 1);
    REQUIRE(bundle.len && tiles_new(&d.files, h, &t, &f) == ERR_OK);
    for (unsigned size = 1; size <= count; size++) {
        size_t len = load_be16(bundle.data + at);
        struct bytes entry = bytes_of(bundle.data + at + 2, len);
        struct hash leaf, root;
        struct checkpoint c;
        at += 2 + len;
        hash_leaf(h, entry, &leaf);
        CHECK(tiles_add(t, &leaf, entry, &f) == ERR_OK && tiles_flush(t, &f) == ERR_OK);
        tiles_root(t, &root);
        snprintf(path, sizeof path, "checkpoint.%u", size);
        struct bytes note = get(path);
        if (CHECK(checkpoint_of(note, &c))) CHECK(c.size == size && hash_equal(&c.root, &root));
        golden_file_free(note);
        for (int level = TILES_ENTRIES; level < 1 && size >= first_tile; level++) {
            tiles_path(path, level, 0, size);
            struct bytes want = get(path);
            CHECK(disk_holds(&d, path, want));
            golden_file_free(want);
        }
    }
    CHECK_INT(at, bundle.len);
    golden_file_free(bundle);
    tiles_free(t);
    hasher_free(h);
    power_end(&d);
}

static struct bytes get_golden(const char *path)
{
    if (strcmp(path, "tile/0/000.p/5") == 0) path = "tile.0.000.p.5";
    if (strcmp(path, "tile/entries/000.p/5") == 0) path = "entries.000.p.5";
    return golden_file("tests/golden/ledger/%s", path);
}

TEST(golden_ledger)
{
    leaf_by_leaf(get_golden, "entries.000.p.5", 5, 5);
}

static struct bytes get_tessera(const char *path)
{
    char whole[FILES_PATH];
    size_t len = 0;
    snprintf(whole, sizeof whole, "tessera/testdata/log/%.200s", path);
    const uint8_t *data = check_vector(whole, &len);
    return bytes_of(data, data ? len : 0);
}

TEST(log_of_tessera)
{
    struct bytes there = get_tessera("checkpoint");
    if (!there.data) return; /* check_vector counts it */
    golden_file_free(there);
    leaf_by_leaf(get_tessera, "tile/entries/000.p/15", 15, 1);
}

TEST(tiles_of_sunlight)
{
    static const char folder[] =
        "sunlight/cmd/skylight/testdata/witness/mirror/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706/";
    static const char *const files[] = {"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"};
    static struct power_disk d;
    struct fault f;
    struct checkpoint c = {0};
    struct hash root;
    struct prover *p;
    uint8_t *data = NULL;
    char path[FILES_PATH];
    struct hasher *h = hasher_new();
    power_begin(&d, 1);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t len;
        free(data);
        snprintf(path, sizeof path, "%s%s", folder, files[i]);
        data = check_vector(path, &len);
        if (data) CHECK_INT(files_replace(&d.files, files[i], 0644, bytes_of(data, len), &f), ERR_OK);
        if (data && i == 3) CHECK(checkpoint_of(bytes_of(data, len), &c));
    }
    if (data && CHECK_INT(c.size, 300) && CHECK(prover_new(&d.files, h, 300, &p, &f) == ERR_OK)) {
        CHECK_INT(prover_root(p, &root, &f), ERR_OK);
        CHECK(hash_equal(&root, &c.root));
        prover_free(p);
    }
    free(data);
    hasher_free(h);
    power_end(&d);
}

/* All trees of up to 256 leaves: root and every proof are what the definitions say. */
TEST(every_proof_of_all_trees_up_to_256)
{
    static struct power_disk d;
    static struct tree by_definition;
    struct hasher *h = hasher_new();
    struct tiles *t;
    struct fault f;
    tree_init(&by_definition);
    power_begin(&d, 1);
    REQUIRE(tiles_new(&d.files, h, &t, &f) == ERR_OK);
    for (unsigned size = 1; size <= TREE_MAX; size++) {
        struct prover *p;
        struct hash got[MERKLE_PROOF_MAX], want[MERKLE_PROOF_MAX], root, wanted = tree_root(&by_definition, 0, size);
        size_t count;
        CHECK(tiles_add(t, &by_definition.full[0][size - 1], bytes_of("e", 1), &f) == ERR_OK && tiles_flush(t, &f) == ERR_OK);
        tiles_root(t, &root);
        CHECK(hash_equal(&root, &wanted));
        REQUIRE(prover_new(&d.files, h, size, &p, &f) == ERR_OK);
        CHECK(prover_root(p, &root, &f) == ERR_OK && hash_equal(&root, &wanted));
        for (unsigned i = 0; i < size; i++) {
            size_t wanted_count = tree_path(&by_definition, i, 0, size, want);
            CHECK_INT(prover_inclusion(p, i, got, &count, &f), ERR_OK);
            CHECK(count == wanted_count && memcmp(got, want, count * sizeof *got) == 0);
        }
        for (unsigned old = 1; old <= size; old++) {
            size_t wanted_count = tree_subproof(&by_definition, old, 0, size, true, want);
            CHECK_INT(prover_consistency(p, old, got, &count, &f), ERR_OK);
            CHECK(count == wanted_count && memcmp(got, want, count * sizeof *got) == 0);
        }
        CHECK_INT(prover_inclusion(p, size, got, &count, &f), ERR_INVALID);
        CHECK_INT(prover_consistency(p, size + 1, got, &count, &f), ERR_INVALID);
        CHECK(prover_consistency(p, 0, got, &count, &f) == ERR_OK && count == 0);
        prover_free(p);
    }
    tiles_free(t);
    hasher_free(h);
    power_end(&d);
}

/* Over the border of two levels of tiles, loaded anew now and then, as a writer that starts again does. */
TEST(proofs_across_three_levels)
{
    enum { SIZE = 66000 };
    static struct power_disk d;
    static struct hash leaves[SIZE];
    struct hasher *h = hasher_new();
    struct tiles *t;
    struct prover *p;
    struct fault f;
    struct hash root, old_root, proof[MERKLE_PROOF_MAX];
    size_t count;
    power_begin(&d, 1);
    REQUIRE(tiles_new(&d.files, h, &t, &f) == ERR_OK);
    for (unsigned i = 0; i < SIZE; i++) {
        merkle_leaf(&i, sizeof i, &leaves[i]);
        CHECK_INT(tiles_add(t, &leaves[i], bytes_of(&i, 1), &f), ERR_OK);
        if (i != 65535 && i != 40001) continue;
        CHECK_INT(tiles_flush(t, &f), ERR_OK);
        if (i == 40001) tiles_root(t, &old_root);
        tiles_free(t);
        REQUIRE(tiles_new(&d.files, h, &t, &f) == ERR_OK && tiles_load(t, i + 1, &f) == ERR_OK);
        CHECK_INT(tiles_size(t), (i + 1) & ~255u);
        i = (unsigned)tiles_size(t) - 1; /* go on from there */
        if (i == 40001 / 256 * 256 - 1)
            for (unsigned k = i + 1; k <= 40001; k++, i++) CHECK_INT(tiles_add(t, &leaves[k], bytes_of(&k, 1), &f), ERR_OK);
    }
    CHECK_INT(tiles_flush(t, &f), ERR_OK);
    tiles_root(t, &root);
    REQUIRE(prover_new(&d.files, h, SIZE, &p, &f) == ERR_OK);
    for (unsigned i = 0; i < SIZE; i += 997) {
        CHECK_INT(prover_inclusion(p, i, proof, &count, &f), ERR_OK);
        CHECK(merkle_included(i, SIZE, &leaves[i], proof, count, &root));
    }
    CHECK_INT(prover_consistency(p, 40002, proof, &count, &f), ERR_OK);
    CHECK(merkle_consistent(40002, SIZE, proof, count, &old_root, &root));
    CHECK(!power_find(&d.now, "tile/0/156.p/66")); /* the tile is full now */
    CHECK(power_find(&d.now, "tile/0/156") != NULL);
    prover_free(p);
    tiles_free(t);
    hasher_free(h);
    power_end(&d);
}
