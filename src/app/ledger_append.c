#include "app/ledger_append.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/hex.h"
#include "ledger/schema.h"
#include "markup/object.h"

enum { LINE_MAX_BYTES = 4 << 20, CHECKPOINT_EVERY_S = 1 };

/* A record whose durability is still to be told. */
struct waiting {
    uint64_t index;
    struct hash leaf;
};

struct appending {
    struct ledger *ledger;
    const char *name;
    FILE *out;
    uint64_t line;
    struct waiting waiting[LEDGER_BATCH];
    size_t waiting_count;
    time_t checkpoint_s; /* monotonic, of the last one */
    bool unsigned_yet;   /* durable records that no checkpoint covers */
    char *data;          /* what was read and is no whole line yet; LINE_MAX_BYTES */
    size_t len;
    bool ended;
};

static time_t now_s(void)
{
    return (time_t)(clock_running() / CLOCK_SECOND);
}

/* Who cannot be told that a record is durable must not go on sending more. */
static enum err print_waiting(struct appending *a, struct fault *f)
{
    for (size_t i = 0; i < a->waiting_count; i++) {
        char leaf[2 * sizeof a->waiting[i].leaf + 1];
        fprintf(a->out, "%" PRIu64 " %s\n", a->waiting[i].index,
                hex_text(a->waiting[i].leaf.octets, sizeof a->waiting[i].leaf, leaf));
    }
    a->waiting_count = 0;
    if (fflush(a->out) == 0 && !ferror(a->out)) return ERR_OK;
    return fault_set(f, ERR_IO, "the acknowledgement of durable records cannot be written: %s", strerror(errno));
}

static enum err commit(struct appending *a, struct fault *f)
{
    enum err err = ledger_commit(a->ledger, f);
    a->unsigned_yet |= a->waiting_count > 0;
    if (err == ERR_OK && a->waiting_count) err = print_waiting(a, f);
    if (err != ERR_OK) return err;
    if (now_s() - a->checkpoint_s < CHECKPOINT_EVERY_S) return ERR_OK;
    a->checkpoint_s = now_s();
    a->unsigned_yet = false;
    return ledger_checkpoint(a->ledger, f);
}

/* Where all members are slots of the type's schema, it is that, with every slot; else the members are what there is. */
static void arrange(const struct object *o, struct arena *a, struct record *r)
{
    const struct schema *schema = schema_of(r->type);
    struct record_slot *slots = arena_alloc(a, (o->count + SCHEMA_SLOTS_MAX) * sizeof *slots);
    struct record_slot *given = arena_alloc(a, (o->count + 1) * sizeof *given);
    size_t count = 0;
    for (size_t i = 0; i < o->count; i++) {
        if (bytes_equal(o->members[i].name, bytes_of_text("type"))) continue;
        given[count++] = (struct record_slot){o->members[i].name, o->members[i].value, o->members[i].absent};
    }
    for (size_t i = 0; schema && i < count; i++)
        if (schema_slot(schema, given[i].name) < 0) schema = NULL;
    r->schema = bytes_of_text(schema ? schema->name : SCHEMA_JSON);
    r->slots = schema ? slots : given;
    r->slot_count = schema ? schema->slot_count : count;
    if (!schema) return;
    for (size_t i = 0; i < schema->slot_count; i++)
        slots[i] = (struct record_slot){.name = bytes_of_text(schema->slots[i]), .absent = true};
    for (size_t i = 0; i < count; i++) slots[schema_slot(schema, given[i].name)] = given[i];
}

static enum err read_record(struct bytes line, struct arena *a, struct record *ret, struct fault *f)
{
    struct object o;
    struct record r = {.type = bytes_of_text("observation")};
    enum err err = object_read(line, a, &o, f);
    if (err != ERR_OK) return err;
    for (size_t i = 0; i < o.count; i++)
        if (bytes_equal(o.members[i].name, bytes_of_text("type"))) r.type = o.members[i].value;
    arrange(&o, a, &r);
    *ret = r;
    return ERR_OK;
}

