/* decode_rates [FOLDER]: how fast decoders are, each alone on one core, on messages that stand in memory: the golden ones of
 * FOLDER (tests/golden). Beside each stands what nothing that reads them can go below: a walk over the bytes of the same PDUs,
 * and libxml2 parsing the same X1 without a decoder. A line of JSON a row: {"name", "unit", "messages", "bytes", "seconds",
 * "per_second"}, the fastest of ROUNDS rounds, in the time of the thread. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/addr.h"
#include "intercept/tracker.h"
#include "intercept/x1.h"
#include "markup/xml.h"
#include "proto/http2.h"
#include "proto/pspdu.h"
#include "proto/x2x3.h"

enum { ROUNDS = 7, MESSAGES = 4000, PDUS = 100000, SEGMENT = 1400, FILES_MAX = 128 };

struct buffer {
    uint8_t *data;
    size_t len, room;
};

struct input {
    struct buffer file[FILES_MAX];
    bool answer[FILES_MAX];
    size_t files;
};

static void add(struct buffer *b, const void *data, size_t len)
{
    if (b->len + len > b->room) {
        b->room = (b->len + len) * 2;
        b->data = realloc(b->data, b->room);
        ENSURE(b->data);
    }
    memcpy(b->data + b->len, data, len);
    b->len += len;
}

static void read_file(const char *path, struct buffer *ret)
{
    char part[65536];
    FILE *in = fopen(path, "rb");
    ENSURE(in);
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;) add(ret, part, n);
    fclose(in);
}

/* Messages are .xml, PDUs .ber or .bin. */
static int is_input(const struct dirent *e)
{
    size_t len = strlen(e->d_name);
    const char *end = e->d_name + (len > 4 ? len - 4 : 0);
    return strcmp(end, ".xml") == 0 || strcmp(end, ".ber") == 0 || strcmp(end, ".bin") == 0;
}

static void read_inputs(const char *folder, const char *kind, struct input *ret)
{
    char path[4096];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s/%s", folder, kind);
    int count = scandir(path, &entries, is_input, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s/%s", folder, kind, entries[i]->d_name);
        ENSURE(ret->files < FILES_MAX);
        ret->answer[ret->files] = strstr(entries[i]->d_name, "Response") != NULL;
        read_file(path, &ret->file[ret->files++]);
        free(entries[i]);
    }
    if (count < 1) {
        fprintf(stderr, "decode_rates: %s/%s: nothing to decode there\n", folder, kind);
        exit(2);
    }
    free(entries);
}

/* --- X1 -------------------------------------------------------------------------------------------------------------------- */

/* HTTP/1.1: all messages in turn, answers in the other direction. */
static void http1_stream(const struct input *in, bool answers, struct buffer *ret)
{
    for (size_t i = 0; i < MESSAGES; i++) {
        const struct buffer *f = &in->file[i % in->files];
        char head[256];
        if (in->answer[i % in->files] != answers) continue;
        int len = snprintf(head, sizeof head, "%s\r\nContent-Type: application/xml\r\nContent-Length: %zu\r\n\r\n",
                           answers ? "HTTP/1.1 200 OK" : "POST /X1/NE HTTP/1.1\r\nHost: ne", f->len);
        add(ret, head, (size_t)len);
        add(ret, f->data, f->len);
    }
}

