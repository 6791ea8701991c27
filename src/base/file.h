/* Small files written and read whole: keys, states, lines of evidence. */
#ifndef CUSTOS_BASE_FILE_H
#define CUSTOS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/macros.h"

/* `name` below the folder `dir` (or AT_FDCWD) created with `mode`, filled with `data` and synced; links are not followed. `flags`
 * are O_EXCL or O_TRUNC. The folder is not synced. False: errno says why, and the file may be there in part. */
bool file_write(int dir, const char *name, struct bytes data, int flags, mode_t mode) MUST_USE;

/* A whole file of fewer than `room` octets. False: errno says why; 0: it is too long. */
bool file_read(int dir, const char *name, void *data, size_t room, size_t *ret_len) MUST_USE;

#endif
