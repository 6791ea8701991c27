/* The yardstick of `make bench`: the least that any tool must do that looks at every byte of a capture and remembers something of
 * it. Maps a pcap or pcapng file, walks it packet by packet, hashes every packet's bytes with XXH3 and reads, changes and writes
 * one line of a 64 MiB table that the hash selects. Decodes nothing.
 *
 * limit [--json] CAPTURE */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

enum { TABLE_BYTES = 64 << 20, LINE_BYTES = 64, PCAP_HEADER = 24, PCAP_RECORD = 16 };
enum { PCAPNG_SECTION = 0x0a0d0d0a, PCAPNG_SIMPLE = 3, PCAPNG_ENHANCED = 6 };

struct line {
    uint64_t words[LINE_BYTES / sizeof(uint64_t)];
};

struct walk {
    struct line *table;
    uint64_t packets, bytes, sum;
};

struct map {
    const uint8_t *data;
    size_t len;
};

static uint32_t load(const uint8_t *p, bool swap)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return swap ? __builtin_bswap32(v) : v;
}

static void packet(struct walk *w, const uint8_t *data, size_t len)
{
    uint64_t hash = XXH3_64bits(data, len);
    struct line *line = &w->table[hash % (TABLE_BYTES / LINE_BYTES)];
    line->words[hash >> 61] += hash;
    w->sum += line->words[(hash >> 58) & 7];
    w->packets++;
    w->bytes += len;
}

static bool walk_pcap(struct walk *w, const struct map *m, bool swap)
{
    size_t at = PCAP_HEADER;
    while (m->len - at >= PCAP_RECORD) {
        uint32_t len = load(m->data + at + 8, swap);
        at += PCAP_RECORD;
        if (len > m->len - at) return false;
        packet(w, m->data + at, len);
        at += len;
    }
    return at == m->len;
}

/* The captured bytes of a packet block: where they start, and how many there are. */
static bool packet_block(const uint8_t *block, uint32_t type, uint32_t total, bool swap, size_t *ret_from, size_t *ret_len)
{
    size_t from = type == PCAPNG_ENHANCED ? 28 : 12;
    if (total < from + 4) return false;
    size_t room = total - from - 4;
    size_t len = load(block + (type == PCAPNG_ENHANCED ? 20 : 8), swap);
    if (type == PCAPNG_SIMPLE && len > room) len = room;
    *ret_from = from;
    *ret_len = len;
    return len <= room;
}

static bool walk_pcapng(struct walk *w, const struct map *m)
{
    bool swap = false;
    size_t at = 0;
    while (m->len - at >= 12) {
        const uint8_t *block = m->data + at;
        uint32_t type = load(block, swap);
        if (type == PCAPNG_SECTION) swap = load(block + 8, false) != 0x1a2b3c4d;
        uint32_t total = load(block + 4, swap);
        if (total < 12 || total > m->len - at) return false;
        if (type == PCAPNG_ENHANCED || type == PCAPNG_SIMPLE) {
            size_t from, len;
            if (!packet_block(block, type, total, swap, &from, &len)) return false;
            packet(w, block + from, len);
        }
        at += total;
    }
    return at == m->len;
}

static bool walk(struct walk *w, const struct map *m)
{
    if (m->len < PCAP_HEADER) return false;
    uint32_t magic = load(m->data, false);
    if (magic == PCAPNG_SECTION) return walk_pcapng(w, m);
    if (magic == 0xa1b2c3d4 || magic == 0xa1b23c4d) return walk_pcap(w, m, false);
    if (magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1) return walk_pcap(w, m, true);
    return false;
}

static bool map_file(const char *path, struct map *ret)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size <= 0) {
        if (fd >= 0) close(fd);
        return false;
    }
    void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (data == MAP_FAILED) return false;
    madvise(data, (size_t)st.st_size, MADV_SEQUENTIAL);
    *ret = (struct map){data, (size_t)st.st_size};
    return true;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void report(const struct walk *w, double took, bool json)
{
    double mpps = (double)w->packets / took / 1e6, rate = (double)w->bytes / took / 1e9;
    if (json)
        printf("{\"packets\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"seconds\": %.6f, \"mpps\": %.4f, "
               "\"gigabytes_per_second\": %.4f, \"sum\": \"%016" PRIx64 "\"}\n",
               w->packets, w->bytes, took, mpps, rate, w->sum);
    else
        printf("%" PRIu64 " packets, %" PRIu64 " bytes, %.3f s, %.3f Mpps, %.3f GB/s (sum %016" PRIx64 ")\n", w->packets,
               w->bytes, took, mpps, rate, w->sum);
}

int main(int argc, char **argv)
{
    bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    struct map m;
    if (argc != 2 + json) {
        fprintf(stderr, "usage: limit [--json] CAPTURE\n");
        return 2;
    }
    if (!map_file(argv[argc - 1], &m)) {
        perror(argv[argc - 1]);
        return 2;
    }
    struct walk w = {.table = aligned_alloc(LINE_BYTES, TABLE_BYTES)};
    if (!w.table) return 2;
    memset(w.table, 0, TABLE_BYTES); /* its page faults are no part of the measurement */
    double start = seconds();
    bool whole = walk(&w, &m);
    report(&w, seconds() - start, json);
    if (!whole) fprintf(stderr, "limit: %s: not a whole pcap or pcapng file\n", argv[argc - 1]);
    free(w.table);
    return whole ? 0 : 2;
}