static void add_frame(struct buffer *b, uint8_t type, uint8_t flags, uint32_t stream, const void *data, size_t len)
{
    uint8_t head[HTTP2_HEADER_LEN] = {
        (uint8_t)(len >> 16),    (uint8_t)(len >> 8),     (uint8_t)len,           type,           flags,
        (uint8_t)(stream >> 24), (uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream};
    add(b, head, sizeof head);
    add(b, data, len);
}

/* The same over HTTP/2: each message a stream; the header block is one octet of the static table. */
static void http2_stream(const struct input *in, bool answers, struct buffer *ret)
{
    if (!answers) add(ret, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HTTP2_PREFACE_LEN);
    add_frame(ret, HTTP2_SETTINGS, 0, 0, "", 0);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        const struct buffer *f = &in->file[i % in->files];
        if (in->answer[i % in->files] != answers) continue;
        add_frame(ret, HTTP2_HEADERS, HTTP2_END_HEADERS, 2 * i + 1, answers ? "\x88" : "\x83", 1);
        add_frame(ret, HTTP2_DATA, HTTP2_END_STREAM, 2 * i + 1, f->data, f->len);
    }
}

static void on_event(void *ctx, const struct intercept_event *e)
{
    size_t *events = ctx;
    (void)e;
    ++*events;
}

static void send(struct intercept_tracker *t, const struct buffer *b, bool back)
{
    static const uint8_t ends[2][4] = {{192, 0, 2, 1}, {192, 0, 2, 2}};
    for (size_t at = 0; at < b->len; at += SEGMENT) {
        struct bytes part = bytes_slice(bytes_of(b->data, b->len), at, SEGMENT);
        struct tcp_segment g = {
            .flow = {ip_from_v4(ends[back]), ip_from_v4(ends[!back]), back ? 8443 : 40000, back ? 40000 : 8443, 6},
            .seq = (uint32_t)at + 1,
            .flags = at ? 0 : TCP_SYN,
            .payload = part,
            .wire_len = (uint32_t)part.len};
        intercept_segment(t, &g);
    }
}

static size_t track(const void *ctx)
{
    const struct buffer *streams = ctx;
    struct intercept_limits limits = {0};
    size_t events = 0;
    struct intercept_tracker *t = intercept_tracker_new(&limits, on_event, &events);
    ENSURE(t);
    send(t, &streams[0], false);
    send(t, &streams[1], true);
    intercept_flush(t);
    size_t messages = intercept_counts(t)->pdus;
    ENSURE(events);
    intercept_tracker_free(t);
    return messages;
}

/* libxml2 alone, as the decoder drives it, on the same bodies. */
static void no_element(void *ctx, const struct xml_element *e)
{
    (void)ctx, (void)e;
}

static void no_text(void *ctx, const char *text, bool cut)
{
    (void)ctx, (void)text, (void)cut;
}

static size_t parse_only(const void *ctx)
{
    static const struct xml_handler nothing = {no_element, no_text};
    const struct input *in = ctx;
    for (size_t i = 0; i < MESSAGES; i++) {
        const struct buffer *f = &in->file[i % in->files];
        struct xml_parser *p = xml_parser_new(&nothing, NULL);
        ENSURE(p && xml_parser_feed(p, bytes_of(f->data, f->len)));
        ENSURE(xml_parser_done(p));
    }
    return MESSAGES;
}

/* --- HI2/HI3 and X2/X3 ------------------------------------------------------------------------------------------------------ */

/* All golden PDUs in turn, PDUS of them, back to back: streams[0] of the tracker, the other way is empty. */
struct pdus {
    struct buffer streams[2];
    size_t len[FILES_MAX], files;
};

static void pdu_stream(const struct input *in, struct pdus *ret)
{
    ret->files = in->files;
    for (size_t i = 0; i < in->files; i++) ret->len[i] = in->file[i].len;
    for (size_t i = 0; i < PDUS; i++) add(&ret->streams[0], in->file[i % in->files].data, in->file[i % in->files].len);
}

static uint64_t sum; /* so that no compiler leaves the work out */

static void walk(struct bytes b)
{
    uint64_t all = 0;
    for (; b.len >= 8; b = bytes_slice(b, 8, SIZE_MAX)) all += load_be64(b.data);
    for (size_t i = 0; i < b.len; i++) all += b.data[i];
    sum += all;
}

