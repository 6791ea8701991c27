#include "proto/tcp.h"

bool tcp_option(const struct tcp *t, uint8_t kind, struct bytes *ret)
{
    struct bytes o = t->options;
    for (size_t i = 0; i < o.len;) {
        if (o.data[i] == 0) return false; /* end of list */
        if (o.data[i] == 1) {             /* no-operation: the only other option of one byte */
            i++;
            continue;
        }
        if (o.len - i < 2 || o.data[i + 1] < 2 || o.data[i + 1] > o.len - i) return false;
        if (o.data[i] == kind) {
            *ret = bytes_of(o.data + i + 2, o.data[i + 1] - 2u);
            return true;
        }
        i += o.data[i + 1];
    }
    return false;
}
