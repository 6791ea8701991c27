#include "corpus/corpus.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/hex.h"
#include "corpus/files.h"
#include "corpus/format.h"
#include "corpus/frame.h"
#include "input/decode.h"
#include "input/raw.h"

enum { HEAD = 64 * 1024, DECODE_ONCE = 256 * 1024, PLACES = 64 };

const char *const corpus_format_names[CORPUS_FORMATS] = {"any", "jsonl", "json", "csv", "text"};

struct corpus {
    struct arena *arena; /* borrowed */
    struct corpus_options options;
    struct corpus_files files;
    struct bytes memory; /* in place of a file; data is NULL for none */
    size_t at;           /* the input that is read, or next */
    EVP_MD_CTX *hash;    /* owned */
    /* of the input that is read */
    bool open, ended, started, skipping;
    struct raw raw;
    struct decoder *decoder; /* owned; NULL: an empty input */
    struct frame frame;
    uint64_t line, offset; /* of the first octet that belongs to no record yet */
    uint64_t consumed;     /* stored octets of the inputs before */
    uint8_t *carry;        /* owned: what begins a record that the batch before did not hold whole */
    size_t carry_len, carry_room;
};

static enum err no_memory(struct fault *f)
{
    return fault_set(f, ERR_MEMORY, "not enough memory to read the corpus");
}

static enum err corpus_make(const struct corpus_options *options, struct arena *a, struct corpus **ret, struct fault *f)
{
    struct corpus *c = calloc(1, sizeof *c);
    if (!c || !(c->hash = EVP_MD_CTX_new())) {
        free(c);
        return no_memory(f);
    }
    c->arena = a;
    if (options) c->options = *options;
    if (c->options.batch == 0) c->options.batch = CORPUS_BATCH;
    if (c->options.record_max == 0) c->options.record_max = CORPUS_RECORD_MAX;
    *ret = c;
    return ERR_OK;
}

enum err corpus_new(const char *const *paths, size_t count, const struct corpus_options *options, struct arena *a,
                    struct corpus **ret, struct fault *f)
{
    struct corpus *c = NULL;
    enum err err = corpus_make(options, a, &c, f);
    if (err != ERR_OK) return err;
    err = corpus_files(paths, count, a, &c->files, f);
    if (err == ERR_OK)
        *ret = c;
    else
        corpus_free(c);
    return err;
}

enum err corpus_new_memory(struct bytes data, const char *name, const struct corpus_options *options, struct arena *a,
                           struct corpus **ret, struct fault *f)
{
    struct corpus *c = NULL;
    enum err err = corpus_make(options, a, &c, f);
    if (err != ERR_OK) return err;
    c->memory = data.data ? data : bytes_of("", 0);
    c->files.list = arena_alloc(a, sizeof *c->files.list);
    c->files.list[0] = (struct corpus_input){.file = arena_text(a, name), .stored_octets = data.len};
    c->files.count = 1;
    *ret = c;
    return ERR_OK;
}

static void input_close(struct corpus *c)
{
    if (!c->open) return;
    c->consumed += c->raw.read_bytes;
    decoder_free(c->decoder);
    raw_done(&c->raw);
    c->decoder = NULL;
    c->open = false;
}

void corpus_free(struct corpus *c)
{
    if (!c) return;
    input_close(c);
    EVP_MD_CTX_free(c->hash);
    free(c->carry);
    free(c);
}

const struct corpus_input *corpus_inputs(const struct corpus *c, size_t *ret_count)
{
    *ret_count = c->files.count;
    return c->files.list;
}

void corpus_batch_done(struct corpus_batch *b)
{
    free(b->data);
    free(b->records);
    *b = (struct corpus_batch){0};
}

/* --- the stored input --- */

static void hash_stored(void *context, struct bytes stored)
{
    struct corpus *c = context;
    ENSURE(EVP_DigestUpdate(c->hash, stored.data, stored.len) == 1);
}

