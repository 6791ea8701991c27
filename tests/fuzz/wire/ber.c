/* BER: the recursive walk of any input ends, and stays inside it. */
#include "wire/ber.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t walk(struct ber *r, unsigned *budget)
{
    uint64_t sum = 0, v;
    struct ber_element e;
    while (*budget && ber_next(r, &e)) {
        (*budget)--;
        for (size_t i = 0; i < e.value.len && i < 4; i++) sum += e.value.data[i];
        if (e.value.len) sum += e.value.data[e.value.len - 1];
        if (ber_unsigned(e.value, UINT64_MAX, &v)) sum += v;
        struct ber in = ber_enter(r, &e);
        sum += walk(&in, budget);
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct ber top = ber_of(b);
    unsigned budget = 10000;
    size_t len = 0;
    volatile uint64_t sink = walk(&top, &budget);
    (void)sink;
    enum ber_status s = ber_measure(b, size, &len);
    ENSURE(s != BER_WHOLE || (len > 0 && len <= size));
    return 0;
}
