/* Key logs, as files and inside captures: labels lie in the text, and what is handed on is what stands behind them. */
#include "app/keylog.h"

#include <string.h>

#include "base/hex.h"
#include "base/macros.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(const uint8_t *octets, size_t len, const uint8_t *digits)
{
    for (size_t i = 0; i < len; i++) ENSURE(hex_octet((const char *)digits + 2 * i) == octets[i]);
}

static void take(void *ctx, const struct keylog_line *line)
{
    const struct bytes *all = ctx;
    const uint8_t *end = all->data + all->len, *random = line->label.data + line->label.len + 1;
    ENSURE(line->label.len && line->label.data >= all->data && random < end);
    ENSURE(line->secret.len && line->secret.len <= KEYLOG_SECRET_MAX);
    ENSURE((size_t)(end - random) >= 2 * (KEYLOG_RANDOM + line->secret.len) + 1);
    same(line->client_random, KEYLOG_RANDOM, random);
    same(line->secret.data, line->secret.len, random + (size_t)2 * KEYLOG_RANDOM + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_of(data, size);
    struct fault f = {.text = ""};
    enum err err = keylog_parse("log", data, size, take, &all, &f);
    ENSURE(err == ERR_OK || (err == ERR_FORMAT && strncmp(f.text, "log:", 4) == 0));
    return 0;
}