static enum err input_open(struct corpus *c, struct fault *f)
{
    const struct corpus_input *in = &c->files.list[c->at];
    if (EVP_DigestInit_ex(c->hash, EVP_sha256(), NULL) != 1) return no_memory(f);
    enum err err = ERR_OK;
    if (c->memory.data) {
        raw_memory(&c->raw, c->memory);
        hash_stored(c, c->memory);
    } else {
        err = raw_open(&c->raw, in->file, false, f);
    }
    if (err != ERR_OK) return err;
    c->open = true;
    c->raw.watch = hash_stored;
    c->raw.watch_context = c;
    struct bytes head;
    if (!raw_peek(&c->raw, 1, &head)) return fault_set(f, ERR_IO, "%s: %s", in->file, strerror(errno));
    c->ended = head.len == 0;
    c->started = c->skipping = false;
    c->line = 1;
    c->offset = 0;
    c->carry_len = 0;
    return c->ended ? ERR_OK : decoder_new(&c->raw, in->file, &c->decoder, f);
}

/* What a decoder that gave up left unread belongs to the input's hash too. */
static void hash_rest(struct corpus *c)
{
    struct bytes rest;
    while (raw_read(&c->raw, &rest) && rest.len > 0) {
    }
}

static void input_end(struct corpus *c, struct corpus_batch *b)
{
    struct corpus_input *in = &c->files.list[c->at];
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len;
    if (c->decoder) hash_rest(c);
    ENSURE(EVP_DigestFinal_ex(c->hash, digest, &len) == 1 && 2 * len < sizeof in->sha256);
    hex_text(digest, len, in->sha256);
    in->octets = c->offset;
    const char *cause = c->decoder ? decoder_cause(c->decoder) : NULL;
    in->cause = arena_text(c->arena, cause);
    in->stored_octets = c->raw.read_bytes;
    input_close(c);
    c->at++;
    b->last = true;
}

/* --- octets of a batch --- */

static bool batch_room(struct corpus_batch *b, size_t room)
{
    if (b->room >= room) return true;
    uint8_t *data = realloc(b->data, room);
    if (!data) return false;
    b->data = data;
    b->room = room;
    return true;
}

/* Decode until the batch holds `limit` octets or the input has ended. */
static bool fill(struct corpus *c, struct corpus_batch *b, size_t limit)
{
    if (!batch_room(b, limit)) return false;
    while (b->len < limit && !c->ended) {
        size_t room = limit - b->len;
        size_t n = decoder_read(c->decoder, b->data + b->len, room < DECODE_ONCE ? room : DECODE_ONCE);
        b->len += n;
        c->ended = n == 0;
    }
    return true;
}

static uint64_t count_lines(struct bytes text)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < text.len; i++) lines += text.data[i] == '\n';
    return lines;
}

/* `n` octets at `at` belong to no record that is still to come. */
static void pass(struct corpus *c, const struct corpus_batch *b, size_t *at, size_t n)
{
    c->line += count_lines(bytes_of(b->data + *at, n));
    c->offset += n;
    *at += n;
}

static bool record_add(struct corpus *c, struct corpus_batch *b, size_t at, size_t len, enum corpus_fault fault)
{
    if (b->count == b->record_room) {
        size_t room = b->record_room ? 2 * b->record_room : PLACES;
        struct corpus_record *records = realloc(b->records, room * sizeof *records);
        if (!records) return false;
        b->records = records;
        b->record_room = room;
    }
    if (c->frame.format == CORPUS_JSON_LINES || c->frame.format == CORPUS_CSV)
        while (len > 0 && b->data[at + len - 1] == '\r') len--;
    b->records[b->count++] =
        (struct corpus_record){.bytes = bytes_of(b->data + at, len), .line = c->line, .offset = c->offset, .fault = fault};
    return true;
}

