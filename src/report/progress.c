#include "report/progress.h"

#include <unistd.h>

#include "base/clock.h"
#include "report/text.h"

enum { BAR = 24, PAGE_COLUMNS = 79 };

void progress_begin(struct progress *p, FILE *out, uint64_t total_bytes)
{
    bool terminal = out && isatty(fileno(out));
    int64_t now = clock_running();
    *p = (struct progress){
        .unit = "packet", .out = terminal ? out : NULL, .total_bytes = total_bytes, .started_ns = now, .drawn_ns = now};
}

static uint64_t per_second(uint64_t n, double seconds)
{
    double rate = (double)n / seconds;
    return rate < 1e18 ? (uint64_t)rate : UINT64_C(1000000000000000000);
}

static double share_done(const struct progress *p)
{
    if (p->total_bytes == 0) return 0;
    return p->read_bytes < p->total_bytes ? (double)p->read_bytes / (double)p->total_bytes : 1;
}

const char *progress_line(const struct progress *p, double elapsed_s, char line[static PROGRESS_LINE])
{
    char bar[BAR + 1], packets[TEXT_NUMBER], bytes[TEXT_NUMBER], left[TEXT_NUMBER], percent[TEXT_NUMBER];
    double seconds = elapsed_s > 1e-3 ? elapsed_s : 1e-3, done = share_done(p);
    text_count(per_second(p->packets, seconds), packets);
    text_bytes(per_second(p->read_bytes, seconds), bytes);
    if (p->total_bytes == 0) {
        char sum[TEXT_NUMBER];
        snprintf(line, PROGRESS_LINE, "%s  %s %ss/s  %s/s", text_counted(p->packets, p->unit, sum), packets, p->unit, bytes);
        return line;
    }
    for (unsigned i = 0; i < BAR; i++) bar[i] = (double)i < done * BAR ? '#' : ' ';
    bar[BAR] = 0;
    /* an estimate from less than this share would jump about */
    if (done > 0.01)
        text_duration(seconds / done - seconds, left);
    else
        snprintf(left, sizeof left, "...");
    snprintf(line, PROGRESS_LINE, "[%s] %3s %%  %s %ss/s  %s/s  %s left", bar, text_fixed(done * 100, 0, percent), packets,
             p->unit, bytes, left);
    return line;
}

static void draw(struct progress *p, int64_t now)
{
    char line[PROGRESS_LINE];
    progress_line(p, (double)(now - p->started_ns) / 1e9, line);
    int len = fprintf(p->out, "\r%.*s", PAGE_COLUMNS, line) - 1;
    unsigned columns = len > 0 ? (unsigned)len : 0;
    for (unsigned i = columns; i < p->drawn_columns; i++) putc(' ', p->out);
    fflush(p->out);
    p->drawn_columns = columns > p->drawn_columns ? columns : p->drawn_columns;
    p->drawn_ns = now;
}

void progress_step(struct progress *p, uint64_t read_bytes, uint64_t packets)
{
    if (!p->out) return;
    p->read_bytes = read_bytes;
    p->packets = packets;
    int64_t now = clock_running();
    if (now - p->drawn_ns >= PROGRESS_INTERVAL_MS * (CLOCK_SECOND / 1000)) draw(p, now);
}

void progress_end(struct progress *p)
{
    if (!p->out || !p->drawn_columns) return;
    fprintf(p->out, "\r%*s\r", (int)p->drawn_columns, "");
    fflush(p->out);
    p->drawn_columns = 0;
}
