#include "people/patterns.h"

#include "text/fold.h"
#include "text/scan.h"

enum { LEAST_LATIN = 3, MATCH_OCTETS = 1024 };

static const char prefix[] = "re:", too_long[] = "is too long, or no UTF-8";

struct parse {
    struct bytes name;
    const uint8_t *at, *end;
    struct pattern *p;
    struct fault *fault;
};

static enum err refuse(const struct parse *s, const char *why)
{
    return fault_set(s->fault, ERR_FORMAT, "the pattern \"%.*s\" %s", (int)(s->name.len < 120 ? s->name.len : 120),
                     (const char *)s->name.data, why);
}

bool pattern_is(struct bytes name)
{
    return bytes_equal(bytes_slice(name, 0, sizeof prefix - 1), bytes_of_text(prefix));
}

static uint32_t next_code(struct parse *s)
{
    uint32_t code = 0;
    s->at += fold_next(s->at, s->end, &code);
    return code;
}

static bool add_range(struct pattern *p, uint32_t from, uint32_t until)
{
    if (p->range_count == PATTERN_RANGES || from > until || until >= FOLD_ALIEN) return false;
    p->ranges[p->range_count].from = from;
    p->ranges[p->range_count++].until = until;
    return true;
}

/* What stands between brackets, behind the opening one. */
static enum err read_class(struct parse *s)
{
    if (s->at < s->end && *s->at == '^') return refuse(s, "has a negated class, which is not supported");
    while (s->at < s->end && *s->at != ']') {
        uint32_t from = next_code(s), until = from;
        if (s->end - s->at >= 2 && s->at[0] == '-' && s->at[1] != ']') {
            s->at++;
            until = next_code(s);
        }
        if (!add_range(s->p, from, until)) return refuse(s, "has a class with a range that is none, or too many");
    }
    if (s->at == s->end) return refuse(s, "has a bracket that is not closed");
    s->at++;
    return ERR_OK;
}

static unsigned number(struct parse *s)
{
    unsigned n = 0;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9' && n <= PATTERN_STEPS) n = 10 * n + (unsigned)(*s->at++ - '0');
    return n;
}

/* How often the atom stands there. */
static enum err read_count(struct parse *s, unsigned *ret_least, unsigned *ret_most)
{
    *ret_least = *ret_most = 1;
    if (s->at < s->end && *s->at == '?') {
        s->at++;
        *ret_least = 0;
        return ERR_OK;
    }
    if (s->at == s->end || *s->at != '{') return ERR_OK;
    s->at++;
    *ret_least = *ret_most = number(s);
    if (s->at < s->end && *s->at == ',') {
        s->at++;
        *ret_most = number(s);
    }
    if (s->at == s->end || *s->at != '}' || *ret_most < *ret_least || *ret_most == 0 || *ret_most > PATTERN_STEPS)
        return refuse(s, "has a count that is none of {n} and {n,m}, or too great");
    s->at++;
    return ERR_OK;
}

static enum err read_atom(struct parse *s)
{
    struct pattern *p = s->p;
    unsigned first = p->range_count, least, most;
    enum err err = ERR_OK;
    if (*s->at != 0 && strchr("()|*+^$]}{?", *s->at))
        return refuse(s, "is beyond the subset: no ( ) | * + ^ $, nor a count without an atom");
    if (*s->at == '[') {
        s->at++;
        err = read_class(s);
    } else if (*s->at == '.') {
        s->at++;
        if (!add_range(p, ' ' + 1, FOLD_ALIEN - 1)) err = refuse(s, too_long);
    } else {
        if (*s->at == '\\' && s->end - s->at > 1) s->at++;
        uint32_t code = next_code(s);
        if (code != FOLD_NOTHING && !add_range(p, code, code)) err = refuse(s, too_long);
    }
    if (err == ERR_OK) err = read_count(s, &least, &most);
    if (err != ERR_OK) return err;
    if (p->range_count == first) return refuse(s, "has an empty class");
    if (p->step_count + most > PATTERN_STEPS) return refuse(s, too_long);
    for (unsigned i = 0; i < most; i++)
        p->steps[p->step_count++] = (struct pattern_step){(uint8_t)first, (uint8_t)(p->range_count - first), i >= least};
    return ERR_OK;
}

