#include "people/cv.h"

#include <stdlib.h>
#include <string.h>

#include "markup/json_nodes.h"
#include "people/cv_internal.h"

uint64_t cv_original(const struct cv_part *p, uint32_t at)
{
    uint32_t low = 0, high = p->origin_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (p->origin[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return p->origin[low].original + (at - p->origin[low].at);
}

struct cv_reader *cv_reader_new(void)
{
    struct cv_reader *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->parts = calloc(CV_PARTS, sizeof *r->parts);
    r->nodes = json_nodes_new();
    if (r->parts && r->nodes) return r;
    cv_reader_free(r);
    return NULL;
}

void cv_reader_free(struct cv_reader *r)
{
    if (!r) return;
    json_nodes_free(r->nodes);
    free(r->node_keys);
    free(r->parts);
    free(r->text);
    free(r->origins);
    free(r->columns);
    free(r);
}

const char *cv_reader_fault(const struct cv_reader *r, size_t *ret_at)
{
    *ret_at = r->fault_at;
    return r->fault;
}

static void *room(void *list, size_t *have, size_t want, size_t size)
{
    if (*have >= want) return list;
    size_t more = 4096;
    while (more < want) more *= 2;
    void *grown = realloc(list, more * size);
    if (grown) *have = more;
    return grown;
}

bool cv_begin(struct cv_reader *r, struct cv *cv, size_t text, size_t origins)
{
    uint8_t *texts = room(r->text, &r->text_room, text, 1);
    if (texts) r->text = texts;
    struct cv_origin *places = room(r->origins, &r->origin_room, origins, sizeof *places);
    if (places) r->origins = places;
    if ((text > 0 && !texts) || (origins > 0 && !places)) return false;
    r->text_len = r->origin_len = 0;
    r->entries = 0;
    r->given = r->family = bytes_of(NULL, 0);
    r->cv = cv;
    cv->id = cv->name = cv->place = bytes_of(NULL, 0);
    cv->parts = r->parts;
    cv->count = cv->dropped = 0;
    return true;
}

/* Given and family name in the order in which they are said: in Chinese the family's first, without a blank. */
static void name_join(struct cv_reader *r)
{
    struct bytes first = r->given, last = r->family;
    bool ascii = true;
    for (size_t i = 0; i < last.len; i++) ascii = ascii && last.data[i] < 0x80;
    if (first.len + last.len == 0 || r->text_room - r->text_len < first.len + last.len + 1) return;
    uint8_t *out = r->text + r->text_len, *p = out;
    if (!ascii) first = r->family, last = r->given;
    if (first.len > 0) p = (uint8_t *)mempcpy(p, first.data, first.len);
    if (ascii && first.len > 0 && last.len > 0) *p++ = ' ';
    if (last.len > 0) p = (uint8_t *)mempcpy(p, last.data, last.len);
    r->cv->name = bytes_of(out, (size_t)(p - out));
    r->text_len += r->cv->name.len;
}

enum cv_status cv_end(struct cv_reader *r)
{
    if (r->cv->name.len == 0) name_join(r);
    return r->cv->count > 0 ? CV_READ : CV_EMPTY;
}

enum cv_status cv_malformed(struct cv_reader *r, const char *fault, size_t at)
{
    r->fault = fault;
    r->fault_at = at;
    return CV_MALFORMED;
}

struct cv_text cv_text_begin(const struct cv_reader *r)
{
    return (struct cv_text){r->text_len, r->origin_len};
}

void cv_text_mark(struct cv_reader *r, size_t at)
{
    ENSURE(r->origin_len < r->origin_room);
    r->origins[r->origin_len++] = (struct cv_origin){(uint32_t)r->text_len, r->cv->offset + at};
}

void cv_text_put(struct cv_reader *r, const void *octets, size_t len)
{
    if (len == 0) return;
    ENSURE(r->text_room - r->text_len >= len);
    memcpy(r->text + r->text_len, octets, len);
    r->text_len += len;
}

static bool blank(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] != ' ' && text.data[i] != '\t' && text.data[i] != '\n' && text.data[i] != '\r') return false;
    return true;
}

static void part_add(struct cv_reader *r, const struct cv_part *like, struct bytes text, size_t origin, size_t origin_count)
{
    if (r->cv->count == CV_PARTS) {
        r->cv->dropped++;
        return;
    }
    struct cv_part *p = &r->parts[r->cv->count++];
    *p = *like;
    p->text = text;
    p->origin = r->origins + origin;
    p->origin_count = (uint32_t)origin_count;
}

void cv_part_plain(struct cv_reader *r, const struct cv_part *like, size_t from, size_t len)
{
    struct bytes text = bytes_slice(r->cv->bytes, from, len);
    if (blank(text)) return;
    ENSURE(r->origin_len < r->origin_room);
    r->origins[r->origin_len] = (struct cv_origin){0, r->cv->offset + from};
    part_add(r, like, text, r->origin_len++, 1);
}

void cv_part_made(struct cv_reader *r, const struct cv_part *like, struct cv_text made)
{
    struct bytes text = bytes_of(r->text + made.text, r->text_len - made.text);
    if (blank(text)) return;
    for (size_t i = made.origin; i < r->origin_len; i++) r->origins[i].at -= (uint32_t)made.text;
    part_add(r, like, text, made.origin, r->origin_len - made.origin);
}

enum cv_status cv_read_text(struct cv_reader *r, struct cv *cv)
{
    if (!cv_begin(r, cv, 0, 1)) return CV_MEMORY;
    cv_part_plain(r, &(struct cv_part){.section = CV_LOOSE, .field = CV_PROSE}, 0, cv->bytes.len);
    return cv_end(r);
}
