#include "ledger/timestamp.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NONCE_LEN = 8, IMPRINT_LEN = 32 };

/* What OpenSSL said last, with its detail ("certificate verify error: Verify error:certificate has expired"). */
static enum err refused(enum err code, const char *what, struct fault *f)
{
    const char *detail = NULL;
    int flags = 0;
    unsigned long error = ERR_peek_last_error_all(NULL, NULL, NULL, &detail, &flags);
    const char *reason = error ? ERR_reason_error_string(error) : NULL;
    bool told = detail && *detail && (flags & ERR_TXT_STRING);
    (void)fault_set(f, code, "%s%s%s%s%s", what, reason ? ": " : "", reason ? reason : "", told ? ": " : "", told ? detail : "");
    ERR_clear_error();
    return code;
}

enum err timestamp_imprint(struct bytes text, uint8_t ret[static 32], struct fault *f)
{
    unsigned len = 0;
    if (EVP_Digest(text.data, text.len, ret, &len, EVP_sha256(), NULL) == 1 && len == IMPRINT_LEN) return ERR_OK;
    return refused(ERR_UNSUPPORTED, "SHA-256", f);
}

/* --- request ------------------------------------------------------------------------------------------------------------ */

static bool set_imprint(TS_REQ *request, const uint8_t imprint[static IMPRINT_LEN])
{
    uint8_t copy[IMPRINT_LEN]; /* OpenSSL knows no const here */
    TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    memcpy(copy, imprint, sizeof copy);
    bool done = m && algorithm && X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
                TS_MSG_IMPRINT_set_algo(m, algorithm) == 1 && TS_MSG_IMPRINT_set_msg(m, copy, sizeof copy) == 1 &&
                TS_REQ_set_msg_imprint(request, m) == 1;
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(m);
    return done;
}

static bool set_nonce(TS_REQ *request)
{
    uint8_t random[NONCE_LEN];
    ASN1_INTEGER *nonce = ASN1_INTEGER_new();
    BIGNUM *number = RAND_bytes(random, sizeof random) == 1 ? BN_bin2bn(random, sizeof random, NULL) : NULL;
    bool done = nonce && number && BN_to_ASN1_INTEGER(number, nonce) && TS_REQ_set_nonce(request, nonce) == 1;
    BN_free(number);
    ASN1_INTEGER_free(nonce);
    return done;
}

static bool write_request(TS_REQ *request, uint8_t ret[static TIMESTAMP_REQUEST_MAX], size_t *ret_len)
{
    uint8_t *at = ret;
    int len = i2d_TS_REQ(request, NULL);
    if (len <= 0 || len > TIMESTAMP_REQUEST_MAX || i2d_TS_REQ(request, &at) != len) return false;
    *ret_len = (size_t)len;
    return true;
}

enum err timestamp_request(struct bytes text, uint8_t ret[static TIMESTAMP_REQUEST_MAX], size_t *ret_len, struct fault *f)
{
    uint8_t imprint[IMPRINT_LEN];
    enum err err = timestamp_imprint(text, imprint, f);
    if (err) return err;
    TS_REQ *request = TS_REQ_new();
    bool done = request && TS_REQ_set_version(request, 1) == 1 && set_imprint(request, imprint) && set_nonce(request) &&
                TS_REQ_set_cert_req(request, 1) == 1 && write_request(request, ret, ret_len);
    TS_REQ_free(request);
    return done ? ERR_OK : refused(ERR_MEMORY, "a time stamp cannot be asked for", f);
}

/* --- answer ------------------------------------------------------------------------------------------------------------- */

static TS_REQ *read_request(struct bytes b)
{
    const unsigned char *at = b.data;
    TS_REQ *request = b.len <= TIMESTAMP_REQUEST_MAX ? d2i_TS_REQ(NULL, &at, (long)b.len) : NULL;
    if (request && at == b.data + b.len) return request;
    TS_REQ_free(request);
    return NULL;
}

static TS_RESP *read_answer(struct bytes b)
{
    const unsigned char *at = b.data;
    TS_RESP *answer = b.len <= TIMESTAMP_ANSWER_MAX ? d2i_TS_RESP(NULL, &at, (long)b.len) : NULL;
    if (answer && at == b.data + b.len) return answer;
    TS_RESP_free(answer);
    return NULL;
}

/* A request of ours, for this text: SHA-256, with a nonce. */
static enum err check_request(TS_REQ *request, struct bytes text, struct fault *f)
{
    uint8_t want[IMPRINT_LEN];
    enum err err = timestamp_imprint(text, want, f);
    if (err) return err;
    TS_MSG_IMPRINT *m = TS_REQ_get_msg_imprint(request);
    const ASN1_OCTET_STRING *got = TS_MSG_IMPRINT_get_msg(m);
    if (OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(m)->algorithm) != NID_sha256 || ASN1_STRING_length(got) != IMPRINT_LEN ||
        memcmp(ASN1_STRING_get0_data(got), want, IMPRINT_LEN) != 0)
        return fault_set(f, ERR_INVALID, "the request is for another text");
    return TS_REQ_get_nonce(request) ? ERR_OK : fault_set(f, ERR_INVALID, "the request has no nonce");
}