/* A step that is always one and the same letter, digit or blank. */
static bool is_single(const struct pattern *p, unsigned step, uint32_t *ret)
{
    const struct pattern_step *s = &p->steps[step];
    *ret = p->ranges[s->first].from;
    if (s->optional || s->count != 1 || p->ranges[s->first].until != *ret) return false;
    return *ret == ' ' || *ret >= 0x2e80 || fold_in_word(*ret);
}

static uint8_t first_octet(const struct pattern *p)
{
    return (uint8_t)p->anchor[0];
}

static unsigned anchor_codes(const struct pattern *p)
{
    unsigned n = 0;
    for (size_t i = 0; i < p->anchor_len; i++) n += ((uint8_t)p->anchor[i] & 0xc0) != 0x80;
    return n;
}

/* Whether no step beside an end of the anchor may make one word of both. */
static bool apart(const struct pattern *p, unsigned step, int way)
{
    if (!fold_in_word(p->ranges[p->steps[step].first].from)) return true;
    for (int i = (int)step + way; i >= 0 && i < (int)p->step_count; i += way) {
        if (fold_in_word(p->ranges[p->steps[i].first].from)) return false;
        if (!p->steps[i].optional) return true;
    }
    return true;
}

/* Whether the scan finds the anchor wherever it may stand, in any case. */
static bool scan_takes(const struct pattern *p)
{
    struct form form = {.text = bytes_of(p->anchor, p->anchor_len), .whole_word = p->whole_words}, as;
    return scan_form(&form, &as, NULL) == ERR_OK && as.whole_word == form.whole_word && !as.exact_case;
}

/* What the scan needs of a stretch: octets are a measure that suits ideographs and words alike. */
static bool find_anchor(struct pattern *p)
{
    for (unsigned from = 0; from < p->step_count; from++) {
        char text[PATTERN_ANCHOR];
        size_t len = 0;
        uint32_t code;
        for (unsigned i = from; i < p->step_count && len + 4 <= sizeof text && is_single(p, i, &code); i++) {
            if (len == 0 && code == ' ') break;
            len += utf8_put(code, (uint8_t *)text + len);
        }
        while (len > 0 && text[len - 1] == ' ') len--;
        if (len <= p->anchor_len) continue;
        memcpy(p->anchor, text, len);
        p->anchor_len = len;
        p->before = from;
    }
    if (p->anchor_len < (first_octet(p) < 0x80 ? LEAST_LATIN : 2)) return false;
    p->whole_words = apart(p, p->before, -1) && apart(p, p->before + anchor_codes(p) - 1, 1);
    p->scannable = scan_takes(p);
    return true;
}

bool pattern_literal(struct bytes name, struct pattern *ret)
{
    struct pattern p = {.range_count = 0};
    for (const uint8_t *at = name.data, *end = at + name.len; at < end;) {
        uint32_t code;
        at += fold_next(at, end, &code);
        if (code == FOLD_NOTHING) continue;
        if (p.step_count == PATTERN_STEPS || !add_range(&p, code, code)) return false;
        p.steps[p.step_count++] = (struct pattern_step){(uint8_t)(p.range_count - 1), 1, false};
    }
    if (p.step_count < 2 || !find_anchor(&p)) return false;
    *ret = p;
    return true;
}

