#include "proto/nokia.h"

bool nokia_parse(struct bytes b, struct nokia *ret)
{
    if (b.len < NOKIA_HEADER || b.data[0] >> 6 != 1) return false;
    uint32_t first = load_be32(b.data);
    *ret = (struct nokia){
        .from_subscriber = (first & 0x20000000) == 0, .intercept_id = first & 0x1fffffff, .session_id = load_be32(b.data + 4)};
    return true;
}
