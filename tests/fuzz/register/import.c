/* Import of HI1: whatever is ordered, what is written is a warrants file, sealed or not, with as many warrants as were counted.
 */
#include <stdlib.h>

#include "hi1_text.h"
#include "register/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void note(void *ctx, const char *text)
{
    (void)ctx;
    ENSURE(*text);
}

static void import(struct bytes b, const struct seal_key *k)
{
    struct import *i = import_new(note, NULL);
    struct warrants *w;
    struct fault f;
    char *text;
    size_t len;
    ENSURE(i);
    import_message(i, "fuzz", hi1_parse(b, SIZE_MAX / 2));
    if (import_write(i, k, &text, &len, &f) == ERR_OK) {
        ENSURE(warrants_parse("again", (const uint8_t *)text, len, NULL, &w, &f) == ERR_OK);
        ENSURE(w->count == import_counts(i)->written);
        for (size_t n = 0; k && n < w->count; n++)
            for (size_t t = 0; t < w->list[n].target_count; t++) ENSURE(w->list[n].targets[t].kind == TARGET_SEALED);
        warrants_free(w);
        free(text);
    }
    import_free(i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct seal_key k = {.bytes = {1, 2, 3}, .len = SEAL_KEY_MIN};
    import(bytes_of(data, size), NULL);
    import(bytes_of(data, size), &k);
    return 0;
}
