/* Synthetic scenarios with ground truth: what `custos drill` lists and makes. */
#ifndef CUSTOS_DRILL_DRILL_H
#define CUSTOS_DRILL_DRILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/frame.h"
#include "drill/truth.h"

/* Where a drill's frames go; frames come in order of time. All names are borrowed for the call. */
struct drill_sink {
    void *ctx;
    void (*interface)(void *ctx, const char *name, uint16_t link_type); /* numbered from 0 in the order of the calls */
    void (*frame)(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction direction, const uint8_t *data,
                  size_t len);
};

enum drill_kind {
    DRILL_CLEAN,   /* innocent traffic: nothing may be alleged but what `truth.expect` says */
    DRILL_PLANTED, /* something is hidden in it */
    DRILL_BENCH    /* volume for measurements; clean; not part of `drill run` unless named */
};

struct scenario; /* a row of the table in scenario.c */

size_t drill_count(void);
const struct scenario *drill_at(size_t index);
const struct scenario *drill_find(const char *name); /* NULL when there is none */
const char *drill_name(const struct scenario *s);
const char *drill_summary(const struct scenario *s);
enum drill_kind drill_kind(const struct scenario *s);

/* One number of a scenario set to another value (vary.h). */
struct vary_parameter;
struct variation {
    const struct vary_parameter *parameter;
    double value;
};
enum { DRILL_VARIATIONS = 8 };

struct drill_options {
    uint64_t seed;
    uint64_t bytes;                          /* capture size to reach, about; 0: the scenario's own length */
    struct variation vary[DRILL_VARIATIONS]; /* those from the first without a parameter on: none */
    bool twin;                               /* its innocent twin, if it has one */
};

/* What is the innocent twin of a planted drill: "approved" (the same copy to a probe on the approved list), "unplanted" (the same
 * traffic and no copy), or the name of another drill. NULL when it is not a planted one. */
const char *drill_twin(const struct scenario *s);

/* Play the scenario `row` into `sink` and fill its truth. Constant memory whatever the size. */
void drill_play(const struct scenario *row, const struct drill_options *o, const struct drill_sink *sink, struct truth *ret);
/* Bytes of a frame that the capture keeps; 0: all. */
uint16_t drill_snap(const struct scenario *s, const struct drill_options *o);
/* The inventory and the warrants that belong to it (network/1 and warrants/1 YAML). */
void drill_write_network(const struct scenario *row, const struct drill_options *o, FILE *out);
void drill_write_warrants(const struct scenario *row, const struct drill_options *o, FILE *out);
/* Does something run inside TLS in it? Its key log then. */
bool drill_has_secrets(const struct scenario *row);
void drill_write_secrets(const struct scenario *row, const struct drill_options *o, FILE *out);

#endif
