/* Shared by the files of correlate. */
#ifndef CUSTOS_BALANCE_CORRELATE_INTERNAL_H
#define CUSTOS_BALANCE_CORRELATE_INTERNAL_H

#include "balance/correlate.h"
#include "table/scratch.h"

enum {
    CORR_SCALES = 7,
    CORR_KINDS = 2,      /* bytes, packets */
    CORR_DIRECTIONS = 3, /* enum correlate_direction */
    CORR_REACH = 24,     /* bins by which a stretch is moved each way under the null hypothesis */
    CORR_SHIFTS = 2 * CORR_REACH + 1,
    CORR_STRETCH = 32, /* bins that are moved as one, at least */
    CORR_MAX_LAGS = 21,
    CORR_FAR = 1200, /* bins on each side of the lag in which a rival alignment is looked for */
    CORR_PAD = CORR_FAR + CORR_MAX_LAGS + CORR_REACH,
    CORR_PAUSES = 4,    /* ways to tell bursts apart */
    CORR_SCREENED = 24, /* subjects per candidate that get the full test */
    CORR_PARTS = 16,    /* that subjects are shared out in, whoever does them: results must not depend on that ... */
    CORR_SHARED = 16    /* ... from so many on */
};

struct size_hypothesis;
struct size_memory;
struct burst_hypothesis;

struct correlate {
    struct correlate_options options;
    uint32_t count;
    struct correlate_result *results; /* owned */
    struct size_hypothesis *carried;  /* SIZE_CARRIED of each candidate; owned */
    struct size_memory *memory;       /* of each candidate; owned */
    struct burst_hypothesis *bursts;  /* BURST_CARRIED of each candidate; owned */
    uint8_t *tells;                   /* enum correlate_telling of options.subjects; owned */
    struct scratch scratch;           /* what one window needs */
    const struct crew *crew;          /* borrowed; NULL: nobody helps */
    double pairs;
};

enum corr_method { CORR_SHAPE, CORR_AMOUNTS };

/* Bin width in base bins, and lags tried: 0 to lags - 1 bins. */
struct corr_scale {
    uint16_t width, lags;
};
extern const struct corr_scale corr_scales[CORR_SCALES];

/* One of the CORR_PARTS that `count` subjects are shared out in: from first to end - 1. */
struct corr_range {
    uint32_t first, end;
};
static inline struct corr_range corr_range_of(uint32_t count, unsigned part)
{
    return (struct corr_range){(uint32_t)((uint64_t)count * part / CORR_PARTS),
                               (uint32_t)((uint64_t)count * (part + 1) / CORR_PARTS)};
}

/* fn(arg, part) for each of CORR_PARTS. */
static inline void corr_share(const struct crew *crew, uint32_t subjects, crew_part_fn *fn, void *arg)
{
    crew_run(subjects < CORR_SHARED ? NULL : crew, CORR_PARTS, fn, arg);
}

/* Arrays of what follows are lent by the window's scratch.
 *
 * A series in base bins. */
struct corr_volume {
    float *kind[CORR_KINDS]; /* bytes, packets */
};

/* A candidate at one scale: its busy bins, cut into stretches. */
struct corr_stretches {
    uint32_t bins; /* of the window at this scale */
    uint32_t busy; /* bins with traffic */
    uint32_t count;
    uint32_t *at;    /* busy bin -> bin */
    float *value;    /* busy bin -> square root of the volume */
    uint32_t *first; /* stretch -> its first busy bin; count + 1 of them */
};

/* A candidate as bursts, the first of which only marks where the second one's time begins. */
struct corr_bursts {
    uint32_t count;
    uint32_t *end; /* base bin */
    float *volume; /* logarithm, extremes cut */
    bool flat;     /* bursts too much alike to have a pattern */
};

/* A candidate and a (sum of) subjects by one method, scale, kind and direction, at the best lag. */
struct corr_trial {
    double log10_p;  /* of this trial alone; 0: nothing */
    double distinct; /* see struct correlate_result */
    double z;        /* rough significance, before the exact test */
    uint8_t method, scale, kind, direction;
    uint16_t lag; /* CORR_SHAPE: bins of the scale; CORR_AMOUNTS: base bins */
};

struct corr_work {
    uint32_t bins; /* base bins of the window */
    struct corr_volume candidate;
    struct corr_volume subject[CORR_DIRECTIONS]; /* index: enum correlate_direction */
    struct corr_volume total[CORR_DIRECTIONS];   /* of everybody */
    struct corr_stretches stretches[CORR_SCALES][CORR_KINDS];
    struct corr_bursts bursts[CORR_PAUSES][CORR_KINDS];
    float *padded;        /* the subject at one scale, between pads */
    float *scratch;       /* longer than that */
    float *moved;         /* stretches x CORR_SHIFTS */
    float *weight, *mean; /* per stretch: fits are standardised by (fit - mean) * weight */
    double *running;      /* bins + 1 sums of the subject */
};

