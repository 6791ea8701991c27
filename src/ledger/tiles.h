/* The tree as C2SP tlog-tiles: tile/<level>/<number>[.p/<width>] of 256 hashes each, and tile/entries/<number>[.p/<width>] of the
 * records' public parts. Derived from the journal: they can be made again from it, and shown to anybody. */
#ifndef CUSTOS_LEDGER_TILES_H
#define CUSTOS_LEDGER_TILES_H

#include "ledger/files.h"
#include "ledger/hash.h"

enum { TILES_WIDTH = 256, TILES_HEIGHT = 8, TILES_LEVELS = 7, TILES_ENTRIES = -1 };

/* level: TILES_ENTRIES for an entry bundle; width: TILES_WIDTH for a full tile. */
void tiles_path(char path[static FILES_PATH], int level, uint64_t number, unsigned width);
/* How many hashes the last tile of a level has that is not full. */
unsigned tiles_partial(uint64_t size, unsigned level);

/* The first `width` hashes of a tile: of its file of that width, or of the full one. ERR_FORMAT: it has fewer. */
enum err tiles_read(const struct files *s, unsigned level, uint64_t number, unsigned width, struct hash *ret,
                    struct fault *f) MUST_USE;

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

struct tiles; /* opaque */

enum err tiles_new(const struct files *s, struct hasher *h, struct tiles **ret, struct fault *f) MUST_USE;
void tiles_free(struct tiles *t); /* accepts NULL */

/* Go on from the tiles of a tree of `size` leaves on the disk: the next leaf to be added is tiles_size, at most 255 before it. */
enum err tiles_load(struct tiles *t, uint64_t size, struct fault *f) MUST_USE;
uint64_t tiles_size(const struct tiles *t);
/* The next leaf and its entry; tiles that it fills are written. */
enum err tiles_add(struct tiles *t, const struct hash *leaf, struct bytes entry, struct fault *f) MUST_USE;
/* The tiles that are not full; then all that was written is durable, and those that were not full before and are now go. */
enum err tiles_flush(struct tiles *t, struct fault *f) MUST_USE;
void tiles_root(const struct tiles *t, struct hash *ret);

#endif
