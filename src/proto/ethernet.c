#include "proto/ethernet.h"

enum { LLC_HEADER = 3, SNAP_HEADER = 8 };

bool llc_parse(struct bytes b, uint16_t *ret_type, uint16_t *ret_len)
{
    if (b.len < LLC_HEADER) return false;
    bool snap = b.data[0] == 0xaa && b.data[1] == 0xaa && b.data[2] == 0x03;
    if (snap && b.len < SNAP_HEADER) return false;
    /* RFC 1042 encapsulation and the bridge tunnel (802.1H) carry EtherTypes; other organisations' codes are their own */
    bool ethertype = snap && b.data[3] == 0 && b.data[4] == 0 && (b.data[5] == 0 || b.data[5] == 0xf8);
    *ret_type = ethertype ? load_be16(b.data + 6) : 0;
    *ret_len = snap ? SNAP_HEADER : LLC_HEADER;
    return true;
}
