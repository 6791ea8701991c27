#include "base/secret.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

TEST(memory_for_anything)
{
    for (size_t size = 0; size < 5000; size += 123) {
        unsigned char *p = secret_alloc(size);
        REQUIRE(p);
        CHECK_INT((uintptr_t)p % _Alignof(max_align_t), 0);
        memset(p, 0xff, size);
        secret_free(p);
    }
    CHECK(secret_alloc(SIZE_MAX) == NULL);
    secret_free(NULL);
}
