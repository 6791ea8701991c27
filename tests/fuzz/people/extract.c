/* Records of any kind against the list that the program comes with: names and quotes lie where they are said to lie, and the same
 * record yields the same. The first octet chooses how the rest is read. */
#include <string.h>

#include "people/cv_read.h"
#include "people/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena *arena;
static struct organisations list;
static struct extraction *extraction;
static struct extractor *extractor;

static void set_up(void)
{
    static const struct pseudonym_key key = {{1}};
    struct fault f;
    if (arena) return;
    arena = arena_new();
    ENSURE(arena);
    ENSURE(organisations_read(organisations_shipped(), "organisations.csv", arena, &list, &f) == ERR_OK);
    ENSURE(extraction_new(&list, &key, &extraction, &f) == ERR_OK);
    extractor = extractor_new(extraction);
    ENSURE(extractor);
}

static void check(const struct extract *x, size_t size)
{
    ENSURE(x->exclusion == EXCLUDED_NOT || x->exclusion == EXCLUDED_UNRELATED || x->exclusion == EXCLUDED_EMPTY);
    ENSURE((x->exclusion == EXCLUDED_NOT) == (x->mention_count + x->employment_count > 0));
    for (size_t i = 0; i < x->employment_count; i++)
        ENSURE(list.list[x->employments[i].organisation].class == ORGANISATION_EMPLOYER);
    for (size_t i = 0; i < x->mention_count; i++) {
        const struct mention *m = &x->mentions[i];
        ENSURE(list.list[m->organisation].class == ORGANISATION_BODY && m->relation != RELATION_NAMED);
        ENSURE(m->quote.from <= m->from && m->from < m->until && m->until <= m->quote.until && m->quote.until <= size);
        ENSURE(strlen(m->quote.text) <= m->quote.until - m->quote.from && *m->rule && *m->pattern);
        ENSURE(m->confidence > 0 && m->confidence <= 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    set_up();
    struct cv_reader *r = cv_reader_new();
    struct cv cv = {.file = "fuzz", .line = 1, .bytes = bytes_of(data + 1, size - 1)};
    struct arena *a = arena_new();
    struct extract x, again;
    ENSURE(r && a);
    enum cv_status status = data[0] & 1 ? cv_read_text(r, &cv) : cv_read_json(r, &cv);
    if (status == CV_READ) {
        ENSURE(extract_cv(extractor, &cv, a, &x) == ERR_OK);
        check(&x, size - 1);
        ENSURE(extract_cv(extractor, &cv, a, &again) == ERR_OK);
        ENSURE(again.mention_count == x.mention_count && again.employment_count == x.employment_count &&
               again.ambiguous == x.ambiguous);
    }
    arena_free(a);
    cv_reader_free(r);
    return 0;
}
