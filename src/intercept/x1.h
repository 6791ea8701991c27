/* X1, the interface by which an administration function (ADMF) provisions interceptions at network elements: ETSI TS 103 221-1,
 * XML in bodies of HTTP, namespace http://uri.etsi.org/03221/X1/..., types of http://uri.etsi.org/03280/common/...
 *
 * Parsed by markup/xml: nothing but plain elements and text, depth and text capped; counts are capped here. An element that the
 * decoder does not know is counted in unknown_elements: narrowing or widening could hide there.
 */
#ifndef CUSTOS_INTERCEPT_X1_H
#define CUSTOS_INTERCEPT_X1_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/fields.h"
#include "base/macros.h"

enum { X1_LIST_MAX = 65536, X1_ID = 16 };

/* Message types, by xsi:type without Request or Response (TS 103 221-1 cl. 6). */
#define X1_TYPES(X)                                                                                                              \
    X(X1_UNKNOWN, "unknown")                                                                                                     \
    X(X1_ACTIVATE_TASK, "ActivateTask")                                                                                          \
    X(X1_MODIFY_TASK, "ModifyTask")                                                                                              \
    X(X1_DEACTIVATE_TASK, "DeactivateTask")                                                                                      \
    X(X1_DEACTIVATE_ALL_TASKS, "DeactivateAllTasks")                                                                             \
    X(X1_GET_TASK_DETAILS, "GetTaskDetails")                                                                                     \
    X(X1_CREATE_DESTINATION, "CreateDestination")                                                                                \
    X(X1_MODIFY_DESTINATION, "ModifyDestination")                                                                                \
    X(X1_REMOVE_DESTINATION, "RemoveDestination")                                                                                \
    X(X1_REMOVE_ALL_DESTINATIONS, "RemoveAllDestinations")                                                                       \
    X(X1_GET_DESTINATION_DETAILS, "GetDestinationDetails")                                                                       \
    X(X1_GET_ALL_DETAILS, "GetAllDetails")                                                                                       \
    X(X1_GET_ALL_TASK_DETAILS, "GetAllTaskDetails")                                                                              \
    X(X1_GET_ALL_DESTINATION_DETAILS, "GetAllDestinationDetails")                                                                \
    X(X1_GET_ALL_OBJECT_DETAILS, "GetAllGenericObjectDetails")                                                                   \
    X(X1_LIST_ALL_DETAILS, "ListAllDetails")                                                                                     \
    X(X1_GET_NE_STATUS, "GetNEStatus")                                                                                           \
    X(X1_REPORT_TASK_ISSUE, "ReportTaskIssue")                                                                                   \
    X(X1_REPORT_DESTINATION_ISSUE, "ReportDestinationIssue")                                                                     \
    X(X1_REPORT_NE_ISSUE, "ReportNEIssue")                                                                                       \
    X(X1_PING, "Ping")                                                                                                           \
    X(X1_KEEPALIVE, "Keepalive")                                                                                                 \
    X(X1_CREATE_OBJECT, "CreateObject")                                                                                          \
    X(X1_MODIFY_OBJECT, "ModifyObject")                                                                                          \
    X(X1_DELETE_OBJECT, "DeleteObject")                                                                                          \
    X(X1_DELETE_ALL_OBJECTS, "DeleteAllObjects")                                                                                 \
    X(X1_GET_OBJECT, "GetObject")                                                                                                \
    X(X1_LIST_OBJECTS_OF_TYPE, "ListObjectsOfType")                                                                              \
    X(X1_ERROR, "Error")

#define X(id, name) id,
enum x1_type { X1_TYPES(X) X1_TYPE_COUNT };
#undef X

const char *x1_type_name(enum x1_type t); /* never NULL */

enum x1_delivery { X1_DELIVERY_UNSAID, X1_X2_ONLY, X1_X3_ONLY, X1_X2_AND_X3 };

struct x1_uuid {
    uint8_t bytes[X1_ID];
};

struct x1_uuids {
    struct x1_uuid *list;
    size_t count, room;
};

struct x1_target {
    const char *kind;  /* the element's name, "imsi", "sipUri" */
    const char *value; /* secret */
};

struct x1_targets {
    struct x1_target *list;
    size_t count, room;
};

struct x1_liids {
    const char **list;
    size_t count, room;
};

struct x1_task {
    bool has_xid;
    struct x1_uuid xid;
    struct x1_uuid product_id; /* stands for the XID on X2/X3, when given */
    bool has_product_id;
    enum x1_delivery delivery;
    struct x1_targets targets;
    struct x1_uuids dids;
    struct x1_liids liids;    /* of its mediation details */
    bool implicit_end;        /* the element may end it by itself */
    int64_t start_ns, end_ns; /* of its mediation details; CLOCK_NONE without */
};

struct x1_destination {
    bool has_did, has_address;
    struct x1_uuid did;
    enum x1_delivery delivery;
    struct ip_addr address; /* of an ipAddressAndPort; other kinds of address have none */
    uint16_t port;
    bool udp;
};

struct x1_message {
    enum x1_type type;
    bool answer;                                   /* x1ResponseMessage */
    bool failed;                                   /* an answer that refuses */
    const char *admf, *ne, *transaction, *version; /* "" when absent */
    struct x1_task *tasks;
    size_t task_count, task_room;
    struct x1_destination *destinations;
    size_t destination_count, destination_room;
    struct x1_uuids xids, dids; /* named outside of details */
    bool terminated;            /* ReportTaskIssue: TerminatingFault, or implicit deactivation */
    uint32_t unknown_elements;
};

/* A whole body. All of it lives in its arena. */
struct x1_body {
    struct arena *arena;
    struct x1_message *list;
    size_t count, room;
    bool is_x1;     /* its root is one of X1 */
    bool malformed; /* what stands behind the messages in `list` is not understood */
};

struct x1_parser; /* opaque */

struct x1_parser *x1_parser_new(void) MUST_USE; /* NULL when out of memory */
/* The next bytes of the body, however cut. False: no more is needed (not X1, or malformed). */
bool x1_parser_feed(struct x1_parser *p, struct bytes b);
/* The end of the body: frees the parser, and hands over what it held. */
struct x1_body *x1_parser_done(struct x1_parser *p);
void x1_body_free(struct x1_body *b); /* accepts NULL */

/* Tell all that was read of it. */
void x1_fields(const struct x1_body *b, struct fields *f);

#endif
