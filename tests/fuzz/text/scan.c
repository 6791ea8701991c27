/* Names in a text: every variant finds the same, in order, and what is found folds to the name. Input: names, one a line, an
 * empty line, the text. */
#include "text/scan.h"

#include <string.h>

#include "base/macros.h"
#include "text/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FORMS_MAX = 64, HIT_MAX = 4096 };

static size_t read_forms(struct bytes *rest, struct form forms[static FORMS_MAX])
{
    size_t count = 0;
    while (rest->len) {
        const uint8_t *end = memchr(rest->data, '\n', rest->len);
        size_t len = end ? (size_t)(end - rest->data) : rest->len;
        struct form form = {.text = bytes_slice(*rest, 0, len), .id = (uint32_t)count, .whole_word = !(count & 1)};
        *rest = bytes_slice(*rest, len + (end != NULL), rest->len);
        if (len == 0) break;
        if (count < FORMS_MAX && scan_form(&form, &forms[count], NULL) == ERR_OK) count++;
    }
    return count;
}

static void check_hit(struct bytes text, const struct hit *hit, const struct form *form)
{
    static uint8_t is[3 * HIT_MAX], wanted[3 * HIT_MAX];
    struct bytes there = bytes_slice(text, hit->start, hit->end - hit->start);
    ENSURE(hit->start < hit->end && hit->end <= text.len);
    if (there.len > HIT_MAX || form->text.len > HIT_MAX) return;
    ENSURE(bytes_equal(bytes_of(is, fold_text(there, is)), bytes_of(wanted, fold_text(form->text, wanted))));
    ENSURE(!form->exact_case || bytes_equal(there, form->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size);
    struct form forms[FORMS_MAX];
    struct variant all[4];
    struct scan_hits hits[2] = {0};
    struct scan s;
    size_t count = read_forms(&text, forms), n = variants(all, 4);
    ENSURE(scan_init(&s, forms, count, NULL) == ERR_OK);
    for (size_t v = 0; v < n; v++) {
        s.variant = all[v];
        struct scan_hits *h = &hits[v > 0];
        ENSURE(scan_text(&s, text, h) == ERR_OK && h->count == hits[0].count && h->dropped == hits[0].dropped);
        for (size_t i = 0; i < h->count; i++) {
            ENSURE(memcmp(&h->list[i].start, &hits[0].list[i].start, 2 * sizeof(size_t)) == 0 &&
                   h->list[i].id == hits[0].list[i].id);
            ENSURE(i == 0 || h->list[i].start >= h->list[i - 1].start);
            check_hit(text, &h->list[i], &forms[h->list[i].id]);
        }
    }
    scan_hits_done(&hits[0]);
    scan_hits_done(&hits[1]);
    scan_done(&s);
    return 0;
}
