/* The judged result of one run as plain data: what every report shows and nothing more. Text is UTF-8 and belongs to the arena of
 * whoever built the verdict; NULL text means "not known". Arrays may be NULL when their count is 0. */
#ifndef CUSTOS_AUDIT_VERDICT_H
#define CUSTOS_AUDIT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/frame.h"

enum account { ACCOUNT_FORWARDED, ACCOUNT_DECLARED, ACCOUNT_WARRANTED, ACCOUNT_COPIED, ACCOUNT_UNEXPLAINED, ACCOUNT_COUNT };
enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_COUNT };

static inline const char *account_name(enum account a)
{
    static const char *const names[ACCOUNT_COUNT] = {"forwarded", "declared", "warranted", "copied", "unexplained"};
    return (unsigned)a < ACCOUNT_COUNT ? names[a] : "unknown";
}

static inline const char *severity_name(enum severity s)
{
    static const char *const names[SEVERITY_COUNT] = {"info", "low", "medium", "high", "critical"};
    return (unsigned)s < SEVERITY_COUNT ? names[s] : "unknown";
}

struct tally {
    uint64_t packets;
    uint64_t bytes; /* on-wire length of the outermost packet */
};

struct verdict_capture {
    const char *file, *tap, *format; /* tap: names joined by ", "; format: "pcap", "pcapng" */
    struct tally seen;
    int64_t first_ns, last_ns;
    bool truncated;
    const char *break_text; /* where and why reading stopped, names the offset; NULL when it did not */
    uint64_t snapped_packets, undecoded_packets;
    int64_t dropped_packets; /* -1: the capture does not say */
};

/* One side of an element as its taps saw it. */
struct verdict_side {
    const char *tap, *side; /* names of its taps, joined by ", "; access, core, outside, management, all */
    struct tally in, out, out_account[ACCOUNT_COUNT];
};

/* A line of an account: one conversation of the element. */
struct verdict_line {
    enum account account;
    const char *tap;
    const char *label;   /* "10.66.0.1 -> 10.66.0.2:4789 udp, vxlan" */
    const char *why;     /* "declared as signalling", "no declaration" */
    const char *finding; /* id of the finding about it, or NULL */
    struct tally tally;
    int64_t first_ns, last_ns;
};

struct verdict_element {
    const char *name, *supplier, *role, *zone;
    struct tally in, out, account[ACCOUNT_COUNT];
    const struct verdict_side *sides;
    size_t side_count;
    const struct verdict_line *lines; /* largest first within each account; a rest line ends a cut list */
    size_t line_count;
};

enum { VERDICT_BINS = 120 }; /* time bins of an intercept's activity over the run */

/* How often product told of an event (TS 33.128), and which network function tells of such. */
struct verdict_record {
    const char *event, *function;
    uint64_t count;
};

struct verdict_intercept {
    const char *xid, *liid, *country, *warrant, *element;
    const char *protocol; /* "HI2/HI3", "X2/X3" */
    const char *depth;    /* "clear", "keyed", "metadata" */
    const char *state;    /* "active", "ended", ... */
    int64_t first_ns, last_ns;
    uint64_t iri, cc, encrypted, other, bytes; /* PDUs by kind; bytes of PDUs */
    const char *integrity;                     /* "integrity-verified", "integrity-unverified"; NULL: no integrity checks came */
    uint64_t checks_verified, checks_failed, checks_undecided;
    const char *const *destinations; /* "ip:port" */
    size_t destination_count;
    const struct verdict_record *records;
    size_t record_count;
    const char *const *sessions; /* "5 internet": number and DNN or APN; the first ones */
    size_t session_count;
    uint32_t bins[VERDICT_BINS]; /* PDUs per time bin from verdict.first_ns to verdict.last_ns */
};

/* Where rules could not be decided for lack of depth: "2 TLS sessions from upf-1 to mdf3-1, tcp/42003"; "they are encrypted ...".
 */
struct verdict_undecided {
    const char *const *rules; /* their names */
    size_t rule_count;
    const char *where, *why;
};

/* A TLS session of an interception interface, by what it shows without its secrets. */
struct verdict_session {
    const char *client, *server;                         /* "ip:port" */
    const char *client_element, *server_element;         /* NULL: not in the inventory */
    const char *version, *suite;                         /* "TLS 1.3", "0x1302" */
    const char *server_name, *ja4;                       /* of the client's hello */
    const char *client_certificate, *server_certificate; /* the names in it */
    const char *client_issuer, *server_issuer;           /* common names */
    const char *client_fingerprint, *server_fingerprint; /* SHA-256 of the certificate, 64 hexadecimal digits */
    const char *depth;                                   /* "keyed": its inside was seen; "metadata" */
    struct tally up, down;                               /* from the client, from the server */
    int64_t first_ns, last_ns;
};

struct verdict_warrant {
    const char *id, *authority, *country, *liid;
    bool iri, cc; /* scope */
    int64_t from_ns, until_ns;
    bool seen;                  /* some interception under it was seen */
    const char *const *targets; /* in clear, sealed, or the kind alone ("imsi:*"), as the run was asked */
    size_t target_count;
};

