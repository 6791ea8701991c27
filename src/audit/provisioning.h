/* What X1 provisioned at each network element, by whom, and what the element itself says it has. */
#ifndef CUSTOS_AUDIT_PROVISIONING_H
#define CUSTOS_AUDIT_PROVISIONING_H

#include "audit/sighting.h"
#include "intercept/lifecycle.h"
#include "intercept/x1.h"
#include "table/index.h"

enum {
    PROVISIONS_MAX = 16384,
    PROVISION_DIDS = 8,
    PROVISIONERS_MAX = 256,
    PROVISIONED_ELEMENTS_MAX = 1024,
    X1_SPEAKERS_MAX = 256
};

/* What the element's own list said of it last, where that differs from what was provisioned. */
enum listing { LISTING_RIGHT, LISTING_HIDDEN, LISTING_LINGERING, LISTING_ALTERED };

enum provision_kind { PROVISION_TASK, PROVISION_DESTINATION, PROVISION_LIID /* of a task: leads to its interception */ };

struct provision {
    enum provision_kind kind;
    uint32_t element; /* of `elements`; LIID: 0 */
    struct x1_uuid id;
    bool active, implicit_end;
    int64_t since_ns, ended_ns, end_ns; /* acknowledged; INT64_MAX: unsure when, so no list is held against it */
    uint32_t ended_tap;                 /* that saw it end */
    uint64_t details;                   /* digest of targets, or of the address; 0: not known */
    enum x1_delivery delivery;
    uint32_t intercept; /* TASK, LIID: position in the list of interceptions plus one */
    uint32_t product;   /* TASK: that of the identifier that stands on X2/X3 instead of the XID; 0: none */
    bool shared;        /* LIID: by several interceptions */
    struct x1_uuid dids[PROVISION_DIDS];
    unsigned did_count;
    bool has_address, udp, used, unnamed; /* DESTINATION; used, unnamed: the rules' own notes */
    struct ip_addr address;
    uint16_t port;
    uint32_t listed; /* the element's latest list that has it */
    enum listing listing;
    int64_t listing_ns;
    struct sighting seen, against; /* provisioned; listed otherwise */
};

/* Whoever asked the element, by address. */
struct provisioner {
    struct ip_addr address;
    uint32_t element;
    struct five_tuple stream;
    struct sighting seen;
};

/* Who speaks X1 with whom inside a TLS session, by what the messages say. */
struct x1_speakers {
    struct five_tuple flow; /* who asks to who answers */
    bool reports;           /* the element asks, to report */
    char admf[64], ne[64];
    struct sighting seen;
};

struct provisioned_element {
    struct ip_addr address;
    char ne[64];   /* its neIdentifier */
    char admf[64]; /* admfIdentifier of who asks it, the first */
    bool several;  /* and there are others */
    uint32_t lists;
    int64_t known_ns;              /* captured: since then all its tasks are known; CLOCK_NONE: they are not */
    uint32_t known_tap;            /* that saw it */
    enum lifecycle_event known_as; /* it was told to end all others, or said itself that there are none */
    struct sighting known_by;
    bool lossy;        /* bytes of its X1 are missing in the capture */
    bool keyed, clear; /* some of its X1 came out of TLS; some did not */
};

struct provisioning {
    struct provision *list; /* owned; PROVISIONS_MAX */
    size_t count;
    struct index index;                   /* of list; values are positions plus one */
    struct provisioned_element *elements; /* owned; PROVISIONED_ELEMENTS_MAX */
    size_t element_count;
    struct provisioner provisioners[PROVISIONERS_MAX];
    size_t provisioner_count;
    struct x1_speakers speakers[X1_SPEAKERS_MAX];
    size_t speaker_count;
    uint64_t messages, unknown, refused; /* X1 exchanges; with unknown elements; refused: no place left */
    uint64_t incomparable;               /* tasks with targets that could not be held against their warrant */
};

bool provisioning_init(struct provisioning *p) MUST_USE;
void provisioning_done(struct provisioning *p);

struct intercepts;

/* Take one exchange. */
void provisioning_event(struct intercepts *t, const struct intercept_event *e);

struct provision *provision_find(const struct provisioning *p, enum provision_kind kind, uint32_t element,
                                 const struct x1_uuid *id);

/* An LIID as the key of its provision. */
struct x1_uuid provision_liid(const char *liid);

/* Its life at the element that sends this product; NULL: that element's X1 is not seen, or which one it is is not clear. */
struct intercept;
struct course *provisioning_course(struct intercepts *t, struct intercept *it, const struct intercept_event *e);

/* Before product of a handover is taken: bring its course up to date with what X1 says of its interception. */
void provisioning_handover(struct intercepts *t, struct intercept *it, const struct intercept_event *e);

/* A task was activated or modified; it ended. */
void provisioning_begun(struct intercepts *t, const struct provision *p, enum lifecycle_event what);
void provisioning_over(struct intercepts *t, const struct intercept_event *e, const struct provision *p);

/* From this answer on it is known which tasks the element has: all others are over, by what it was told or by its own word. */
void provisioning_known(struct intercepts *t, const struct intercept_event *e, uint32_t element, enum lifecycle_event what);

/* Product may bear another identifier than its task. Is it known of every task of a list which one? */
bool provisioning_list_tells(const struct intercepts *t, const struct x1_message *list, uint32_t element);

#endif
