/* A time-stamping authority for tests (RFC 3161), with a root certificate in a file, made by OpenSSL. */
#ifndef CUSTOS_TESTS_TIME_AUTHORITY_H
#define CUSTOS_TESTS_TIME_AUTHORITY_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct time_authority {
    EVP_PKEY *key, *root_key;
    X509 *certificate, *root;
    char file[64]; /* of the root, PEM */
    time_t clock;  /* what it stamps */
    long serial;
};

static inline bool authority_extension(X509 *certificate, int id, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, id, value);
    bool done = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

/* Valid from `from` until `until`, seconds from now. */
static inline X509 *authority_certificate(const char *name, EVP_PKEY *key, X509 *issuer, long from, long until)
{
    X509 *c = X509_new();
    X509_NAME *subject = X509_get_subject_name(c);
    X509_set_version(c, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(c), issuer ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(c), from);
    X509_gmtime_adj(X509_getm_notAfter(c), until);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(c, issuer ? X509_get_subject_name(issuer) : subject);
    X509_set_pubkey(c, key);
    return c;
}

/* `usage`: of the signing certificate's extended key usage, "critical,timeStamping" in an honest one. */
static inline bool authority_open(struct time_authority *a, const char *usage, long from, long until)
{
    *a =
        (struct time_authority){.key = EVP_EC_gen("P-256"), .root_key = EVP_EC_gen("P-256"), .clock = time(NULL), .serial = 0x1d};
    a->root = authority_certificate("Root of tests", a->root_key, NULL, -86400 * 400, 86400 * 400);
    a->certificate = authority_certificate("Clock of tests", a->key, a->root, from, until);
    strcpy(a->file, "/tmp/custos-root-XXXXXX");
    bool done = authority_extension(a->root, NID_basic_constraints, "critical,CA:TRUE") &&
                authority_extension(a->certificate, NID_ext_key_usage, usage) &&
                X509_sign(a->root, a->root_key, EVP_sha256()) > 0 && X509_sign(a->certificate, a->root_key, EVP_sha256()) > 0;
    int fd = mkstemp(a->file);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    done = out && PEM_write_X509(out, a->root) == 1 && done;
    if (out) fclose(out);
    return done;
}

static inline void authority_done(struct time_authority *a)
{
    unlink(a->file);
    X509_free(a->certificate);
    X509_free(a->root);
    EVP_PKEY_free(a->key);
    EVP_PKEY_free(a->root_key);
}

static inline ASN1_INTEGER *authority_serial(TS_RESP_CTX *context, void *data)
{
    const struct time_authority *a = data;
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    (void)context;
    ASN1_INTEGER_set(serial, a->serial);
    return serial;
}

static inline int authority_time(TS_RESP_CTX *context, void *data, long *seconds, long *microseconds)
{
    const struct time_authority *a = data;
    (void)context;
    *seconds = (long)a->clock;
    *microseconds = 250000;
    return 1;
}

/* The answer to a request, DER; its length, 0: none. */
static inline size_t authority_answer(struct time_authority *a, const uint8_t *request, size_t len, uint8_t *ret, size_t room)
{
    TS_RESP_CTX *context = TS_RESP_CTX_new();
    BIO *in = BIO_new_mem_buf(request, (int)len);
    ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4.1", 1);
    TS_RESP_CTX_set_signer_cert(context, a->certificate);
    TS_RESP_CTX_set_signer_key(context, a->key);
    TS_RESP_CTX_set_signer_digest(context, EVP_sha256());
    TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256());
    TS_RESP_CTX_set_def_policy(context, policy);
    TS_RESP_CTX_add_md(context, EVP_sha256());
    TS_RESP_CTX_set_clock_precision_digits(context, 3);
    TS_RESP_CTX_set_serial_cb(context, authority_serial, a);
    TS_RESP_CTX_set_time_cb(context, authority_time, a);
    TS_RESP *answer = TS_RESP_create_response(context, in);
    int size = answer ? i2d_TS_RESP(answer, NULL) : 0;
    bool fits = size > 0 && (size_t)size <= room;
    uint8_t *at = ret;
    if (fits) i2d_TS_RESP(answer, &at);
    TS_RESP_free(answer);
    ASN1_OBJECT_free(policy);
    BIO_free(in);
    TS_RESP_CTX_free(context);
    return fits ? (size_t)size : 0;
}

#endif
