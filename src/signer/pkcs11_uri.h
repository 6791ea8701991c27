/* The URI of a token's key (RFC 7512), as far as a signer needs it: token, object and id say which key; module-path names the
 * library, pin-source the file with the PIN ("file:" before it is allowed). Attributes that are not known are refused, as 2.4 has
 * it for what stands before the '?'; pin-value is refused too: what stands on a command line is no secret. */
#ifndef CUSTOS_SIGNER_PKCS11_URI_H
#define CUSTOS_SIGNER_PKCS11_URI_H

#include <stddef.h>

#include "base/err.h"

struct pkcs11_uri {
    char token[128], object[128], module[4096], pin_file[4096]; /* empty: not given */
    char id[128];
    size_t id_len;
};

/* Needs a module-path, and an object or an id. */
enum err pkcs11_uri_parse(const char *text, struct pkcs11_uri *ret, struct fault *f) MUST_USE;

#endif
