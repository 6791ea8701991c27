/* What is handed out of a ledger, put together: the files of a bundle (verify/bundle.h has the format), as a folder, or sealed
 * for a receiver (verify/sealed.h).
 *
 * MANIFEST is signed by a key that is made for one bundle, from the key of the record that is shown and the bundle's random id:
 * the record of the release commits to its public half, nobody has to trust it otherwise, and it need not be kept. */
#ifndef CUSTOS_LEDGER_RELEASE_H
#define CUSTOS_LEDGER_RELEASE_H

#include "base/arena.h"
#include "ledger/view.h"
#include "verify/sealed.h"

enum { RELEASE_SEED = 32, RELEASE_ID = 33, RELEASE_VKEY = 512 }; /* bytes; characters of an id; of a key's text */

struct release_file {
    const char *path;
    struct bytes data;
};

/* Everything in it is borrowed, or the arena's. */
struct release_files {
    struct arena *arena;
    struct release_file *list;
    size_t count, room;
};

/* What the manifest says of the whole: a line of text each, NULL: nothing. */
struct release_terms {
    const char *bundle, *receiver, *tlp, *classification, *matter, *purpose; /* matter: the case */
    uint64_t record;                                                         /* that is shown */
};

void release_add(struct release_files *f, const char *path, struct bytes data);

typedef bool release_shown_fn(void *ctx, struct bytes slot);
/* N.record and N.disclosed, in which the slots stand that `shown` (NULL: all) lets through. */
void release_add_record(struct release_files *f, struct hasher *h, const struct view_record *r, release_shown_fn *shown,
                        void *ctx);

/* A new bundle's id; the seed of its key. */
void release_id(char ret[static RELEASE_ID]);
void release_seed(struct hasher *h, const struct view_record *r, const char *bundle, uint8_t ret[static RELEASE_SEED]);
void release_vkey(const uint8_t seed[static RELEASE_SEED], const char *origin, char ret[static RELEASE_VKEY]);

/* The manifest up to its line "release": everything that is known before the release is on record. The files are put in order. */
const char *release_core(const struct release_terms *t, struct release_files *f);
/* The rest: add MANIFEST to the files. The first `core_count` of them stand in the core. */
enum err release_sign(struct release_files *f, size_t core_count, const char *core, uint64_t release, const char *origin,
                      const uint8_t seed[static RELEASE_SEED], struct fault *fault) MUST_USE;

/* A new folder; one that is empty is as good. */
enum err release_make_folder(const char *path, struct fault *f) MUST_USE;
/* Into such a folder. */
enum err release_write_folder(const struct release_files *f, const char *path, struct fault *fault) MUST_USE;
/* A new file that only the receiver's secret key opens. */
enum err release_write_sealed(const struct release_files *f, const struct receiver *to, const char *path,
                              struct fault *fault) MUST_USE;

#endif
