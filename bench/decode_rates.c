/* decode_rates [FOLDER]: how fast decoders are, each alone on one core, on messages that stand in memory: the golden ones of
 * FOLDER (tests/golden). A line of JSON a row: {"name", "unit", "messages", "bytes", "seconds", "per_second"}, the fastest of
 * ROUNDS rounds, in the time of the thread. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/addr.h"
#include "intercept/tracker.h"
#include "intercept/x1.h"
#include "proto/http2.h"

enum { ROUNDS = 7, MESSAGES = 4000, SEGMENT = 1400, FILES_MAX = 128 };

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

static int is_xml(const struct dirent *e)
{
    size_t len = strlen(e->d_name);
    return len > 4 && strcmp(e->d_name + len - 4, ".xml") == 0;
}

static void read_messages(const char *folder, struct input *ret)
{
    char path[4096];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s/x1", folder);
    int count = scandir(path, &entries, is_xml, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/x1/%s", folder, entries[i]->d_name);
        ENSURE(ret->files < FILES_MAX);
        ret->answer[ret->files] = strstr(entries[i]->d_name, "Response") != NULL;
        read_file(path, &ret->file[ret->files++]);
        free(entries[i]);
    }
    if (count < 1) {
        fprintf(stderr, "decode_rates: %s/x1: no messages there\n", folder);
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
    *events += e->control != NULL;
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

static size_t track(const struct buffer streams[2])
{
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

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void measure_streams(const char *name, const struct buffer streams[2])
{
    double best = 0;
    size_t messages = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double from = now();
        messages = track(streams);
        double took = now() - from;
        if (!i || took < best) best = took;
    }
    printf("{\"name\": \"%s\", \"unit\": \"messages\", \"messages\": %zu, \"bytes\": %zu, \"seconds\": %.6f, \"per_second\": "
           "%.0f}\n",
           name, messages, streams[0].len + streams[1].len, best, (double)messages / best);
}

int main(int argc, char **argv)
{
    static struct input in;
    struct buffer http1[2] = {0}, http2[2] = {0};
    read_messages(argc > 1 ? argv[1] : "tests/golden", &in);
    for (unsigned answers = 0; answers < 2; answers++) {
        http1_stream(&in, answers, &http1[answers]);
        http2_stream(&in, answers, &http2[answers]);
    }
    measure_streams("X1 over HTTP/1.1", http1);
    measure_streams("X1 over HTTP/2", http2);
    return 0;
}
