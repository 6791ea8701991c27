/* NSS key log files: the secrets of TLS sessions, as the carrier's own side gives them out (draft-ietf-tls-keylogfile).
 *
 * A line is LABEL, the client random (64 hexadecimal digits) and a secret (hexadecimal), parted by single spaces; lines that are
 * empty or start with '#' are comments. RSA lines of old ("RSA" and 16 digits of an encrypted pre-master secret) are passed over:
 * they name no client random. pcapng Decryption Secrets Blocks of type TLS hold the same text. */
#ifndef CUSTOS_APP_KEYLOG_H
#define CUSTOS_APP_KEYLOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum {
    KEYLOG_RANDOM = 32,                    /* bytes of a client random */
    KEYLOG_SECRET_MAX = 256,               /* bytes of a secret */
    KEYLOG_FILE_BYTES = 256 * 1024 * 1024, /* of a file */
    KEYLOG_FILES_MAX = 4096                /* of a folder */
};

struct keylog_line {
    struct bytes label;
    uint8_t client_random[KEYLOG_RANDOM];
    struct bytes secret;
};

/* Called for each line that holds a secret, in their order. All of it is borrowed for the call, and zeroised afterwards. */
typedef void keylog_fn(void *ctx, const struct keylog_line *line);

/* Read a file (pipes too), or all files of a folder in the order of their names; hidden ones and folders inside are passed over.
 * The fault names file, line and cause; `fn` was then called for the lines before it. */
enum err keylog_read(const char *path, keylog_fn *fn, void *ctx, struct fault *f) MUST_USE;
/* The same for text in memory; `name` stands for its path. */
enum err keylog_parse(const char *name, const uint8_t *data, size_t len, keylog_fn *fn, void *ctx, struct fault *f) MUST_USE;

#endif