/* These are the ledger's own to write: what stands in them is what it found. */
static bool is_own(struct bytes type)
{
    static const char *const own[] = {"gap", "recovery", "erasure"};
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (bytes_equal(type, bytes_of_text(own[i]))) return true;
    return false;
}

static enum err append_line(struct appending *a, struct bytes line, struct fault *f)
{
    struct fault why;
    struct record r;
    struct arena *arena = arena_new();
    if (!arena) return fault_set(f, ERR_MEMORY, "not enough memory for a line");
    struct waiting *w = &a->waiting[a->waiting_count];
    enum err err = read_record(line, arena, &r, &why);
    if (err == ERR_OK && is_own(r.type))
        err = fault_set(&why, ERR_INVALID, "a record of that type is only ever made by the ledger itself");
    if (err == ERR_OK) err = ledger_append(a->ledger, &r, &w->index, &w->leaf, &why);
    arena_free_secret(arena);
    if (err != ERR_OK) return fault_set(f, err, "%s: line %" PRIu64 ": %.400s", a->name, a->line, why.text);
    a->waiting_count++;
    return a->waiting_count == LEDGER_BATCH || ledger_due(a->ledger) ? commit(a, f) : ERR_OK;
}

static bool is_blank(struct bytes line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!strchr(" \t\r", line.data[i]) || !line.data[i]) return false;
    return true;
}

/* All whole lines of what was read; at the end of the input the rest, too. */
static enum err append_read(struct appending *a, struct fault *f)
{
    size_t from = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK && from < a->len) {
        const char *end = memchr(a->data + from, '\n', a->len - from);
        if (!end && !a->ended) break;
        struct bytes line = bytes_of(a->data + from, end ? (size_t)(end - a->data) - from : a->len - from);
        a->line++;
        if (!is_blank(line)) err = append_line(a, line, f);
        from += line.len + (end != NULL);
    }
    memmove(a->data, a->data + from, a->len - from);
    a->len -= from;
    return err;
}

/* More input; when none comes for as long as a record may wait, the waiting ones are made durable, and later signed. */
static enum err read_more(struct appending *a, int fd, struct fault *f)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int patience_ms = a->waiting_count ? LEDGER_DELAY_MS : CHECKPOINT_EVERY_S * 1000;
    if ((a->waiting_count || a->unsigned_yet) && poll(&p, 1, patience_ms) == 0) return commit(a, f);
    if (a->len == LINE_MAX_BYTES) return fault_set(f, ERR_LIMIT, "%s: line %" PRIu64 ": is too long", a->name, a->line + 1);
    ssize_t n = read(fd, a->data + a->len, LINE_MAX_BYTES - a->len);
    if (n < 0 && errno != EINTR) return fault_set(f, ERR_IO, "%s: %s", a->name, strerror(errno));
    a->ended = n == 0;
    a->len += n > 0 ? (size_t)n : 0;
    return ERR_OK;
}

enum err ledger_append_lines(struct ledger *l, int fd, const char *name, FILE *out, struct fault *f)
{
    struct fault second;
    struct appending a = {.ledger = l, .name = name, .out = out, .checkpoint_s = now_s(), .data = malloc(LINE_MAX_BYTES)};
    enum err err = a.data ? ERR_OK : fault_set(f, ERR_MEMORY, "not enough memory for a line");
    while (err == ERR_OK && !a.ended) {
        err = read_more(&a, fd, f);
        if (err == ERR_OK) err = append_read(&a, f);
    }
    if (a.data) explicit_bzero(a.data, LINE_MAX_BYTES);
    free(a.data);
    enum err committed = ledger_commit(l, &second);
    if (committed == ERR_OK) {
        enum err told = print_waiting(&a, err == ERR_OK ? f : NULL);
        if (err == ERR_OK) err = told;
        committed = ledger_checkpoint(l, &second);
    }
    if (err == ERR_OK && committed != ERR_OK) err = fault_set(f, committed, "%s", second.text);
    return err;
}
