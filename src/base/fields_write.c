#include "base/fields_write.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/macros.h"
#include "base/uuid.h"

/* --- text --------------------------------------------------------------------------------------------------------------- */

static bool plain(struct bytes b)
{
    static const char special[] = "\"\\{}[]()=";
    for (size_t i = 0; i < b.len; i++)
        if (b.data[i] <= ' ' || b.data[i] >= 0x7f || strchr(special, b.data[i])) return false;
    return b.len > 0;
}

static void text_octets(FILE *out, struct bytes b)
{
    if (plain(b)) {
        fwrite(b.data, 1, b.len, out);
        return;
    }
    putc('"', out);
    for (size_t i = 0; i < b.len; i++) {
        uint8_t c = b.data[i];
        if (c < ' ' || c >= 0x7f)
            fprintf(out, "\\x%02x", c);
        else
            fprintf(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
    }
    putc('"', out);
}

static void hex_octets(FILE *out, struct bytes b)
{
    for (size_t i = 0; i < b.len; i++) fprintf(out, "%02x", b.data[i]);
}

/* An identity as it may be shown. */
static struct bytes target_shown(const struct fields_writer *w, const struct field_value *v, char text[static FIELDS_SEAL_TEXT])
{
    if (w->seal) return bytes_of_text(w->seal(w->seal_ctx, v->word, v->bytes, text));
    snprintf(text, FIELDS_SEAL_TEXT, "%s:*", v->word);
    return bytes_of_text(text);
}

static void text_value(const struct fields_writer *w, const struct field_value *v)
{
    char text[FIELDS_SEAL_TEXT];
    switch (v->kind) {
    case FIELD_NUMBER:
        fprintf(w->out, "%" PRIu64, v->number);
        if (v->word) fprintf(w->out, "(%s)", v->word);
        break;
    case FIELD_FLAG: fputs(v->number ? "yes" : "no", w->out); break;
    case FIELD_TEXT: text_octets(w->out, v->bytes); break;
    case FIELD_OCTETS: hex_octets(w->out, v->bytes); break;
    case FIELD_UUID: fputs(uuid_text(v->bytes.data, text), w->out); break;
    case FIELD_TIME: fputs(clock_rfc3339(v->time_ns, text), w->out); break;
    case FIELD_ADDRESS: fputs(ip_text(v->addr, text), w->out); break;
    case FIELD_TARGET:
        if (w->reveal) fprintf(w->out, "%s:", v->word);
        text_octets(w->out, w->reveal ? v->bytes : target_shown(w, v, text));
        break;
    case FIELD_CONTENT: fprintf(w->out, "%zuB", v->bytes.len); break;
    case FIELD_UNKNOWN:
        fprintf(w->out, "at:%" PRIu64 ",%zuB", v->number, v->bytes.len);
        if (w->reveal && v->bytes.len) putc(',', w->out), hex_octets(w->out, v->bytes);
        break;
    }
}

static void text_name(struct fields_writer *w, const char *name)
{
    if (w->spaced) putc(' ', w->out);
    w->spaced = true;
    if (name) text_octets(w->out, bytes_of_text(name));
}

static void on_text_value(void *ctx, const char *name, const struct field_value *v)
{
    struct fields_writer *w = ctx;
    text_name(w, name);
    if (v->kind == FIELD_UNKNOWN)
        putc('?', w->out);
    else if (name)
        putc('=', w->out);
    text_value(w, v);
}

static void on_text_begin(void *ctx, const char *name, bool list)
{
    struct fields_writer *w = ctx;
    text_name(w, name);
    putc(list ? '[' : '{', w->out);
    w->spaced = false;
}

static void on_text_end(void *ctx, bool list)
{
    struct fields_writer *w = ctx;
    putc(list ? ']' : '}', w->out);
    w->spaced = true;
}

/* --- JSON --------------------------------------------------------------------------------------------------------------- */

enum { KEY_TEXT = 96 };

static uint32_t name_hash(const char *name)
{
    uint32_t h = 2166136261u;
    for (; *name; name++) h = (h ^ (uint8_t)*name) * 16777619u;
    return h;
}

/* The member's name, which no other of its group has; NULL inside lists. Beyond FIELDS_NAMES members each is numbered. */
static const char *json_key(struct fields_writer *w, const char *name, char text[static KEY_TEXT])
{
    struct fields_level *l = &w->levels[w->depth];
    if (l->list || !name) return NULL;
    uint32_t hash = name_hash(name);
    unsigned number = l->count < FIELDS_NAMES ? 1 : l->count + 1;
    for (unsigned i = 0; i < l->count && i < FIELDS_NAMES; i++) number += l->count < FIELDS_NAMES && l->names[i] == hash;
    if (l->count < FIELDS_NAMES) l->names[l->count] = hash;
    l->count++;
    if (number == 1) return name;
    snprintf(text, KEY_TEXT, "%.80s#%u", name, number);
    return text;
}

static void json_meaning(struct json *j, const char *key, const char *word)
{
    char text[KEY_TEXT + 8];
    if (!key || !word) return;
    snprintf(text, sizeof text, "%s_name", key);
    json_string(j, text, word);
}

static void json_target(const struct fields_writer *w, const char *key, const struct field_value *v)
{
    char text[FIELDS_SEAL_TEXT];
    if (!w->reveal) {
        json_text(w->json, key, target_shown(w, v, text));
        return;
    }
    json_object_begin(w->json, key);
    json_string(w->json, "kind", v->word);
    json_text(w->json, "value", v->bytes);
    json_object_end(w->json);
}

static void json_unknown(const struct fields_writer *w, const char *key, const char *name, const struct field_value *v)
{
    json_object_begin(w->json, key);
    json_string(w->json, "unknown", name);
    json_unsigned(w->json, "offset", v->number);
    json_unsigned(w->json, "bytes", v->bytes.len);
    if (w->reveal) json_hex(w->json, "octets", v->bytes);
    json_object_end(w->json);
}

static void on_json_value(void *ctx, const char *name, const struct field_value *v)
{
    struct fields_writer *w = ctx;
    struct json *j = w->json;
    char text[ADDR_TEXT], unique[KEY_TEXT];
    const char *key = json_key(w, name, unique);
    switch (v->kind) {
    case FIELD_NUMBER:
        json_unsigned(j, key, v->number);
        json_meaning(j, key, v->word);
        break;
    case FIELD_FLAG: json_bool(j, key, v->number != 0); break;
    case FIELD_TEXT: json_text(j, key, v->bytes); break;
    case FIELD_OCTETS: json_hex(j, key, v->bytes); break;
    case FIELD_UUID: json_string(j, key, uuid_text(v->bytes.data, text)); break;
    case FIELD_TIME: json_time(j, key, v->time_ns); break;
    case FIELD_ADDRESS: json_string(j, key, ip_text(v->addr, text)); break;
    case FIELD_TARGET: json_target(w, key, v); break;
    case FIELD_CONTENT: json_unsigned(j, key, v->bytes.len); break;
    case FIELD_UNKNOWN: json_unknown(w, key, name, v); break;
    }
}

static void on_json_begin(void *ctx, const char *name, bool list)
{
    struct fields_writer *w = ctx;
    char unique[KEY_TEXT];
    const char *key = json_key(w, name, unique);
    if (list)
        json_array_begin(w->json, key);
    else
        json_object_begin(w->json, key);
    ENSURE(w->depth + 1 < JSON_DEPTH);
    w->depth++;
    w->levels[w->depth].list = list;
    w->levels[w->depth].count = 0;
}

static void on_json_end(void *ctx, bool list)
{
    struct fields_writer *w = ctx;
    ENSURE(w->depth > 0);
    w->depth--;
    if (list)
        json_array_end(w->json);
    else
        json_object_end(w->json);
}

void fields_write(struct fields *f, struct fields_writer *w, struct bytes pdu)
{
    static const struct field_sink text = {on_text_value, on_text_begin, on_text_end},
                                   json = {on_json_value, on_json_begin, on_json_end};
    w->spaced = false;
    w->depth = 0;
    w->levels[0].list = false;
    w->levels[0].count = 0;
    *f = (struct fields){.sink = w->json ? &json : &text, .ctx = w, .pdu = pdu};
}
