/* What is too large for a record: kept by its SHA-256, blob/<first two digits>/<64 digits>, and named in a slot. */
#ifndef CUSTOS_LEDGER_BLOB_H
#define CUSTOS_LEDGER_BLOB_H

#include "ledger/files.h"
#include "ledger/hash.h"

#define BLOB_SLOT "evidence.blob" /* the slot that names one */

enum { BLOB_NAME = 65, BLOB_MAX = 1 << 30 }; /* a hash in hexadecimal digits, NUL included; bytes */

void blob_name(const struct hash *hash, char name[static BLOB_NAME]);
/* The path of a blob of that name. False: it is no name. */
bool blob_path(struct bytes name, char path[static FILES_PATH]);

/* Durable before it returns; the record that names it comes after. */
enum err blob_put(const struct files *s, struct hasher *h, struct bytes data, char ret_name[static BLOB_NAME],
                  struct fault *f) MUST_USE;
/* ERR_IO: it is not there; ERR_INVALID: it is not what its name says. */
enum err blob_check(const struct files *s, struct hasher *h, struct bytes name, struct fault *f) MUST_USE;
/* Overwritten, then removed, durably. One that is not there is no error. */
enum err blob_erase(const struct files *s, struct bytes name, struct fault *f) MUST_USE;

#endif
