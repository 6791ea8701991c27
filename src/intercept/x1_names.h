/* The element names of X1 bodies, for its decoder only. */
#ifndef CUSTOS_INTERCEPT_X1_NAMES_H
#define CUSTOS_INTERCEPT_X1_NAMES_H

/* What an element means to the decoder. Names differ in case between versions of the schema: they are compared without it. */
enum x1_element {
    EL_UNKNOWN,
    EL_KNOWN, /* of the standard, of no use here */
    EL_REQUEST,
    EL_RESPONSE,
    EL_TOP_ERROR,
    EL_REQUEST_MESSAGE,
    EL_RESPONSE_MESSAGE,
    EL_ADMF,
    EL_NE,
    EL_VERSION,
    EL_TRANSACTION,
    EL_ERROR,
    EL_TASK,
    EL_DESTINATION,
    EL_XID,
    EL_DID,
    EL_PRODUCT,
    EL_DELIVERY_TYPE,
    EL_TARGET,
    EL_TARGET_VALUE, /* any child of EL_TARGET */
    EL_MEDIATION,
    EL_LIID,
    EL_START,
    EL_END,
    EL_IMPLICIT,
    EL_ADDRESS,
    EL_CIDR, /* of a target: stands for it */
    EL_PORT_TCP,
    EL_PORT_UDP,
    EL_REPORT_TYPE
};

enum x1_element x1_element_of(const char *name);

#endif
