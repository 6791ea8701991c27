#include "app/exports_slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/clock.h"

enum { LIST_MAX = 4096 }; /* lines of a slot that are read */

/* ---- pieces of text; a piece that is not there leaves the place as it was */

/* Does `*at` start with that word? Steps behind it. */
static bool skip(const char **at, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*at, word, len) != 0) return false;
    *at += len;
    return true;
}

static uint64_t take_count(const char **at)
{
    uint64_t n = 0;
    for (; **at >= '0' && **at <= '9'; ++*at) {
        if (n > (UINT64_MAX - 9) / 10) return UINT64_MAX;
        n = n * 10 + (uint64_t)(**at - '0');
    }
    return n;
}

static double take_number(const char **at)
{
    char *end;
    double v = strtod(*at, &end);
    *at = end;
    return v;
}

/* ---- conversations: "10.0.0.1:40000 > [2001:db8::2]:443 tcp, gre, erspan" */

static const char *take_end(struct arena *a, const char *text, size_t len, int32_t *port)
{
    struct ip_addr address;
    uint16_t number;
    char shown[ADDR_TEXT];
    const char *copy = arena_copy(a, text, len);
    *port = -1;
    if (endpoint_parse(copy, &address, &number))
        *port = number;
    else if (!ip_parse(copy, &address))
        return NULL;
    return arena_text(a, ip_text(&address, shown));
}

static void take_encapsulation(struct arena *a, const char *at, struct verdict_conversation *c)
{
    const char **names = NULL;
    size_t room = 0;
    while (skip(&at, ", ") && c->encapsulation_count < LIST_MAX) {
        size_t len = strcspn(at, ",");
        names = arena_room(a, names, c->encapsulation_count, &room, sizeof *names);
        names[c->encapsulation_count++] = arena_copy(a, at, len);
        at += len;
    }
    c->encapsulation = names;
}

static struct verdict_conversation take_conversation(struct arena *a, const char *text)
{
    struct verdict_conversation c = {.sport = -1, .dport = -1};
    const char *arrow = strstr(text, " > ");
    if (!arrow) return c;
    c.src = take_end(a, text, (size_t)(arrow - text), &c.sport);
    const char *at = arrow + 3;
    size_t len = strcspn(at, " ,");
    c.dst = take_end(a, at, len, &c.dport);
    at += len;
    if (skip(&at, " ")) {
        len = strcspn(at, ",");
        c.protocol = arena_copy(a, at, len);
        at += len;
    }
    take_encapsulation(a, at, &c);
    return c;
}

/* ---- slots */

static void set_severity(struct arena *a, const char *text, struct verdict_finding *f)
{
    (void)a;
    for (unsigned s = 0; s < SEVERITY_COUNT; s++)
        if (strcmp(text, severity_name((enum severity)s)) == 0) f->severity = (enum severity)s;
}

static void set_confidence(struct arena *a, const char *text, struct verdict_finding *f)
{
    (void)a;
    f->confidence = take_number(&text);
}

static void set_conversation(struct arena *a, const char *text, struct verdict_finding *f)
{
    f->conversation = take_conversation(a, text);
}

static void set_copied(struct arena *a, const char *text, struct verdict_finding *f)
{
    struct verdict_conversation *list = NULL;
    size_t room = 0;
    f->copied_count = 0; /* of a slot that comes twice the last counts */
    for (const char *at = text; *at && f->copied_count < LIST_MAX; at += *at == '\n') {
        size_t len = strcspn(at, "\n");
        list = arena_room(a, list, f->copied_count, &room, sizeof *list);
        list[f->copied_count++] = take_conversation(a, arena_copy(a, at, len));
        at += len;
    }
    f->copied = list;
}

static void set_subscribers(struct arena *a, const char *text, struct verdict_finding *f)
{
    const char **list = NULL;
    size_t room = 0;
    f->subscriber_count = 0;
    for (const char *at = text; *at && f->subscriber_count < LIST_MAX; at += *at == '\n') {
        size_t len = strcspn(at, "\n");
        list = arena_room(a, list, f->subscriber_count, &room, sizeof *list);
        list[f->subscriber_count++] = arena_copy(a, at, len);
        at += len;
    }
    f->subscribers = list;
}

static void set_times(struct arena *a, const char *text, struct verdict_finding *f)
{
    size_t len = strcspn(text, "/");
    int64_t time_ns;
    if (clock_parse_rfc3339(arena_copy(a, text, len), &time_ns)) f->first_ns = time_ns;
    if (text[len] && clock_parse_rfc3339(text + len + 1, &time_ns)) f->last_ns = time_ns;
}

