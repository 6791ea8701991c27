/* Writes the journal: frames into preallocated segments, many at a time, durable at journal_sync. After any error that is not a
 * full disk the journal is to be left alone: what the disk holds is known again only when it is read back. */
#ifndef CUSTOS_LEDGER_JOURNAL_H
#define CUSTOS_LEDGER_JOURNAL_H

#include "ledger/cursor.h"

enum { JOURNAL_SEGMENT = 64 << 20, JOURNAL_RESERVE = 1 << 20 }; /* bytes */

struct journal; /* opaque */

/* An empty journal's folder and reserve, durable. */
enum err journal_create(const struct files *s, uint64_t segment_bytes, struct fault *f) MUST_USE;

/* Go on behind `at`: where a cursor found the end. */
enum err journal_open(const struct files *s, struct hasher *h, const struct cursor_place *at, uint64_t segment_bytes,
                      struct journal **ret, struct fault *f) MUST_USE;
void journal_free(struct journal *j); /* accepts NULL; writes nothing; wipes what it holds */

/* Remove what follows `at`, durably: the segments behind it, then the rest of its own. */
enum err journal_cut(const struct files *s, const struct cursor_place *at, struct fault *f) MUST_USE;

/* The next record; its place in the order is settled, but it is not durable. ERR_FULL: there is no room, nothing was changed.
 * `last_resort`: the reserve may be used. */
enum err journal_append(struct journal *j, const struct record *r, const uint8_t key[static RECORD_KEY], bool last_resort,
                        struct hash *ret_leaf, struct fault *f) MUST_USE;
uint64_t journal_next(const struct journal *j); /* index of the next record */

/* Where the next record goes, once all is written. */
struct cursor_place journal_place(const struct journal *j);

/* All that was appended is durable. */
enum err journal_sync(struct journal *j, struct fault *f) MUST_USE;

/* After a full disk: makes the reserve anew when it was used, and goes on in a segment of its own. ERR_FULL: there is no room for
 * that. */
enum err journal_refill(struct journal *j, struct fault *f) MUST_USE;

/* Cut the room that the last segment did not need, before the journal is closed. */
enum err journal_trim(struct journal *j, struct fault *f) MUST_USE;

#endif
