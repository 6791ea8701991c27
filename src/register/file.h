/* Reading register files whole, and telling their kinds apart. */
#ifndef CUSTOS_REGISTER_FILE_H
#define CUSTOS_REGISTER_FILE_H

#include "base/bytes.h"
#include "base/err.h"

/* Read a file (pipes too) of at most 32 MiB. The bytes are transferred: free((void *)ret->data) by register_file_done. */
enum err register_file_read(const char *path, struct bytes *ret, struct fault *f) MUST_USE;

/* Wipe, since it may have held targets or a key, and free. Accepts an empty view. */
void register_file_done(struct bytes *b);

enum register_kind { REGISTER_NETWORK, REGISTER_WARRANTS };

/* By the key "custos". Only its form is looked at, not what else the file holds. */
enum err register_file_kind(const char *name, struct bytes text, enum register_kind *ret, struct fault *f) MUST_USE;

#endif
