/* One JSON document (RFC 8259) -> an array of nodes in the order of the document; every text stays where it is. What stands where
 * is found by simdjson at the speed of its registers; grammar, depth and number are checked here.
 *
 * Octets that are no UTF-8 are let pass: whoever reads a text decides what they mean. */
#ifndef CUSTOS_MARKUP_JSON_NODES_H
#define CUSTOS_MARKUP_JSON_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { JSON_NODES_DEPTH = 64, JSON_NODES_MAX = 64 * 1024, JSON_NODES_OCTETS = 64 * 1024 * 1024 };

enum json_node_kind {
    JSON_NODE_NULL,
    JSON_NODE_FALSE,
    JSON_NODE_TRUE,
    JSON_NODE_NUMBER,
    JSON_NODE_STRING,
    JSON_NODE_ARRAY,
    JSON_NODE_OBJECT
};

/* Offsets are octets of the document. */
struct json_node {
    uint32_t next;         /* index of the node behind this one and all that it holds */
    uint32_t from, len;    /* a string without its quotes; a container with its brackets */
    uint32_t key, key_len; /* of a member, without its quotes; else 0 */
    uint8_t kind;          /* enum json_node_kind */
    uint8_t depth;         /* of the document's own value: 0 */
    bool escaped;          /* the string has escapes: json_unescape() */
    bool key_escaped;
};

enum json_nodes_status {
    JSON_NODES_OK,
    JSON_NODES_MALFORMED,
    JSON_NODES_TOO_DEEP,  /* beyond JSON_NODES_DEPTH */
    JSON_NODES_TOO_MANY,  /* beyond JSON_NODES_MAX values */
    JSON_NODES_TOO_LARGE, /* beyond JSON_NODES_OCTETS */
    JSON_NODES_MEMORY
};

struct json_nodes; /* opaque: the buffers, kept from one document to the next */

#ifdef __cplusplus
extern "C" {
#endif

struct json_nodes *json_nodes_new(void) MUST_USE; /* NULL: no memory */
void json_nodes_free(struct json_nodes *n);       /* accepts NULL */

/* Read `document`, which is one value with white space around it. *ret and *ret_count are the nodes, valid until the next call;
 * on failure *ret_count is the offset at which it is not what it should be. */
enum json_nodes_status json_nodes_read(struct json_nodes *n, struct bytes document, const struct json_node **ret,
                                       size_t *ret_count) MUST_USE;

#ifdef __cplusplus
}
#endif

#endif
