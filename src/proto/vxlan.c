#include "proto/vxlan.h"

bool vxlan_parse(struct bytes b, struct vxlan *ret)
{
    if (b.len < VXLAN_HEADER || !(b.data[0] & VXLAN_VNI)) return false;
    *ret = (struct vxlan){
        .flags = b.data[0], .next = b.data[0] & VXLAN_NEXT ? b.data[3] : VXLAN_NEXT_ETHERNET, .vni = load_be24(b.data + 4)};
    return true;
}
