#include "proto/jmirror.h"

bool jmirror_parse(struct bytes b, struct jmirror *ret)
{
    if (b.len < JMIRROR_HEADER) return false;
    *ret = (struct jmirror){load_be32(b.data) & 0x3fffffff, load_be32(b.data + 4)};
    return true;
}