enum err pattern_compile(struct bytes name, struct pattern *ret, struct fault *f)
{
    struct pattern p = {.range_count = 0};
    struct parse s = {.name = name, .at = name.data + sizeof prefix - 1, .end = name.data + name.len, .p = &p, .fault = f};
    enum err err = pattern_is(name) ? ERR_OK : refuse(&s, "does not begin with re:");
    while (err == ERR_OK && s.at < s.end) err = read_atom(&s);
    if (err == ERR_OK && !find_anchor(&p)) err = refuse(&s, "holds no word or character by which it could be found");
    if (err != ERR_OK) return err;
    *ret = p;
    return ERR_OK;
}

/* ---- matching: all places in the pattern that the text read so far may have led to, a bit each ---- */

static bool step_takes(const struct pattern *p, unsigned step, uint32_t code)
{
    const struct pattern_step *s = &p->steps[step];
    for (unsigned i = 0; i < s->count; i++)
        if (code >= p->ranges[s->first + i].from && code <= p->ranges[s->first + i].until) return true;
    return false;
}

/* Bit i of `now`: steps before i are done. Those that may be left out are done as well; *ret_done: all are. */
static uint64_t pass_optional(const struct pattern *p, uint64_t now, bool *ret_done)
{
    bool done = false;
    for (unsigned i = 0; i < p->step_count; i++) {
        if (!(now >> i & 1) || !p->steps[i].optional) continue;
        if (i + 1 == p->step_count)
            done = true;
        else
            now |= UINT64_C(1) << (i + 1);
    }
    *ret_done |= done;
    return now;
}

static uint64_t advance(const struct pattern *p, uint64_t now, uint32_t code, bool *ret_done)
{
    uint64_t next = 0;
    for (unsigned i = 0; i < p->step_count; i++) {
        if (!(now >> i & 1) || !step_takes(p, i, code)) continue;
        if (i + 1 == p->step_count)
            *ret_done = true;
        else
            next |= UINT64_C(1) << (i + 1);
    }
    return next;
}

static bool in_word_at(struct bytes text, size_t at)
{
    uint32_t code;
    if (at >= text.len) return false;
    fold_next(text.data + at, text.data + text.len, &code);
    return code != FOLD_NOTHING && fold_in_word(code);
}

static bool in_word_before(struct bytes text, size_t at, uint32_t *ret)
{
    *ret = FOLD_NOTHING;
    if (at > 0) fold_before(text.data, text.data + at, ret);
    return *ret != FOLD_NOTHING && fold_in_word(*ret);
}

/* The end of the longest match from `start`, or 0. */
static size_t match_from(const struct pattern *p, struct bytes text, size_t start)
{
    size_t best = 0;
    uint64_t now = 1;
    uint32_t last = 0;
    bool done = false;
    now = pass_optional(p, now, &done);
    for (size_t at = start; now && at < text.len && at - start < MATCH_OCTETS;) {
        uint32_t code;
        at += fold_next(text.data + at, text.data + text.len, &code);
        if (code == FOLD_NOTHING || (code == ' ' && last == ' ')) continue;
        last = code;
        done = false;
        now = advance(p, now, code, &done);
        now = pass_optional(p, now, &done);
        if (done && !(fold_in_word(code) && in_word_at(text, at))) best = at;
    }
    return best;
}

bool pattern_match(const struct pattern *p, struct bytes text, size_t anchor, size_t *ret_start, size_t *ret_end)
{
    size_t best_end = 0, best_start = 0, start = anchor;
    for (unsigned back = 0;; back++) {
        uint32_t before, first = 0;
        bool inside = in_word_before(text, start, &before) && in_word_at(text, start);
        size_t end = inside ? 0 : match_from(p, text, start);
        if (end > anchor) {
            fold_next(text.data + start, text.data + text.len, &first);
            if (first != ' ') best_end = end, best_start = start;
        }
        if (start == 0 || back >= 2 * p->before) break;
        start -= fold_before(text.data, text.data + start, &before);
    }
    if (best_end == 0) return false;
    *ret_start = best_start;
    *ret_end = best_end;
    return true;
}
