/* What a witness remembers, in a directory of its own:
 *
 *   vkey                          its key (of cosignatures), written once
 *   HEX64/checkpoint              for each log, named by the SHA-256 of its origin: the checkpoint cosigned last, whole
 *
 * A checkpoint is replaced as a whole (write, fsync, rename, fsync of the directories). The directory is locked while it is open:
 * one witness to a store, so that comparing and storing are one step. */
#ifndef CUSTOS_WITNESS_STORE_H
#define CUSTOS_WITNESS_STORE_H

#include "base/err.h"
#include "verify/checkpoint.h"

enum { STORE_NAME_LEN = 64, STORE_NOTE_MAX = 1 << 16 };

struct store {
    int dir;     /* -1: none */
    bool broken; /* a write failed: nothing is known of the disk any more, so nothing is stored */
    char path[512];
};

/* Make the directory and write vkey (one line without its end) into it; it must hold no store yet. */
enum err store_create(const char *path, const char *vkey, struct fault *f) MUST_USE;
/* It must be the store of that key. */
enum err store_open(const char *path, const char *vkey, struct store *ret, struct fault *f) MUST_USE;
void store_close(struct store *s);

/* The name of a log's folder. */
void store_name(struct span origin, char ret[static STORE_NAME_LEN + 1]);

/* The checkpoint of a log that was cosigned last; *ret_len 0: none ever was. ERR_FORMAT: what is there is no checkpoint of that
 * log. */
enum err store_read(const struct store *s, struct span origin, char note[static STORE_NOTE_MAX], size_t *ret_len,
                    struct checkpoint *ret, struct fault *f) MUST_USE;
/* The same as octets, by the folder's name; false: there is none. */
bool store_read_named(const struct store *s, const char *name, char note[static STORE_NOTE_MAX], size_t *ret_len);

/* Durable when it returns ERR_OK. After a failure every further one fails. */
enum err store_write(struct store *s, struct span origin, struct span note, struct fault *f) MUST_USE;

#endif
