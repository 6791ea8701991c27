#include "balance/print_hash.h"

#include <stdlib.h>

#include "check.h"
#include "print_sample.h"

enum { VARIANTS = 8, LONGEST = 5000 };

/* Every length, at every alignment, from heap blocks of exactly that size so that the sanitizer sees a read past the end. */
TEST(variants_give_the_same_hash)
{
    print_hash_fn *variant[VARIANTS];
    const char *names[VARIANTS];
    size_t count = print_hash_variants(variant, names, VARIANTS);
    CHECK(count >= 1);
    CHECK(print_hash_best() == variant[0]);
    CHECK_TEXT(names[count - 1], "portable");
    for (size_t len = 0; len <= LONGEST; len += len < 600 ? 1 : 37) {
        struct print_key k = key_of((uint32_t)len);
        for (unsigned i = 0; i < sizeof k.secret; i++) k.secret[i] = (uint8_t)(i * 37 + len);
        unsigned alignment = (unsigned)len % 64;
        uint8_t *block = malloc(alignment + len + 1), *p = block + alignment + 1;
        REQUIRE(block != NULL);
        fill(p, len);
        uint64_t want = print_hash_portable(&k, bytes_of(p, len));
        for (size_t v = 0; v < count; v++) CHECK(variant[v](&k, bytes_of(p, len)) == want);
        CHECK(print_whole(&k, bytes_of(p, len)) == want);
        if (len) {
            p[len / 2] ^= 1;
            for (size_t v = 0; v < count; v++) CHECK(variant[v](&k, bytes_of(p, len)) != want);
        }
        free(block);
    }
}
