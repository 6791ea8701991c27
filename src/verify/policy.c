#include "verify/policy.h"

static bool same_key(const struct policy_key *a, const struct policy_key *b)
{
    if (!a->usable || !b->usable) return span_equal(a->vkey, b->vkey);
    return memcmp(a->key.public_key, b->key.public_key, sizeof a->key.public_key) == 0;
}

/* "<vkey> [<url>]" and nothing more */
static bool read_key(struct span rest, struct policy_key *ret)
{
    struct span more;
    *ret = (struct policy_key){.usable = false};
    if (!span_word(&rest, &ret->vkey)) return false;
    enum note_key_result result = note_key_parse(ret->vkey, &ret->key);
    ret->usable = result == NOTE_KEY_GOOD;
    return result != NOTE_KEY_MALFORMED && (!span_word(&rest, &ret->url) || !span_word(&rest, &more));
}

static bool read_log(struct policy *p, struct span rest)
{
    struct policy_key *log = &p->logs[p->log_count];
    if (p->log_count == POLICY_LOGS || !read_key(rest, log)) return false;
    for (size_t i = 0; i < p->log_count; i++)
        if (same_key(log, &p->logs[i])) return false;
    p->log_count++;
    return true;
}

static int find(const struct policy *p, struct span name)
{
    for (size_t i = 0; i < p->name_count; i++)
        if (span_equal(p->names[i].name, name)) return (int)i;
    return POLICY_NONE;
}

/* Room for a name that is new and allowed; NULL: it is not. It counts only when the caller raises name_count. */
static struct policy_name *new_name(struct policy *p, struct span *rest)
{
    struct span name;
    if (p->name_count == POLICY_NAMES || !span_word(rest, &name) || span_is(name, "none") || find(p, name) >= 0) return NULL;
    p->names[p->name_count] = (struct policy_name){.name = name, .group = POLICY_NONE};
    return &p->names[p->name_count];
}

static bool read_witness(struct policy *p, struct span rest)
{
    struct policy_name *w = new_name(p, &rest);
    if (!w || !read_key(rest, &w->key) || w->key.key.type == NOTE_ED25519) return false;
    for (size_t i = 0; i < p->name_count; i++)
        if (!p->names[i].members && same_key(&w->key, &p->names[i].key)) return false;
    p->name_count++;
    return true;
}

static bool read_group(struct policy *p, struct span rest)
{
    struct span how, member;
    uint64_t k;
    struct policy_name *g = new_name(p, &rest);
    if (!g || !span_word(&rest, &how)) return false;
    for (; span_word(&rest, &member); g->members++) {
        int i = find(p, member);
        if (i < 0 || p->names[i].group != POLICY_NONE) return false;
        p->names[i].group = (int)p->name_count;
    }
    if (span_is(how, "any"))
        k = 1;
    else if (span_is(how, "all"))
        k = g->members;
    else if (!span_decimal(how, &k))
        return false;
    if (k < 1 || k > g->members) return false;
    g->threshold = (unsigned)k;
    p->name_count++;
    return true;
}

static bool read_quorum(struct policy *p, struct span rest, bool *had)
{
    struct span name, more;
    if (*had || !span_word(&rest, &name) || span_word(&rest, &more)) return false;
    *had = true;
    p->quorum = find(p, name);
    return p->quorum >= 0 || span_is(name, "none");
}

static bool read_line(struct policy *p, struct span line, bool *had_quorum)
{
    struct span what;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
    }
    if (!span_word(&line, &what) || what.at[0] == '#') return true;
    if (span_is(what, "log")) return read_log(p, line);
    if (span_is(what, "witness")) return read_witness(p, line);
    if (span_is(what, "group")) return read_group(p, line);
    return span_is(what, "quorum") && read_quorum(p, line, had_quorum);
}

bool policy_parse(struct span text, struct policy *ret, unsigned *ret_line)
{
    bool had_quorum = false;
    struct span line;
    *ret = (struct policy){.quorum = POLICY_NONE};
    for (*ret_line = 1; span_line(&text, &line); ++*ret_line)
        if (!read_line(ret, line, &had_quorum)) return false;
    if (text.len > 0) return false; /* the last line has no end */
    *ret_line = 0;
    return had_quorum;
}

const struct policy_key *policy_open(const struct policy *p, struct span whole, struct note *ret_note, struct checkpoint *ret)
{
    for (size_t i = 0; i < p->log_count; i++)
        if (p->logs[i].usable && checkpoint_open(whole, &p->logs[i].key, ret_note, ret)) return &p->logs[i];
    return NULL;
}

enum policy_result policy_judge(const struct policy *p, const struct note *n, uint64_t ret_time[POLICY_NAMES])
{
    unsigned count[POLICY_NAMES] = {0}; /* members of a group that have witnessed */
    bool met = p->quorum == POLICY_NONE;
    for (size_t i = 0; i < p->name_count; i++) {
        const struct policy_name *name = &p->names[i];
        enum note_signed cosigned = NOTE_UNSIGNED;
        ret_time[i] = 0;
        if (name->key.usable) cosigned = note_verify(n, &name->key.key, &ret_time[i]);
        if (cosigned == NOTE_FORGED) return POLICY_FORGED;
        bool witnessed = name->members ? count[i] >= name->threshold : cosigned == NOTE_SIGNED;
        if (witnessed && name->group != POLICY_NONE) count[name->group]++;
        if (witnessed && (int)i == p->quorum) met = true;
    }
    return met ? POLICY_MET : POLICY_UNMET;
}