/* The first octets tell the format; a byte order mark is none of a record's. */
static enum err start(struct corpus *c, struct corpus_batch *b, size_t *at, struct fault *f)
{
    struct corpus_input *in = &c->files.list[c->at];
    if (!fill(c, b, HEAD)) return no_memory(f);
    struct bytes head = bytes_of(b->data, b->len);
    c->started = true;
    if (head.len >= 2 && (memcmp(head.data, "\xff\xfe", 2) == 0 || memcmp(head.data, "\xfe\xff", 2) == 0))
        return fault_set(f, ERR_UNSUPPORTED, "%s: it is UTF-16; only UTF-8 is read", in->file);
    if (head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) pass(c, b, at, 3);
    head = bytes_slice(head, *at, SIZE_MAX);
    in->format = c->options.format != CORPUS_ANY ? c->options.format : corpus_format_find(head, in->file);
    c->frame = (struct frame){.format = in->format};
    if (in->format == CORPUS_CSV) {
        size_t skip = frame_between(&c->frame, head);
        const uint8_t *end = memchr(head.data + skip, '\n', head.len - skip);
        size_t line = end ? (size_t)(end - head.data) - skip : head.len - skip;
        in->delimiter = c->frame.delimiter = corpus_delimiter(bytes_slice(head, skip, line));
    }
    frame_reset(&c->frame);
    return ERR_OK;
}

/* The rest of a record that was too long. */
static void skip(struct corpus *c, struct corpus_batch *b, size_t *at)
{
    size_t len, end;
    c->skipping = !frame_end(&c->frame, bytes_of(b->data + *at, b->len - *at), &len, &end);
    pass(c, b, at, c->skipping ? len : len + end);
    if (!c->skipping || c->ended) frame_reset(&c->frame);
}

/* A CSV's first record names its columns. */
static bool is_header(struct corpus *c, struct bytes record)
{
    struct corpus_input *in = &c->files.list[c->at];
    if (in->format != CORPUS_CSV || in->header.data) return false;
    in->header = bytes_of(arena_copy(c->arena, (const char *)record.data, record.len), record.len);
    return true;
}

/* A row of CSV with a quote that nothing closes is told with its first line, and ends there. *ret_done: there is such a line. */
static bool cut_row(struct corpus *c, struct corpus_batch *b, size_t *at, enum corpus_fault fault, bool *ret_done)
{
    struct bytes text = bytes_of(b->data + *at, b->len - *at);
    const uint8_t *end = c->frame.format == CORPUS_CSV && text.len ? memchr(text.data, '\n', text.len) : NULL;
    *ret_done = end != NULL;
    if (!end) return true;
    size_t len = (size_t)(end - text.data);
    if (!record_add(c, b, *at, len < CORPUS_EXCERPT ? len : CORPUS_EXCERPT, fault)) return false;
    pass(c, b, at, len + 1);
    frame_reset(&c->frame);
    return true;
}

/* The last record, which the input's end ends; *ret_done: it is dealt with. */
static bool cut_last(struct corpus *c, struct corpus_batch *b, size_t *at, enum corpus_fault *fault, bool *ret_done)
{
    *ret_done = false;
    bool broken = c->decoder && decoder_cause(c->decoder), open = !frame_may_end(&c->frame);
    if (open && !cut_row(c, b, at, CORPUS_CUT, ret_done)) return false;
    if (*fault == CORPUS_WHOLE && (broken || open)) *fault = CORPUS_CUT;
    return true;
}

/* The record that begins at `at`, if it ends in this batch or with the input. *ret: whether it did. */
static bool cut_one(struct corpus *c, struct corpus_batch *b, size_t *at, bool *ret)
{
    struct bytes text = bytes_of(b->data + *at, b->len - *at);
    size_t len, end;
    bool whole = frame_end(&c->frame, text, &len, &end), done;
    enum corpus_fault fault = len > c->options.record_max ? CORPUS_TOO_LONG : CORPUS_WHOLE;
    *ret = whole || c->ended;
    if (!*ret) return true;
    if (!whole) {
        if (!cut_last(c, b, at, &fault, &done)) return false;
        if (done) return true;
        end = 0;
    }
    size_t shown = fault == CORPUS_TOO_LONG && len > CORPUS_EXCERPT ? CORPUS_EXCERPT : len;
    bool good = is_header(c, bytes_slice(text, 0, shown)) || record_add(c, b, *at, shown, fault);
    pass(c, b, at, len + end);
    frame_reset(&c->frame);
    return good;
}

