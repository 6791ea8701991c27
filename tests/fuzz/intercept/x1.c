/* X1 in HTTP: whatever comes, framing stays inside the input, and lists hold what their counts say. */
#include "intercept/x1.h"
#include "proto/http1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_message(const struct http1 *h, struct bytes b)
{
    struct x1_parser *p = x1_parser_new();
    size_t at = 0;
    ENSURE(p);
    for (struct bytes piece; (piece = http1_body(h, b, &at)).len;) {
        ENSURE(piece.data >= b.data && piece.data + piece.len <= b.data + b.len);
        if (!x1_parser_feed(p, piece)) break;
    }
    struct x1_body *body = x1_parser_done(p);
    for (size_t i = 0; i < body->count; i++) {
        const struct x1_message *m = &body->list[i];
        ENSURE(m->admf && m->ne && m->transaction && m->version && (unsigned)m->type < X1_TYPE_COUNT);
        for (size_t k = 0; k < m->task_count; k++)
            for (size_t n = 0; n < m->tasks[k].targets.count; n++)
                ENSURE(m->tasks[k].targets.list[n].kind && m->tasks[k].targets.list[n].value);
    }
    ENSURE(body->is_x1 || body->count == 0);
    x1_body_free(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    while (b.len) {
        struct http1 h = {0};
        enum framing half = http1_frame(&h, bytes_slice(b, 0, b.len / 2)), f = half;
        if (half == FRAMING_MORE) f = http1_frame(&h, b);
        if (f == FRAMING_MORE && http1_close(&h, b)) f = FRAMING_WHOLE;
        if (f != FRAMING_WHOLE) break;
        ENSURE(h.len > 0 && h.len <= b.len);
        read_message(&h, bytes_slice(b, 0, h.len));
        b = bytes_slice(b, h.len, SIZE_MAX);
    }
    return 0;
}
