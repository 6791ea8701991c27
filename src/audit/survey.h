/* Drafts a network inventory (network/1 YAML) from what captures show, for a person to correct.
 *
 * All taps are taken to look at one element in the middle, which is recognised by its protocols: the end of GTP-U (TS 29.281)
 * that subscribers' packets are sent to, the LI function that delivers product, else the busiest address. Peers with a known
 * protocol become elements of their own.
 *
 * A draft must not excuse what an audit should find: only conversations of a protocol that was recognised by port and by content,
 * and subscribers' traffic behind address translation, are declared. All others of the element are written as comments. */
#ifndef CUSTOS_AUDIT_SURVEY_H
#define CUSTOS_AUDIT_SURVEY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/frame.h"
#include "base/macros.h"

struct survey; /* opaque */

/* Of each kind, so many are remembered at most; the rest is counted and the draft says so. 0: the default, which comes to at most
 * about 80 MB when every table is full. */
struct survey_limits {
    size_t addresses, conversations, subscribers;
    uint64_t hash_seed; /* secret, so that nobody can choose addresses that collide */
};

struct survey *survey_new(const struct survey_limits *limits) MUST_USE; /* NULL when out of memory */
void survey_free(struct survey *s);                                     /* accepts NULL */

/* Frames with this interface index were captured at the tap `name` (copied; NULL or "": it gets a name from its number).
 * Interfaces of one name are one tap. To be called before the interface's first frame. */
void survey_interface(struct survey *s, uint16_t interface, const char *name);

/* Take frames in order of time. Those of interfaces that were not named are not looked at, only counted. */
void survey_frames(struct survey *s, const struct frame *frames, size_t count);

/* Conclude from all frames taken so far and write the draft: YAML that network_parse accepts, whatever was in the frames. No
 * frame may follow. Errors of writing stay in `out` (ferror). */
void survey_text(struct survey *s, FILE *out);

#endif
