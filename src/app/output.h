/* Files that a command writes, whole or with a complaint that names them. */
#ifndef CUSTOS_APP_OUTPUT_H
#define CUSTOS_APP_OUTPUT_H

#include <stdio.h>

#include "base/err.h"

enum { OUTPUT_PATH = 4096 };

/* "dir/name". ERR_LIMIT: too long. */
enum err output_path(const char *dir, const char *name, char ret[static OUTPUT_PATH], struct fault *f) MUST_USE;
/* The folder, unless it is there. */
enum err output_folder(const char *path, struct fault *f) MUST_USE;
/* The file, emptied when it is there. NULL with *f set: it cannot be opened. */
FILE *output_open(const char *path, struct fault *f) MUST_USE;
/* Returns ERR_OK only when the disk took all that was written. */
enum err output_close(FILE *out, const char *path, struct fault *f) MUST_USE;

#endif
