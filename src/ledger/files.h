/* The ledger's files, through one small table, so that a test can cut the power, tear and reorder what is written, or refuse any
 * call. Paths are relative to the ledger's folder. Every call answers 0 or more, or a negative errno. */
#ifndef CUSTOS_LEDGER_FILES_H
#define CUSTOS_LEDGER_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum { FILES_PATH = 256 }; /* room for any path below a ledger's folder */

enum files_mode {
    FILES_READ,
    FILES_WRITE, /* read and write; it must exist */
    FILES_CREATE /* read and write; made empty, or emptied */
};

typedef void files_list_fn(void *ctx, const char *name);

struct files_ops {
    int (*open)(void *ctx, const char *path, enum files_mode mode, unsigned permissions); /* a handle */
    int (*close)(void *ctx, int handle);
    int64_t (*size)(void *ctx, int handle);
    int64_t (*read)(void *ctx, int handle, void *data, size_t len, uint64_t offset);        /* may be short at the end only */
    int64_t (*write)(void *ctx, int handle, const void *data, size_t len, uint64_t offset); /* all of it */
    int (*reserve)(void *ctx, int handle, uint64_t len); /* room on the disk, and the file that long: zeros behind its end */
    int (*truncate)(void *ctx, int handle, uint64_t len);
    int (*sync)(void *ctx, int handle);   /* data and length are durable (fdatasync) */
    int (*forget)(void *ctx, int handle); /* what is read next comes from the disk, not from memory */
    int (*rename)(void *ctx, const char *from, const char *to);
    int (*remove)(void *ctx, const char *path);      /* a file, or an empty folder */
    int (*make_folder)(void *ctx, const char *path); /* 0 as well when it is there */
    int (*sync_folder)(void *ctx, const char *path); /* its entries are durable; "." is the ledger's */
    int (*list)(void *ctx, const char *path, files_list_fn *fn, void *fn_ctx);
    int (*lock)(void *ctx); /* for one writer, until close; -EWOULDBLOCK: there is one */
    void (*done)(void *ctx);
};

struct files {
    const struct files_ops *ops;
    void *ctx; /* ended by ops->done */
};

/* The files below a folder that is there. */
enum err files_open(const char *folder, struct files *ret, struct fault *f) MUST_USE;
/* Make that folder (0700) with the folders above it that are missing. ERR_IO: it is there and not empty. */
enum err files_make(const char *folder, struct fault *f) MUST_USE;

/* "PATH: DOING: REASON", ERR_FULL for a full disk and ERR_IO else. */
enum err files_fault(struct fault *f, const char *path, const char *doing, int64_t result);

/* A whole small file. *ret is allocated, with a NUL behind it: free(). ERR_IO with *ret_absent: there is none. */
enum err files_read_whole(const struct files *s, const char *path, size_t max, char **ret, size_t *ret_len, bool *ret_absent,
                          struct fault *f) MUST_USE;
/* PATH holds `data`, or what it held before: written beside, made durable, renamed. The folder is the caller's to sync. */
enum err files_replace(const struct files *s, const char *path, unsigned permissions, struct bytes data,
                       struct fault *f) MUST_USE;
/* Zeros over all of an open file, durable: 0 or more, or a negative errno. */
int64_t files_wipe(const struct files *s, int handle);
/* Make a folder and its entry in `parent` durable. */
enum err files_folder(const struct files *s, const char *parent, const char *path, struct fault *f) MUST_USE;
enum err files_sync_folder(const struct files *s, const char *path, struct fault *f) MUST_USE;

#endif
