/* Whom an X.509 certificate names (RFC 5280 cl. 4.1, 4.2.1.6): the common names of its subject and issuer, and the subject's
 * alternative names. Nothing is verified: this is what the certificate says. */
#ifndef CUSTOS_PROTO_X509_H
#define CUSTOS_PROTO_X509_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { X509_NAMES_MAX = 8, X509_TEXT = 96 };

struct x509_names {
    char subject[X509_TEXT];                /* common name; "" without */
    char issuer[X509_TEXT];                 /* the same */
    char others[X509_NAMES_MAX][X509_TEXT]; /* DNS names, mail and IP addresses, URIs */
    unsigned count;
    bool more; /* there were more names, or longer ones */
};

/* `der`: a Certificate. False, and *ret empty, when it is none. Octets that are no printable ASCII become '?'. */
bool x509_names(struct bytes der, struct x509_names *ret) MUST_USE;

/* Has it that name, or one that contains it, whatever the case (a URI, a host's full name)? */
bool x509_names_have(const struct x509_names *n, const char *name) MUST_USE;

#endif
