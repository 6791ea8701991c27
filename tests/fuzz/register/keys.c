/* Key files: whatever the text, a tree of keys or a fault that holds none of it. */
#include "register/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct handover_keys *k = NULL;
    struct fault f;
    if (keys_parse("keys.yaml", bytes_of(data, size), &k, &f) != ERR_OK) return 0;
    for (size_t i = 0; i < k->container_count; i++) ENSURE(k->containers[i].liid && k->containers[i].len <= CONTAINER_KEY_MAX);
    keys_free(k);
    return 0;
}
