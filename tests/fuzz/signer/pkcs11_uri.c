#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "signer/pkcs11_uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pkcs11_uri u;
    char *text = malloc(size + 1);
    if (!text) return 0;
    if (size) memcpy(text, data, size);
    text[size] = '\0';
    if (pkcs11_uri_parse(text, &u, NULL) == ERR_OK) ENSURE(u.module[0] == '/' && (u.object[0] || u.id_len));
    free(text);
    return 0;
}
