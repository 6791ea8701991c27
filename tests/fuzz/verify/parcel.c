/* Fuzz: archives as a sealed file holds them. */
#include <stdio.h>
#include <stdlib.h>

#include "verify/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct parcel f;
    char why[256] = "", *text = NULL;
    size_t len = 0;
    if (!parcel_read_archive((struct span){(const char *)data, size}, &f)) return 0;
    FILE *out = open_memstream(&text, &len);
    if (out) {
        enum bundle_result result = bundle_check(&f, (struct span){NULL, 0}, out, why, sizeof why);
        fclose(out);
        if ((result == BUNDLE_VALID) != (*why == '\0')) __builtin_trap();
        for (size_t i = 0; i < len; i++) /* whatever it reads, a terminal is safe */
            if ((unsigned char)text[i] < 0x20 && text[i] != '\n') __builtin_trap();
    }
    free(text);
    parcel_done(&f);
    return 0;
}
