/* The network inventory: what is where, which taps look at it, and which conversations may be had (network/1 YAML). */
#ifndef CUSTOS_REGISTER_NETWORK_H
#define CUSTOS_REGISTER_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"

enum tap_side { SIDE_ACCESS, SIDE_CORE, SIDE_OUTSIDE, SIDE_MANAGEMENT, SIDE_ALL, SIDE_COUNT };
enum zone { ZONE_CORE, ZONE_EDGE, ZONE_ACCESS, ZONE_MANAGEMENT, ZONE_OUTSIDE, ZONE_COUNT };
enum purpose { PURPOSE_SIGNALLING, PURPOSE_TRANSPORT, PURPOSE_MAINTENANCE, PURPOSE_DELIVERY, PURPOSE_PROBE, PURPOSE_COUNT };

const char *tap_side_name(enum tap_side s);
const char *zone_name(enum zone z);
const char *purpose_name(enum purpose p);

struct element {
    const char *name, *supplier, *role; /* supplier may be NULL */
    enum zone zone;
    const struct ip_prefix *addresses;
    size_t address_count;
    const struct mac_addr *macs;
    size_t mac_count;
    const struct ip_prefix *subscribers;
    size_t subscriber_count;
    unsigned line; /* where it stands in the file */
};

struct tap {
    const char *name;
    uint32_t element; /* index */
    enum tap_side side;
    unsigned line;
};

/* One end of a declared conversation: any element of a set, or any address of a prefix. */
struct declared_end {
    const char *text; /* as written */
    bool is_prefix;
    struct ip_prefix prefix;
    const uint32_t *elements; /* indices: one for an element's name, several for a role or a supplier */
    size_t element_count;
};

struct declaration {
    struct declared_end from, to; /* `from` opens the conversation */
    uint8_t protocol;             /* IP protocol */
    uint16_t port;                /* of `to`; 0: any (ip/N, or a protocol without ports) */
    enum purpose as;
    unsigned line;
};

struct network_index; /* of elements and declarations, for the lookups below */

struct network {
    const char *name;
    const struct element *elements;
    size_t element_count;
    const struct tap *taps;
    size_t tap_count;
    const struct declaration *declarations;
    size_t declaration_count;
    struct network_index *index;
    struct arena *arena; /* owns all of it */
};

/* Read a file. The fault names file, line, key and cause. The network owns all it points to. */
enum err network_read(const char *path, struct network **ret, struct fault *f) MUST_USE;
enum err network_parse(const char *name, const uint8_t *text, size_t len, struct network **ret, struct fault *f) MUST_USE;
void network_free(struct network *n); /* accepts NULL */

/* Index of the tap of that name, or -1. */
int network_tap(const struct network *n, const char *name);
/* Index of the element with that address (longest prefix wins), or -1. O(1) for what was asked before is not promised: cache it.
 */
int network_element_of(const struct network *n, const struct ip_addr *a);
bool element_has_address(const struct element *e, const struct ip_addr *a);
bool element_serves(const struct element *e, const struct ip_addr *a); /* a is in its subscriber pools */

/* The first declaration that allows the conversation `t`, in either direction (an answer belongs to its question), or NULL. For
 * protocols without ports only the ends count. *ret_reply, when not NULL, says that `t` runs from the declaration's `to` to its
 * `from`. */
const struct declaration *network_declared(const struct network *n, const struct five_tuple *t, bool *ret_reply);

#endif
