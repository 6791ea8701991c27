#include "drill/vary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drill/scenario.h"

enum { NAMES_TEXT = 128 };

struct vary_parameter {
    const char *name, *unit;
    double least, most;
    bool whole;   /* counts something */
    bool of_copy; /* changes nothing where nothing is copied */
    void (*apply)(struct scenario *s, double value);
};

static int64_t seconds(double value)
{
    return (int64_t)(value * 1e3 + 0.5) * MILLISECOND;
}

static uint32_t parts_per_million(double percent)
{
    return (uint32_t)(percent * 1e4 + 0.5);
}

static void apply_packets(struct scenario *s, double value)
{
    s->copy.at_most = (uint32_t)value;
}

static void apply_one_in(struct scenario *s, double value)
{
    s->copy.one_in = (uint32_t)value;
}

static void apply_delay(struct scenario *s, double value)
{
    s->duration_ns += seconds(value) - s->copy.delay_ns; /* traffic goes on until the copies are out */
    s->copy.delay_ns = seconds(value);
}

static void apply_jitter(struct scenario *s, double value)
{
    s->copy.jitter_ns = seconds(value);
}

static void apply_cut(struct scenario *s, double value)
{
    s->copy.cut = (uint16_t)value;
}

static void apply_tail(struct scenario *s, double value)
{
    s->copy.tail = (uint16_t)value;
}

static void apply_pack(struct scenario *s, double value)
{
    s->copy.pack = (uint32_t)value;
}

static void apply_snap(struct scenario *s, double value)
{
    s->snap = (uint16_t)value;
}

static void apply_loss(struct scenario *s, double value)
{
    s->upf.n6_loss_ppm = parts_per_million(value);
}

static void apply_loss_access(struct scenario *s, double value)
{
    s->upf.n3_loss_ppm = parts_per_million(value);
}

static const struct vary_parameter parameters[] = {
    {"packets", "packets copied at most", 1, 1e9, true, true, apply_packets},
    {"one-in", "one packet in so many is copied", 1, 1e6, true, true, apply_one_in},
    {"delay", "seconds until a copy is sent", 0, 86400, false, true, apply_delay},
    {"jitter", "seconds by which a copy is late at most, by chance", 0, 3600, false, true, apply_jitter},
    {"cut", "bytes of a packet that are copied", 20, 9000, true, true, apply_cut},
    {"tail", "last bytes of a packet that are copied", 1, 9000, true, true, apply_tail},
    {"pack", "packets in a message at most", 1, 64, true, true, apply_pack},
    {"snap", "bytes of a frame that the capture keeps", 14, 65535, true, false, apply_snap},
    {"loss", "% of frames that the n6 tap missed", 0, 100, false, false, apply_loss},
    {"loss-access", "% of frames that the n3 tap missed", 0, 100, false, false, apply_loss_access},
};

const char *vary_name(const struct vary_parameter *p)
{
    return p->name;
}

const char *vary_unit(const struct vary_parameter *p)
{
    return p->unit;
}

static enum err unknown(const char *text, struct fault *f)
{
    char names[NAMES_TEXT] = "";
    size_t at = 0;
    for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
        int n = snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "", parameters[i].name);
        ENSURE(n > 0 && (size_t)n < sizeof names - at);
        at += (size_t)n;
    }
    return fault_set(f, ERR_USAGE, "--vary %s: NAME=VALUE,... is wanted, where NAME is one of %s", text, names);
}

static const struct vary_parameter *find(const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(parameters); i++)
        if (strlen(parameters[i].name) == len && memcmp(parameters[i].name, name, len) == 0) return &parameters[i];
    return NULL;
}

/* The number that `text` begins with, and what follows it. */
static enum err parse_value(const struct vary_parameter *p, const char *text, double *ret, const char **ret_rest, struct fault *f)
{
    char *rest;
    double v = strtod(text, &rest);
    bool number = text[0] >= '0' && text[0] <= '9' && (*rest == 0 || *rest == ',');
    if (!number || !(v >= p->least && v <= p->most) || (p->whole && v != floor(v)))
        return fault_set(f, ERR_USAGE, "--vary %s=%.40s: %s from %g to %g is wanted", p->name, text,
                         p->whole ? "a whole number" : "a number", p->least, p->most);
    *ret = v;
    *ret_rest = rest;
    return ERR_OK;
}

