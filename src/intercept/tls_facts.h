/* What a TLS session shows without its secrets: who talks, under which name, with which certificates (visible up to TLS 1.2;
 * later where secrets open the handshake), what kind of client it is, how much went each way and when.
 *
 * The kind of client is a JA4 fingerprint (FoxIO, "JA4: TLS client fingerprinting", technical details of ja4): version, server
 * name or not, counts and first protocol in clear, then 12 hexadecimal digits each of SHA-256 over the sorted suites, and over
 * the sorted extensions and the signature algorithms. */
#ifndef CUSTOS_INTERCEPT_TLS_FACTS_H
#define CUSTOS_INTERCEPT_TLS_FACTS_H

#include "intercept/tls_session.h"
#include "proto/tls.h"
#include "proto/tls_offer.h"
#include "proto/x509.h"
#include "track/stream.h"

enum { TLS_FACTS_MAX = 4096, TLS_FACTS_NAME = 128, TLS_FINGERPRINT = 32, JA4_TEXT = 37 };
enum tls_end { TLS_CLIENT, TLS_SERVER };

struct tls_session_facts {
    struct five_tuple flow;                  /* client to server */
    bool hello[2];                           /* of that end was seen, whole */
    uint8_t random[TLS_RANDOM_LEN];          /* the client's */
    uint16_t version, suite;                 /* agreed on; 0: not seen */
    char server_name[TLS_FACTS_NAME];        /* that the client asked for; "" without */
    char ja4[JA4_TEXT];                      /* "" without hello */
    bool certified[2];                       /* that end showed a certificate */
    struct x509_names certificate[2];        /* the end's own, not its issuers' */
    uint8_t fingerprint[2][TLS_FINGERPRINT]; /* SHA-256 of that */
    uint64_t packets[2], bytes[2];           /* that end sent, from the first hello on; on the wire */
    int64_t first_ns, last_ns;
    struct frame_ref first;
    bool carries_li; /* interceptions or X1 were found in it: see tls_facts_mark */
};

struct tls_facts; /* all sessions; opaque */

struct tls_facts *tls_facts_new(uint64_t hash_seed) MUST_USE; /* NULL when out of memory */
void tls_facts_free(struct tls_facts *t);                     /* accepts NULL */

/* A segment of such a conversation, from the one with a hello on; `wire_bytes`: of its packet. What is seen at another tap than
 * the first hello is not counted once more. */
void tls_facts_segment(struct tls_facts *t, const struct tcp_segment *g, uint32_t tap, uint64_t wire_bytes);

/* What secrets opened of that direction's handshake: the content of a record of TLS 1.3, as tls_handshake_fn (tls_session.h)
 * tells it. */
void tls_facts_opened(struct tls_facts *t, const struct tls_handshake_part *h);

size_t tls_facts_count(const struct tls_facts *t);
const struct tls_session_facts *tls_facts_at(const struct tls_facts *t, size_t i); /* in the order of their starts */
uint64_t tls_facts_refused(const struct tls_facts *t);                             /* sessions beyond the limit */

/* That conversation's, in whichever direction; *ret_end: which end `flow` comes from. NULL: none. */
const struct tls_session_facts *tls_facts_of(const struct tls_facts *t, const struct five_tuple *flow, enum tls_end *ret_end);

/* Interceptions or X1 were found in that conversation. */
void tls_facts_mark(struct tls_facts *t, const struct five_tuple *flow);

/* `ret` becomes the fingerprint. */
void tls_ja4(const struct tls_offer *o, char ret[static JA4_TEXT]);

#endif
