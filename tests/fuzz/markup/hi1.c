/* HI1 in XML and JSON: whatever comes, texts are texts, lists hold what their counts say, and pieces make no difference. */
#include <stdlib.h>

#include "hi1_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct hi1_message *m = hi1_parse(b, SIZE_MAX / 2), *pieces = hi1_parse(b, 7);
    char *whole = hi1_text(m, SIZE_MAX), *same = hi1_text(pieces, SIZE_MAX);
    ENSURE(m->is_hi1 || m->count == 0);
    if (m->is_hi1 && !m->malformed) /* what is no HI1 may be left before what is broken in it */
        ENSURE(!pieces->malformed && strcmp(whole, same) == 0);
    free(whole);
    free(same);
    hi1_message_free(m);
    hi1_message_free(pieces);
    return 0;
}