enum err vary_parse(const char *text, struct vary_series *ret, struct fault *f)
{
    const char *equals = strchr(text, '=');
    struct vary_series s = {.parameter = equals ? find(text, (size_t)(equals - text)) : NULL};
    if (!s.parameter) return unknown(text, f);
    const char *at = equals;
    do {
        if (s.count == VARY_VALUES)
            return fault_set(f, ERR_USAGE, "--vary %s: more than %d values", vary_name(s.parameter), VARY_VALUES);
        enum err err = parse_value(s.parameter, at + 1, &s.values[s.count], &at, f);
        if (err) return err;
        s.count++;
    } while (*at);
    *ret = s;
    return ERR_OK;
}

enum err vary_add(const struct vary_parameter *p, double value, struct drill_options *o, struct fault *f)
{
    size_t n = 0;
    for (; n < DRILL_VARIATIONS && o->vary[n].parameter; n++)
        if (o->vary[n].parameter == p) return fault_set(f, ERR_USAGE, "--vary %s: given twice", p->name);
    if (n == DRILL_VARIATIONS) return fault_set(f, ERR_USAGE, "--vary %s: more than %d parameters", p->name, DRILL_VARIATIONS);
    o->vary[n] = (struct variation){p, value};
    return ERR_OK;
}

void vary_set(const struct vary_parameter *p, double value, struct drill_options *o)
{
    for (size_t n = 0; n < DRILL_VARIATIONS; n++)
        if (o->vary[n].parameter == p) o->vary[n].value = value;
}

static enum err check_one(const struct vary_parameter *p, const struct scenario *s, struct fault *f)
{
    if (!p->of_copy || s->copy.carrier != CARRIER_NONE) return ERR_OK;
    return fault_set(f, ERR_USAGE, "--vary %s: the drill %s copies nothing", p->name, s->name);
}

enum err vary_check(const struct drill_options *o, const struct scenario *s, struct fault *f)
{
    enum err err = ERR_OK;
    for (size_t n = 0; err == ERR_OK && n < DRILL_VARIATIONS && o->vary[n].parameter; n++)
        err = check_one(o->vary[n].parameter, s, f);
    return err;
}

/* --- twins ---------------------------------------------------------------------------------------------------------------- */

/* Can the inventory name its two ends? */
static bool can_be_approved(const struct scenario *s)
{
    const struct copy_plan *c = &s->copy;
    if (c->carrier == CARRIER_NONE || c->spoofed || carrier_of(c->carrier)->protocol == 0) return false;
    return c->place == PLACE_COLLECTOR || c->place == PLACE_INTERNET || c->place == PLACE_NEIGHBOUR || c->place == PLACE_SUPPORT;
}

const char *drill_twin(const struct scenario *s)
{
    if (s->kind != DRILL_PLANTED) return NULL;
    if (s->twin) return s->twin;
    return can_be_approved(s) ? "approved" : "unplanted";
}

static struct scenario twin_of(const struct scenario *s)
{
    struct scenario t = *s;
    if (s->twin) {
        const struct scenario *named = drill_find(s->twin);
        ENSURE(named);
        return *named;
    }
    t.kind = DRILL_CLEAN;
    t.probe = can_be_approved(s);
    if (!t.probe) t.copy.carrier = CARRIER_NONE;
    return t;
}

struct scenario scenario_of(const struct scenario *row, const struct drill_options *o)
{
    struct scenario s = o->twin && drill_twin(row) ? twin_of(row) : *row;
    for (size_t i = 0; i < DRILL_VARIATIONS && o->vary[i].parameter; i++) o->vary[i].parameter->apply(&s, o->vary[i].value);
    return s;
}