/* Volumes of one subject (sum); index: enum correlate_direction, NULL: not to be tried. */
typedef const struct corr_volume *corr_subject[CORR_DIRECTIONS];

bool corr_work_init(struct corr_work *w, struct scratch *room, uint32_t bins) MUST_USE;

/* Whatever `room` has; to be cleared. */
struct corr_volume corr_volume_of(struct scratch *room, uint32_t bins);
void corr_volume_clear(struct corr_volume *v, uint32_t bins);
/* Add a series to the base bins of `v`, and to those of `sum` if it is not NULL; `offset` is added to its bin numbers. */
void corr_volume_add(struct corr_volume *v, struct corr_volume *sum, uint32_t bins, const struct activity *a, uint32_t series,
                     int64_t offset);
/* Sums of `width` base bins each; square roots into `ret`. Returns the number of bins. */
uint32_t corr_coarsen(const float *base, uint32_t bins, uint32_t width, float *ret);
/* Cut logarithms of volumes at four median absolute deviations around the median; true when they hardly differ. `scratch` is as
 * long as `v`. */
bool corr_cut_extremes(float *v, uint32_t n, float *scratch) MUST_USE;
/* Stretches and bursts of work->candidate. */
void corr_prepare(struct corr_work *w);

/* Method CORR_SHAPE: the best lag by z (log10_p stays 0); then its significance. */
void corr_shape_scan(struct corr_work *w, const struct corr_volume *subject, struct corr_trial *t);
void corr_shape_test(struct corr_work *w, const struct corr_volume *subject, struct corr_trial *t);
/* Method CORR_AMOUNTS, in one step. */
void corr_amounts_test(struct corr_work *w, const struct corr_volume *subject, struct corr_trial *t);
/* log10_p of what had left before base bin `end`. */
double corr_shape_until(struct corr_work *w, const struct corr_volume *subject, const struct corr_trial *t, uint32_t end);
double corr_amounts_until(struct corr_work *w, const struct corr_volume *subject, const struct corr_trial *t, uint32_t end);

extern const double corr_shape_lags, corr_amounts_lags; /* tried, in all scales or pauses */

/* What a candidate and a (sum of) subjects came to. */
struct corr_match {
    struct corr_trial shape, amounts; /* the best of either method */
    double log10_p;                   /* of both together, corrected for all trials */
    double promise;                   /* rough decades of significance, grows before log10_p does */
};
struct corr_match corr_match(struct corr_work *w, corr_subject subject);
/* log10 p of both methods together, from those of their best trials. */
double corr_combine(double shape, double amounts);
/* The stronger of the two trials. */
const struct corr_trial *corr_leading(const struct corr_match *m);

/* Screening: for every candidate the subjects that are worth a full test, best first; score 0: none. */
struct corr_suspect {
    float score;
    uint32_t subject;
};
struct corr_suspects {
    uint32_t candidate;
    struct corr_suspect list[CORR_SCREENED];
};
struct corr_screening {
    const struct activity *candidates, *subjects;
    int64_t candidate_offset, subject_offset; /* of their bins */
    uint32_t bins;
    correlate_skip_fn *skip;
    void *ctx;
    struct scratch *room;
    const struct crew *crew;
};

/* All subjects in base bins, both directions merged in order of time: read once from the chunks of their series, which lie all
 * over memory. */
struct corr_crowd {
    uint32_t subjects;
    uint32_t *first, *end;        /* subject -> its entries, from first to end - 1 */
    uint32_t *bin;                /* with CORR_TO_SUBJECT, if it is what was sent to the subject */
    uint32_t *volume[CORR_KINDS]; /* bytes, packets */
};
#define CORR_TO_SUBJECT (UINT32_C(1) << 31)
_Static_assert(ACTIVITY_MAX_BINS < CORR_TO_SUBJECT, "a bin leaves room for the flag");

bool corr_crowd_init(struct corr_crowd *d, const struct corr_screening *s) MUST_USE;
/* What all of them brought in, by direction. */
void corr_crowd_total(const struct corr_crowd *d, const struct corr_screening *s, struct corr_volume total[CORR_DIRECTIONS]);
bool corr_screen(const struct corr_screening *s, const struct corr_crowd *d, struct corr_suspects *suspects,
                 uint32_t count) MUST_USE;

#endif