struct verdict_conversation {
    const char *src, *dst; /* NULL: not known */
    int32_t sport, dport;  /* -1: not known or none */
    const char *protocol;
    const char *const *encapsulation; /* "gre", "erspan", ... outermost first */
    size_t encapsulation_count;
};

/* One evidence packet: its name, and, where the run could read it again, its layers in words. */
struct verdict_evidence {
    struct frame_ref ref;
    int64_t time_ns;
    const char *role;          /* "copy", "entered", "left by its route", "delivery" */
    const char *comment;       /* goes into the evidence excerpt */
    const char *const *layers; /* "Ethernet 02:.. -> 02:..", outermost first; no subscriber content */
    size_t layer_count;
    uint32_t wire_len;
    bool headers_only; /* its payload names targets: the excerpt ends before it */
};

/* By what a conversation that matched no content was recognised: its volume over time repeats the subscribers', or its messages
 * have the sizes of their packets. */
struct verdict_correlation {
    bool by_sizes;
    double coefficient; /* Pearson's, at that lag and bin; by_sizes: the share of its messages that match */
    double lag_s, bin_s;
    double log10_p;        /* of meeting such a likeness by chance, corrected for all that was tried */
    uint64_t pairs;        /* tried */
    const char *direction; /* "both directions" */
};

/* Evidence that is drawn: volumes over time, at the same points. */
enum { VERDICT_POINTS = 240, VERDICT_LANES = 3 };
struct verdict_series {
    const char *unit;    /* "packets", "bytes" */
    const char *caption; /* how it was made */
    int64_t first_ns, step_ns;
    unsigned points; /* at most VERDICT_POINTS */
    bool own_scales; /* the lanes' shapes are to be compared, not their sizes */
    unsigned lanes;
    const char *name[VERDICT_LANES];
    const uint64_t *values[VERDICT_LANES];
};

struct verdict_finding {
    const char *id, *rule;
    enum severity severity;
    double confidence; /* 0..1 */
    const char *summary;
    const char *detail; /* a second sentence for people, or NULL */
    const char *element, *supplier, *warrant, *xid, *liid;
    struct verdict_conversation conversation;
    const struct verdict_conversation *copied;
    size_t copied_count;
    int64_t first_ns, last_ns;
    uint64_t packets, bytes;
    /* certain after: what had left when the rule's threshold was met; packets 0: not a rule of volume */
    uint64_t detected_packets, detected_bytes;
    double detected_seconds;
    double limit_min_bytes,
        limit_max_delay_s; /* detection limits; negative: not applicable; at most 1 byte: any packet will do */
    const struct verdict_evidence *evidence;
    size_t evidence_count;
    const char *const *subscribers; /* addresses whose traffic it is, the largest first */
    size_t subscriber_count;
    const struct verdict_series *series;           /* NULL: nothing to draw */
    const struct verdict_correlation *correlation; /* NULL: recognised by content or by what it says */
    const char *depth;                             /* at which it was decided: "clear", "keyed", "metadata"; NULL: not known */
};

/* What looked like a copy, or did not balance at first sight, and was not held against anybody. The reasons overlap: a packet may
 * count under several. */
struct verdict_ruled_out {
    const char *reason; /* a name for programs: "retransmission" */
    const char *why;    /* one sentence without a final stop */
    struct tally tally;
    uint64_t conversations;
};

/* A management session at an element. */
struct verdict_management {
    const char *element;
    struct verdict_conversation conversation; /* from the client */
    const char *protocol;                     /* "SSH", ...; "unknown": declared as maintenance */
    const char *user;                         /* of SNMP version 3; NULL: not said */
    const char *declared;                     /* as what, NULL: the inventory does not know it */
    bool opened, by_content, enciphered;      /* its start was seen; known by how it began; encrypted */
    bool capture_file;                        /* the element sent a capture file */
    int64_t first_ns, last_ns;
    uint64_t packets, bytes;
};

struct verdict {
    const char *version;
    const char *network_name; /* NULL: surveyed, not given */
    int64_t first_ns, last_ns;
    uint64_t packets, bytes;
    const struct verdict_capture *captures;
    size_t capture_count;
    const struct verdict_element *elements;
    size_t element_count;
    const struct verdict_intercept *intercepts;
    size_t intercept_count;
    const struct verdict_session *sessions; /* in the order of their starts */
    size_t session_count;
    const struct verdict_warrant *warrants;
    size_t warrant_count;
    const struct verdict_finding *findings; /* worst first; ids F-0001 ... in this order */
    size_t finding_count;
    const struct verdict_management *management; /* in order of their first packets */
    size_t management_count;
    const struct verdict_ruled_out *ruled_out; /* only what occurred, most bytes first */
    size_t ruled_out_count;
    const char *const *untapped; /* "upf-1: access" */
    size_t untapped_count;
    uint64_t undecrypted_sessions;
    double window_s, long_memory_s;            /* how long content was remembered: all of it, and one print in 32 */
    uint64_t memory_bytes;                     /* for all tables together; 0: not known */
    const struct verdict_undecided *undecided; /* each place and cause once */
    size_t undecided_count;
    uint64_t undecided_more; /* beyond the list */
    const char *const *notes;
    size_t note_count;
    bool reveal_targets;
};

#endif