static void set_packets(struct arena *a, const char *text, struct verdict_finding *f)
{
    (void)a;
    f->packets = take_count(&text);
}

static void set_bytes(struct arena *a, const char *text, struct verdict_finding *f)
{
    (void)a;
    f->bytes = take_count(&text);
}

/* "12 packets 9100 bytes 0.200 s" */
static void set_detected(struct arena *a, const char *text, struct verdict_finding *f)
{
    (void)a;
    f->detected_packets = take_count(&text);
    if (skip(&text, " packets ")) f->detected_bytes = take_count(&text);
    f->detected_seconds = skip(&text, " bytes ") ? take_number(&text) : -1;
}

/* "min_bytes 64000 max_delay_s 2" */
static void set_limits(struct arena *a, const char *text, struct verdict_finding *f)
{
    (void)a;
    if (skip(&text, "min_bytes ")) f->limit_min_bytes = take_number(&text);
    if (skip(&text, " max_delay_s ")) f->limit_max_delay_s = take_number(&text);
}

/* "volume 0.988 lag_s 0.048 bin_s 0.067 log10_p -12.3 pairs 40 both directions" */
static void set_correlation(struct arena *a, const char *text, struct verdict_finding *f)
{
    struct verdict_correlation *c = arena_alloc(a, sizeof *c);
    c->by_sizes = skip(&text, "sizes ");
    if (!c->by_sizes && !skip(&text, "volume ")) return;
    c->coefficient = take_number(&text);
    if (skip(&text, " lag_s ")) c->lag_s = take_number(&text);
    if (skip(&text, " bin_s ")) c->bin_s = take_number(&text);
    if (skip(&text, " log10_p ")) c->log10_p = take_number(&text);
    if (skip(&text, " pairs ")) c->pairs = take_count(&text);
    f->correlation = c;
}

/* A line a packet: exports tell how many. */
static void set_evidence(struct arena *a, const char *text, struct verdict_finding *f)
{
    size_t lines = 1;
    for (const char *at = text; *at; at++) lines += *at == '\n';
    if (lines > LIST_MAX) return;
    f->evidence_count = lines;
    f->evidence = arena_alloc(a, lines * sizeof *f->evidence);
}

typedef void slot_fn(struct arena *a, const char *text, struct verdict_finding *f);

/* A slot whose text is a member as it is, or that a function reads. */
static const struct {
    const char *slot;
    size_t member;
    slot_fn *read;
} slots[] = {
    {"id", offsetof(struct verdict_finding, id), NULL},
    {"rule", offsetof(struct verdict_finding, rule), NULL},
    {"depth", offsetof(struct verdict_finding, depth), NULL},
    {"element", offsetof(struct verdict_finding, element), NULL},
    {"supplier", offsetof(struct verdict_finding, supplier), NULL},
    {"severity", 0, set_severity},
    {"confidence", 0, set_confidence},
    {"conversation", 0, set_conversation},
    {"copied", 0, set_copied},
    {"subscribers", 0, set_subscribers},
    {"times", 0, set_times},
    {"packets", 0, set_packets},
    {"bytes", 0, set_bytes},
    {"detected", 0, set_detected},
    {"limits", 0, set_limits},
    {"correlation", 0, set_correlation},
    {"evidence.packets", 0, set_evidence},
};

void exports_finding_of_slots(const struct record_slot *shown, size_t count, struct arena *a, struct verdict_finding *ret)
{
    *ret = (struct verdict_finding){.severity = SEVERITY_COUNT,
                                    .confidence = -1,
                                    .conversation = {.sport = -1, .dport = -1},
                                    .first_ns = CLOCK_NONE,
                                    .last_ns = CLOCK_NONE,
                                    .detected_seconds = -1,
                                    .limit_min_bytes = -1,
                                    .limit_max_delay_s = -1};
    for (size_t i = 0; i < count; i++) {
        if (shown[i].absent) continue;
        const char *text = arena_copy(a, (const char *)shown[i].value.data, shown[i].value.len);
        for (size_t k = 0; k < ARRAY_LEN(slots); k++) {
            if (!bytes_equal(shown[i].name, bytes_of_text(slots[k].slot))) continue;
            if (slots[k].read)
                slots[k].read(a, text, ret);
            else
                *(const char **)((char *)ret + slots[k].member) = text;
        }
    }
}
