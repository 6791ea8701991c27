/* Lists of organisations: whatever is read has ids, names and parents that hold, and can be searched for, or is refused with a
 * fault that says why. */
#include <string.h>

#include "people/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct organisations *o)
{
    ENSURE(strlen(o->digest) == 64);
    for (size_t i = 0; i < o->count; i++) {
        const struct organisation *one = &o->list[i];
        ENSURE(one->id && *one->id && strlen(one->country) == 2 && *one->kind && one->name_count > 0);
        ENSURE(one->parent < (int32_t)o->count && (one->parent >= 0) == (one->parent_id != NULL));
        int found = organisations_find(o, one->id);
        ENSURE(found == (int)i);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct organisations o;
    struct fault f = {0};
    struct names n;
    struct named_list l = {0};
    ENSURE(a);
    if (organisations_read(bytes_of(data, size), "fuzz", a, &o, &f) == ERR_OK) {
        check(&o);
        if (names_init(&n, &o, &f) == ERR_OK) {
            ENSURE(names_in_text(&n, bytes_of(data, size), &l) == ERR_OK);
            for (size_t i = 0; i < l.count; i++) ENSURE(l.list[i].start < l.list[i].end && l.list[i].end <= size);
            named_list_done(&l);
            names_done(&n);
        } else {
            ENSURE(*f.text);
        }
    } else {
        ENSURE(*f.text);
    }
    arena_free(a);
    return 0;
}
