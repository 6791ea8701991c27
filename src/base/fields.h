/* What a decoder understood, told field by field: a name, a type, a value, in groups and lists. Each protocol tells its own
 * (x2x3_fields, pspdu_fields, ...); who listens decides how it looks. Nothing is allocated, and views are lent for the call.
 *
 * Two kinds of value are guarded: identities of people (field_target), which a listener seals or reveals, and content of
 * interceptions (field_content), of which nobody is told more than its length. What a decoder does not know is never left out: it
 * tells field_unknown. */
#ifndef CUSTOS_BASE_FIELDS_H
#define CUSTOS_BASE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"

enum field_kind {
    FIELD_NUMBER,  /* number; word: what it means, or NULL */
    FIELD_FLAG,    /* number: 0 or 1 */
    FIELD_TEXT,    /* bytes: octets that should be text, unchecked */
    FIELD_OCTETS,  /* bytes */
    FIELD_UUID,    /* bytes: 16 octets */
    FIELD_TIME,    /* time_ns */
    FIELD_ADDRESS, /* addr, of a machine */
    FIELD_TARGET,  /* word: kind of identity; bytes: the identity as text: secret */
    FIELD_CONTENT, /* bytes: intercepted content: only its length is anybody's concern */
    FIELD_UNKNOWN  /* number: offset in the PDU; bytes: an element that the decoder does not know: may be secret */
};

struct field_value {
    enum field_kind kind;
    uint64_t number;
    const char *word; /* borrowed */
    struct bytes bytes;
    int64_t time_ns;
    const struct ip_addr *addr; /* borrowed */
};

/* A listener. Values and groups inside a list have no name (NULL). */
struct field_sink {
    void (*value)(void *ctx, const char *name, const struct field_value *v);
    void (*begin)(void *ctx, const char *name, bool list);
    void (*end)(void *ctx, bool list);
};

/* One PDU's telling. */
struct fields {
    const struct field_sink *sink;
    void *ctx;
    struct bytes pdu;   /* the whole of it, for offsets */
    uint32_t unknown;   /* elements told as unknown */
    const char *flaw;   /* the first thing that is wrong with it, in words; NULL: nothing */
    size_t flaw_offset; /* where in the PDU */
};

void field_number(struct fields *f, const char *name, uint64_t v);
void field_word(struct fields *f, const char *name, uint64_t v, const char *word); /* a number and its meaning; NULL: none */
void field_flag(struct fields *f, const char *name, bool v);
void field_text(struct fields *f, const char *name, struct bytes text);
void field_string(struct fields *f, const char *name, const char *text);
void field_octets(struct fields *f, const char *name, struct bytes octets);
void field_uuid(struct fields *f, const char *name, const uint8_t uuid[static 16]);
void field_time(struct fields *f, const char *name, int64_t time_ns);            /* CLOCK_NONE: not told */
void field_address(struct fields *f, const char *name, const struct ip_addr *a); /* family 0: not told */
/* `kind` is one of the register's (imsi, msisdn, ip, ...) where it fits, or the protocol's own name. */
void field_target(struct fields *f, const char *name, const char *kind, struct bytes identity);
void field_target_address(struct fields *f, const char *name, const struct ip_addr *a); /* family 0: not told */
void field_content(struct fields *f, const char *name, struct bytes content);
/* `name` is what the element calls itself ("attribute 77"); the element lies in f->pdu. Counted. */
void field_unknown(struct fields *f, const char *name, struct bytes element);

void fields_begin(struct fields *f, const char *name); /* a group */
void fields_end(struct fields *f);
void fields_list(struct fields *f, const char *name);
void fields_list_end(struct fields *f);

/* The PDU is not as it should be. The first flaw is kept; `at` points into the PDU. */
void fields_flaw(struct fields *f, const uint8_t *at, const char *cause);

#endif
