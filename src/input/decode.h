/* Decompression as a pull: stored bytes in, plain bytes out. The coding is found by content. */
#ifndef CUSTOS_INPUT_DECODE_H
#define CUSTOS_INPUT_DECODE_H

#include "input/raw.h"

struct decoder; /* opaque */

/* A decoder for what `raw` (borrowed) begins with. ERR_UNSUPPORTED names a compression that is not read. */
enum err decoder_new(struct raw *raw, const char *path, struct decoder **ret, struct fault *f) MUST_USE;
void decoder_free(struct decoder *d); /* accepts NULL */

/* True when the bytes are stored as they are. */
bool decoder_plain(const struct decoder *d);

/* Up to `room` further bytes to `out`; 0 at the end. */
size_t decoder_read(struct decoder *d, uint8_t *out, size_t room) MUST_USE;

/* Why the end is not the true end (a corrupt or cut stream, a read error), or NULL. */
const char *decoder_cause(const struct decoder *d);

#endif
