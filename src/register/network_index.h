/* Finding elements by address and declarations by conversation, for networks with many of both. */
#ifndef CUSTOS_REGISTER_NETWORK_INDEX_H
#define CUSTOS_REGISTER_NETWORK_INDEX_H

#include "base/arena.h"
#include "register/network.h"

struct network_index; /* opaque; lives in the arena it was made in */

/* Two elements that claim the same prefix. */
struct prefix_clash {
    uint32_t element, address;             /* the later one in the file, and which of its addresses */
    uint32_t other_element, other_address; /* the earlier */
};

/* Index the addresses of n's elements. False when two of them are the same: *ret_clash, and no index. */
bool network_index_addresses(struct network *n, struct arena *a, struct prefix_clash *ret_clash) MUST_USE;

/* Index n's declarations; after network_index_addresses. */
void network_index_declarations(struct network *n, struct arena *a);

#endif