static void decode_ps(struct bytes b)
{
    struct pspdu p;
    size_t len = 0;
    ENSURE(pspdu_length(b, PSPDU_SIZE_MAX, &len) == FRAMING_WHOLE && pspdu_decode(bytes_slice(b, 0, len), &p) == ERR_OK);
    sum += p.seq;
}

static void decode_x(struct bytes b)
{
    struct x2x3 x;
    size_t len = 0;
    ENSURE(x2x3_length(b, X2X3_SIZE_MAX, &len) == FRAMING_WHOLE && x2x3_decode(bytes_slice(b, 0, len), &x) == ERR_OK);
    sum += x.seq;
}

static size_t each(const struct pdus *p, void (*fn)(struct bytes pdu))
{
    struct bytes rest = bytes_of(p->streams[0].data, p->streams[0].len);
    for (size_t i = 0; i < PDUS; i++) {
        size_t len = p->len[i % p->files];
        fn(bytes_slice(rest, 0, len));
        rest = bytes_slice(rest, len, SIZE_MAX);
    }
    return PDUS;
}

static size_t walk_each(const void *ctx)
{
    return each(ctx, walk);
}

static size_t decode_ps_each(const void *ctx)
{
    return each(ctx, decode_ps);
}

static size_t decode_x_each(const void *ctx)
{
    return each(ctx, decode_x);
}

static size_t track_pdus(const void *ctx)
{
    const struct pdus *p = ctx;
    return track(p->streams);
}

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void measure(const char *name, const char *unit, size_t bytes, size_t (*run)(const void *ctx), const void *ctx)
{
    double best = 0;
    size_t messages = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double from = now();
        messages = run(ctx);
        double took = now() - from;
        if (!i || took < best) best = took;
    }
    printf("{\"name\": \"%s\", \"unit\": \"%s\", \"messages\": %zu, \"bytes\": %zu, \"seconds\": %.6f, \"per_second\": "
           "%.0f}\n",
           name, unit, messages, bytes, best, (double)messages / best);
}

static void measure_x1(const char *folder)
{
    static struct input in;
    struct buffer http1[2] = {0}, http2[2] = {0};
    size_t bodies = 0;
    read_inputs(folder, "x1", &in);
    for (size_t i = 0; i < MESSAGES; i++) bodies += in.file[i % in.files].len;
    for (unsigned answers = 0; answers < 2; answers++) {
        http1_stream(&in, answers, &http1[answers]);
        http2_stream(&in, answers, &http2[answers]);
    }
    measure("X1: bare SAX parse", "messages", bodies, parse_only, &in);
    measure("X1 over HTTP/1.1", "messages", http1[0].len + http1[1].len, track, http1);
    measure("X1 over HTTP/2", "messages", http2[0].len + http2[1].len, track, http2);
}

static void measure_pdus(const char *folder, const char *kind, const char *const names[3], size_t (*decode)(const void *ctx))
{
    static struct input in;
    static struct pdus pdus;
    in = (struct input){0};
    pdus = (struct pdus){0};
    read_inputs(folder, kind, &in);
    pdu_stream(&in, &pdus);
    measure(names[0], "PDUs", pdus.streams[0].len, walk_each, &pdus);
    measure(names[1], "PDUs", pdus.streams[0].len, decode, &pdus);
    measure(names[2], "PDUs", pdus.streams[0].len, track_pdus, &pdus);
}

int main(int argc, char **argv)
{
    static const char *const ps[] = {"PS-PDU: bare walk of bytes", "PS-PDU decoded", "PS-PDU in TCP, to events"};
    static const char *const x[] = {"X2/X3: bare walk of bytes", "X2/X3 decoded", "X2/X3 in TCP, to events"};
    const char *folder = argc > 1 ? argv[1] : "tests/golden";
    measure_x1(folder);
    measure_pdus(folder, "pspdu", ps, decode_ps_each);
    measure_pdus(folder, "x2x3", x, decode_x_each);
    return sum == 1; /* it is not */
}
