/* Packets from capture files, merged by time.
 *
 * Formats: pcap (both byte orders, micro- and nanosecond, the modified and Kuznetzov variants refused by name) and pcapng (any
 * number of sections and interfaces), plain, .gz or .zst (found by content, not by name), from files or standard input ("-"). A
 * broken file is read up to its break; the break is reported, never fatal once a packet was read. */
#ifndef CUSTOS_CAPTURE_CAPTURE_H
#define CUSTOS_CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/frame.h"

struct capture_set; /* opaque */

struct capture_options {
    bool spool;          /* copy standard input to an unlinked temporary file so that capture_fetch works on it */
    size_t memory_bytes; /* upper bound for decompression and re-ordering buffers; 0: 64 MiB */
};

/* What is known of one input so far; final once capture_next has returned 0. Text belongs to the set. */
struct capture_info {
    const char *path;
    const char *format;              /* "pcap" or "pcapng" */
    uint64_t packets, bytes;         /* bytes on the wire */
    int64_t first_ns, last_ns;       /* earliest and latest; CLOCK_NONE without packets */
    bool truncated;                  /* the input ends inside a record, or is corrupt from some point on */
    uint64_t break_offset;           /* offset in the (decompressed) file where reading stopped */
    const char *break_text;          /* cause in words, NULL unless truncated */
    uint64_t snapped_packets;        /* captured shorter than on the wire */
    int64_t dropped_packets;         /* from interface statistics; -1 when the file does not say */
    uint64_t size_bytes, read_bytes; /* of the file as stored, for progress; size 0: not known (standard input) */
};

/* An interface of an input. Interfaces are numbered through all inputs, in the order in which they are met; pcap has one. */
struct capture_interface {
    uint32_t capture;
    const char *name; /* pcapng if_name, or NULL */
    uint16_t link_type;
    uint32_t snap_len;
    uint64_t packets;
};

/* Called for every pcapng Decryption Secrets Block of type TLS key log, as it is met. */
typedef void capture_secrets_fn(void *ctx, uint32_t capture, const uint8_t *data, size_t len);

/* Open all inputs; fails, naming the file and the cause, when one cannot be opened or is no capture at all. */
enum err capture_open(const char *const *paths, size_t count, const struct capture_options *options, struct capture_set **ret,
                      struct fault *f) MUST_USE;
void capture_on_secrets(struct capture_set *s, capture_secrets_fn *fn, void *ctx);

/* A second, independent reading of the same inputs from their start. `first` must have been read to its end (standard input:
 * opened with `spool`) and must outlive it. */
enum err capture_reopen(const struct capture_set *first, const struct capture_options *options, struct capture_set **ret,
                        struct fault *f) MUST_USE;

/* Up to `max` frames in order of time over all inputs; 0 at the end of all. Frames stay valid until the next call.
 * Interfaces whose packets were written in blocks are re-ordered within a bounded look-ahead; what is still out of order
 * (an interface whose own clock steps back) is handed on as it stands. */
size_t capture_next(struct capture_set *s, struct frame *frames, size_t max);

/* From now on frames stay valid until they are let go, so that they can be read ahead: capture_let_go, from any thread, says that
 * the frames of the first `calls` calls of capture_next are done with. What is kept so does not count towards memory_bytes. */
void capture_keep(struct capture_set *s);
void capture_let_go(struct capture_set *s, uint64_t calls);

size_t capture_count(const struct capture_set *s);
const struct capture_info *capture_info(const struct capture_set *s, size_t index);
size_t capture_interface_count(const struct capture_set *s);
const struct capture_interface *capture_interface(const struct capture_set *s, size_t index);
void capture_close(struct capture_set *s); /* accepts NULL */

/* Read chosen packets once more (evidence): `refs` sorted by capture, then number. Calls `fn` for each one found, in that order,
 * with the interface's name. Standard input can be read again only when capture_options asked for spooling. */
typedef void capture_fetch_fn(void *ctx, const struct frame *frame, const struct capture_interface *interface);
enum err capture_fetch(struct capture_set *s, const struct frame_ref *refs, size_t count, capture_fetch_fn *fn, void *ctx,
                       struct fault *f) MUST_USE;

#endif
