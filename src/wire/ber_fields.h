/* BER told as fields, by tables that a protocol gives: of each tag the name, what its value is, and what stands inside. Elements
 * that no row has, and values that are not what the row says, are told as unknown. */
#ifndef CUSTOS_WIRE_BER_FIELDS_H
#define CUSTOS_WIRE_BER_FIELDS_H

#include "base/fields.h"
#include "wire/ber.h"

enum ber_as {
    BER_AS_GROUP,          /* constructed: members by `inside` */
    BER_AS_LIST,           /* SEQUENCE OF or SET OF: elements by `inside`; groups and values in it have no name */
    BER_AS_NUMBER,         /* INTEGER, ENUMERATED: `words` by number; negative ones are told as octets */
    BER_AS_FLAG,           /* BOOLEAN */
    BER_AS_OID,            /* OBJECT IDENTIFIER */
    BER_AS_RELATIVE_OID,   /* RELATIVE-OID */
    BER_AS_TEXT,           /* any string */
    BER_AS_OCTETS,         /* OCTET STRING that is no text */
    BER_AS_TIME,           /* GeneralizedTime */
    BER_AS_UTC_TIME,       /* UTCTime: two digits of the year, 50 and above are of the last century */
    BER_AS_ADDRESS,        /* 4 or 16 octets: a machine's */
    BER_AS_TARGET_ADDRESS, /* the same, of the target */
    BER_AS_TARGET,         /* text that names a person; `word` is the kind of identity */
    BER_AS_TBCD,           /* digits of such an identity, two an octet, low half first (TS 29.002) */
    BER_AS_ADDRESS_STRING, /* the same behind an octet for nature and plan of the number */
    BER_AS_NULL,           /* there or not */
    BER_AS_OTHER,          /* another protocol's, told by `tell` */
    BER_AS_CONTENT         /* intercepted content, or what may hold some */
};

struct ber_table;

struct ber_row {
    uint32_t tag;
    const char *name;
    enum ber_as as;
    const struct ber_table *inside;
    const char *const *words; /* by number, ends with NULL; "" where there is none */
    const char *word;
    void (*tell)(struct bytes value, struct fields *f);
};

struct ber_table {
    const struct ber_row *rows;
    size_t count;
};

#define BER_TABLE(id, ...)                                                                                                       \
    static const struct ber_row id##_rows[] = {__VA_ARGS__};                                                                     \
    static const struct ber_table id = {id##_rows, sizeof id##_rows / sizeof *id##_rows}

/* Tell the elements at the head of `r` to its end. What is no BER is a flaw. */
void ber_fields(struct ber r, const struct ber_table *t, struct fields *f);

#endif
