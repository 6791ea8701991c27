#include "proto/rtbrick.h"

bool rtbrick_parse(struct bytes b, struct rtbrick *ret)
{
    if (b.len < RTBRICK_HEADER || !rtbrick_maybe(b.data)) return false;
    uint8_t sub_payload = b.data[1] >> 6; /* single tag 1, two 2, none 3; its upper bit is the 0 in the mask above */
    *ret = (struct rtbrick){
        .from_subscriber = (b.data[0] & 0x20) != 0, .tags = sub_payload % 3, .liid = load_be32(b.data) & 0x3fffff};
    return true;
}
