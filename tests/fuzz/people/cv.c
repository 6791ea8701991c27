/* Records of CVs: whatever comes, parts lie in the record, places ascend, and a text without escapes is the original's. The first
 * octet chooses the format; a CSV's first line names its columns. */
#include "base/macros.h"
#include "people/cv_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OFFSET = 77 };

static void check_part(const struct cv *cv, const struct cv_part *p, bool plain)
{
    ENSURE(p->text.len > 0 && p->origin_count > 0 && p->origin[0].at == 0);
    uint64_t before = 0;
    for (uint32_t k = 0; k <= p->text.len; k++) {
        uint64_t at = cv_original(p, k);
        ENSURE(at >= OFFSET && at <= OFFSET + cv->bytes.len);
        ENSURE(k == p->text.len || at < OFFSET + cv->bytes.len);
        if (plain && k < p->text.len) ENSURE(cv->bytes.data[at - OFFSET] == p->text.data[k] && at >= before);
        before = at;
    }
}

static void check_cv(struct cv_reader *r, const struct cv *cv, enum cv_status status, bool plain)
{
    size_t at = 0;
    if (status == CV_MALFORMED) ENSURE(cv_reader_fault(r, &at) && at <= cv->bytes.len);
    if (status != CV_READ) return;
    ENSURE(cv->count > 0 && cv->count <= CV_PARTS && (cv->dropped == 0 || cv->count == CV_PARTS));
    for (size_t i = 0; i < cv->count; i++) check_part(cv, &cv->parts[i], plain);
    ENSURE(cv->name.len <= cv->bytes.len + 1 && cv->id.len <= cv->bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct cv_reader *r = cv_reader_new();
    struct bytes record = bytes_of(data + 1, size - 1);
    struct cv cv = {.file = "-", .line = 1, .offset = OFFSET};
    if (!r) return 0;
    for (int again = 0; again < 2; again++) {
        cv.bytes = record;
        if (data[0] % 2 == 0) {
            check_cv(r, &cv, cv_read_json(r, &cv), false);
        } else {
            const uint8_t *end = record.len ? memchr(record.data, '\n', record.len) : NULL;
            size_t header = end ? (size_t)(end - record.data) : 0;
            ENSURE(cv_reader_columns(r, bytes_slice(record, 0, header), ','));
            cv.bytes = bytes_slice(record, header, SIZE_MAX);
            check_cv(r, &cv, cv_read_row(r, &cv), true);
        }
    }
    cv.bytes = record;
    check_cv(r, &cv, cv_read_text(r, &cv), true);
    cv_reader_free(r);
    return 0;
}
