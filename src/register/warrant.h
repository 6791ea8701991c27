/* Warrants (warrants/1 YAML) and the question whether one covers an interception. Targets may be sealed. */
#ifndef CUSTOS_REGISTER_WARRANT_H
#define CUSTOS_REGISTER_WARRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "register/network.h"

enum target_kind {
    TARGET_IMSI,
    TARGET_IMEI,
    TARGET_MSISDN,
    TARGET_SUPI,
    TARGET_SIP,
    TARGET_TEL,
    TARGET_IP,
    TARGET_MAIL,
    TARGET_NAI,
    TARGET_GPSI,
    TARGET_SEALED,
    TARGET_KIND_COUNT
};

const char *target_kind_name(enum target_kind k); /* "imsi", ..., "hmac-sha256" */

struct target {
    enum target_kind kind;
    const char *text;        /* canonical "kind:value"; for a seal "hmac-sha256:<64 hex>" */
    struct ip_prefix prefix; /* TARGET_IP only */
};

struct deliver_to {
    struct ip_addr addr;
    uint16_t port;
};

struct warrant {
    const char *id, *authority, *country, *liid; /* country and liid NULL: not given */
    const uint8_t (*xids)[16];
    size_t xid_count;
    const struct target *targets;
    size_t target_count;
    bool iri, cc;
    int64_t from_ns, until_ns;
    const char *const *elements; /* names; count 0: anywhere */
    size_t element_count;
    const struct deliver_to *deliver_to;
    size_t deliver_to_count;
    unsigned line;
};

struct warrants_index; /* by LIID and XID, for the lookups below */

struct warrants {
    const struct warrant *list;
    size_t count;
    struct warrants_index *index;
    struct arena *arena; /* owns all of it */
};

/* `n` may be NULL; when given, element names are checked against it. */
enum err warrants_read(const char *path, const struct network *n, struct warrants **ret, struct fault *f) MUST_USE;
enum err warrants_parse(const char *name, const uint8_t *text, size_t len, const struct network *n, struct warrants **ret,
                        struct fault *f) MUST_USE;
void warrants_free(struct warrants *w); /* accepts NULL */

/* The warrant with that authority country and LIID, or that XID; NULL when none. A warrant without country matches any. */
const struct warrant *warrants_by_liid(const struct warrants *w, const char *country, const char *liid);
const struct warrant *warrants_by_xid(const struct warrants *w, const uint8_t xid[static 16]);

/* The same when an LIID or XID serves several warrants one after the other (a renewal): the one valid at that time, else the one
 * that ended last, else the one that begins first. Without time, as above, it is the one that begins first. A `country` of NULL
 * or "" fits any warrant; its case does not matter. */
const struct warrant *warrants_by_liid_at(const struct warrants *w, const char *country, const char *liid, int64_t time_ns);
const struct warrant *warrants_by_xid_at(const struct warrants *w, const uint8_t xid[static 16], int64_t time_ns);

/* Whether it is valid at that time. */
bool warrant_covers(const struct warrant *w, int64_t time_ns);
bool warrant_delivers_to(const struct warrant *w, const struct ip_addr *a, uint16_t port);

#endif