/* All records that the batch holds whole. */
static bool cut(struct corpus *c, struct corpus_batch *b, size_t *at)
{
    for (bool whole = true; whole;) {
        if (c->skipping) skip(c, b, at);
        if (c->skipping) return true;
        struct bytes text = bytes_of(b->data + *at, b->len - *at);
        pass(c, b, at, frame_between(&c->frame, text));
        if (*at == b->len) return true;
        if (!cut_one(c, b, at, &whole)) return false;
    }
    frame_reset(&c->frame); /* it is looked at again from its beginning, with more behind it */
    return true;
}

/* A record fills more than may be: what is told of it, and the way to go on. */
static bool cut_too_long(struct corpus *c, struct corpus_batch *b, size_t *at)
{
    struct bytes text = bytes_of(b->data + *at, b->len - *at);
    size_t len, end;
    bool done;
    if (!cut_row(c, b, at, CORPUS_TOO_LONG, &done)) return false;
    if (done) return true;
    if (!record_add(c, b, *at, text.len < CORPUS_EXCERPT ? text.len : CORPUS_EXCERPT, CORPUS_TOO_LONG)) return false;
    c->skipping = !frame_end(&c->frame, text, &len, &end);
    pass(c, b, at, c->skipping ? len : len + end);
    return true;
}

static bool carry_keep(struct corpus *c, const struct corpus_batch *b, size_t at)
{
    size_t len = b->len - at;
    c->carry_len = len;
    if (len == 0) return true;
    if (c->carry_room < len) {
        uint8_t *carry = realloc(c->carry, len);
        if (!carry) return false;
        c->carry = carry;
        c->carry_room = len;
    }
    memcpy(c->carry, b->data + at, len);
    return true;
}

/* Fill and cut until there is a record, or the input has ended. */
static bool read_records(struct corpus *c, struct corpus_batch *b, size_t at)
{
    size_t limit = b->len > c->options.batch ? b->len : c->options.batch, most = c->options.record_max + 1;
    for (;;) {
        if (!fill(c, b, limit) || !cut(c, b, &at)) return false;
        if (b->count > 0 || c->ended) break;
        if (at > 0) {
            memmove(b->data, b->data + at, b->len - at);
            b->len -= at;
            at = 0;
        } else if (limit >= most) {
            if (!cut_too_long(c, b, &at)) return false;
            break;
        } else {
            limit = 2 * limit < most ? 2 * limit : most;
        }
    }
    return carry_keep(c, b, at);
}

enum err corpus_next(struct corpus *c, struct corpus_batch *ret, struct fault *f)
{
    ret->input = NULL;
    ret->count = ret->len = 0;
    ret->last = false;
    if (c->at == c->files.count) return ERR_OK;
    enum err err = c->open ? ERR_OK : input_open(c, f);
    if (err != ERR_OK) return err;
    ret->input = &c->files.list[c->at];
    size_t at = 0;
    if (!batch_room(ret, c->carry_len > c->options.batch ? c->carry_len : c->options.batch)) return no_memory(f);
    if (c->carry_len > 0) memcpy(ret->data, c->carry, c->carry_len);
    ret->len = c->carry_len;
    if (!c->started && !c->ended) err = start(c, ret, &at, f);
    if (err != ERR_OK) return err;
    if (!read_records(c, ret, at)) return no_memory(f);
    if (c->ended && c->carry_len == 0) input_end(c, ret);
    ret->consumed = c->consumed + (c->open ? c->raw.read_bytes : 0);
    return ERR_OK;
}