static enum err answered(TS_RESP *answer, uint8_t ret[static IMPRINT_LEN], struct fault *f)
{
    TS_TST_INFO *info = TS_RESP_get_tst_info(answer);
    if (!info) return fault_set(f, ERR_INVALID, "the authority refused a time stamp");
    const ASN1_OCTET_STRING *imprint = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info));
    if (ASN1_STRING_length(imprint) != IMPRINT_LEN) return fault_set(f, ERR_INVALID, "the answer stamps no SHA-256");
    memcpy(ret, ASN1_STRING_get0_data(imprint), IMPRINT_LEN);
    return ERR_OK;
}

enum err timestamp_answered(struct bytes answer, uint8_t ret[static 32], struct fault *f)
{
    TS_RESP *read = read_answer(answer);
    enum err err = read ? answered(read, ret, f) : fault_set(f, ERR_FORMAT, "this is no answer of a time-stamping authority");
    TS_RESP_free(read);
    ERR_clear_error();
    return err;
}

static bool stamp_time(TS_RESP *answer, int64_t *ret_s)
{
    struct tm parts;
    TS_TST_INFO *info = TS_RESP_get_tst_info(answer);
    if (!info || ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1) return false;
    *ret_s = (int64_t)timegm(&parts);
    return true;
}

static X509_STORE *trusted(const char *ca, enum timestamp_valid valid, int64_t stamped_s)
{
    X509_STORE *store = X509_STORE_new();
    if (store && X509_STORE_load_file(store, ca) == 1) {
        if (valid == TIMESTAMP_VALID_THEN) X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)stamped_s);
        return store;
    }
    X509_STORE_free(store);
    return NULL;
}

/* Owns `store` from here on. */
static enum err verify(TS_REQ *request, TS_RESP *answer, X509_STORE *store, struct fault *f)
{
    TS_VERIFY_CTX *ctx = TS_REQ_to_TS_VERIFY_CTX(request, NULL);
    if (!ctx) {
        X509_STORE_free(store);
        return refused(ERR_MEMORY, "the time stamp cannot be checked", f);
    }
    TS_VERIFY_CTX_set_store(ctx, store);
    TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE | TS_VFY_NONCE | TS_VFY_IMPRINT | TS_VFY_VERSION);
    enum err err = TS_RESP_verify_response(ctx, answer) == 1 ? ERR_OK : refused(ERR_INVALID, "the time stamp does not hold", f);
    TS_VERIFY_CTX_free(ctx);
    return err;
}

/* Once it is verified. */
static void describe(TS_RESP *answer, int64_t stamped_s, struct timestamp *ret)
{
    struct timestamp t = {.time_ns = stamped_s * 1000000000};
    STACK_OF(X509) *signers = PKCS7_get0_signers(TS_RESP_get_token(answer), NULL, 0);
    if (signers && sk_X509_num(signers) > 0)
        X509_NAME_oneline(X509_get_subject_name(sk_X509_value(signers, 0)), t.authority, sizeof t.authority);
    sk_X509_free(signers);
    const ASN1_INTEGER *serial = TS_TST_INFO_get_serial(TS_RESP_get_tst_info(answer));
    BIGNUM *number = serial ? ASN1_INTEGER_to_BN(serial, NULL) : NULL;
    char *hex = number ? BN_bn2hex(number) : NULL;
    snprintf(t.serial, sizeof t.serial, "%s", hex ? hex : "");
    OPENSSL_free(hex);
    BN_free(number);
    *ret = t;
}

static enum err check_answer(TS_REQ *request, TS_RESP *answer, const char *ca, enum timestamp_valid valid, struct timestamp *ret,
                             struct fault *f)
{
    int64_t stamped_s = 0;
    if (!TS_RESP_get_token(answer)) return fault_set(f, ERR_INVALID, "the authority refused a time stamp");
    if (!stamp_time(answer, &stamped_s)) return fault_set(f, ERR_FORMAT, "the time stamp has no time");
    X509_STORE *store = trusted(ca, valid, stamped_s);
    if (!store) {
        ERR_clear_error();
        return fault_set(f, ERR_IO, "%s: no certificates of authorities (PEM)", ca);
    }
    enum err err = verify(request, answer, store, f);
    if (!err) describe(answer, stamped_s, ret);
    return err;
}

enum err timestamp_check(struct bytes text, struct bytes request, struct bytes answer, const char *ca, enum timestamp_valid valid,
                         struct timestamp *ret, struct fault *f)
{
    TS_REQ *asked = read_request(request);
    TS_RESP *answered = asked ? read_answer(answer) : NULL;
    enum err err = ERR_OK;
    if (!asked)
        err = fault_set(f, ERR_FORMAT, "this is no request for a time stamp");
    else if (!answered)
        err = fault_set(f, ERR_FORMAT, "this is no answer of a time-stamping authority");
    if (!err) err = check_request(asked, text, f);
    if (!err) err = check_answer(asked, answered, ca, valid, ret, f);
    TS_RESP_free(answered);
    TS_REQ_free(asked);
    ERR_clear_error();
    return err;
}
