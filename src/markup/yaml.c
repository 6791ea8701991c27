#include "markup/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <yaml.h>

#include "base/msan.h"

struct builder {
    struct yaml *doc;
    struct bytes text;
    yaml_parser_t parser;
    struct yaml_node *open[YAML_DEPTH]; /* lists and mappings, outermost first */
    struct yaml_node *at;               /* the innermost of them; NULL: none */
    const char *key;                    /* read in `at`, its value is still to come */
    unsigned key_line;
    size_t nodes, depth;
    size_t chars, offset; /* libyaml's marks count characters: character `chars` starts at byte `offset` */
    struct fault *fault;
};

/* --- faults ------------------------------------------------------------------------------------------------------------- */

const char *yaml_path(const struct yaml_node *n, char path[static YAML_PATH])
{
    const struct yaml_node *chain[YAML_DEPTH + 2] = {NULL};
    size_t depth = 0, len = 0;
    path[0] = 0;
    for (; n && n->parent && depth < ARRAY_LEN(chain); n = n->parent) chain[depth++] = n;
    while (depth--) {
        size_t room = YAML_PATH - len;
        int wrote = chain[depth]->key ? snprintf(path + len, room, "%s%.40s", len ? "." : "", chain[depth]->key)
                                      : snprintf(path + len, room, "[%u]", chain[depth]->index);
        if (wrote < 0 || (size_t)wrote >= room) break; /* cut, and still terminated */
        len += (size_t)wrote;
    }
    return path;
}

static enum err fault_at(const struct yaml *y, unsigned line, const char *path, struct fault *f, enum err code,
                         const char *sentence)
{
    return fault_set(f, code, "%s:%u: %s%s%s", y->name, line, path, *path ? ": " : "", sentence);
}

enum err yaml_fault(const struct yaml *y, const struct yaml_node *n, struct fault *f, enum err code, const char *format, ...)
{
    char sentence[sizeof f->text], path[YAML_PATH];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    return fault_at(y, n->line, yaml_path(n, path), f, code, sentence);
}

/* --- reading events ----------------------------------------------------------------------------------------------------- */

/* A fault about the event itself; its key is the one that waits for a value, or the next item of the open list. */
static enum err event_fault(struct builder *b, const yaml_event_t *e, enum err code, const char *sentence)
{
    struct yaml_node here = {.parent = b->at, .key = b->key, .index = b->at ? b->at->count : 0};
    char path[YAML_PATH];
    const struct yaml_node *n = b->at && b->at->kind == YAML_MAP && !b->key ? b->at : &here;
    return fault_at(b->doc, (unsigned)e->start_mark.line + 1, yaml_path(n, path), b->fault, code, sentence);
}

static enum err syntax_fault(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    const char *problem = p->problem ? p->problem : "unreadable";
    unsigned line = 1;
    if (p->error == YAML_MEMORY_ERROR) return fault_set(b->fault, ERR_MEMORY, "%s: not enough memory", b->doc->name);
    if (p->error != YAML_READER_ERROR)
        return fault_set(b->fault, ERR_FORMAT, "%s:%zu: column %zu: %s", b->doc->name, p->problem_mark.line + 1,
                         p->problem_mark.column + 1, problem);
    /* the reader knows no lines, only the byte that is not UTF-8 */
    for (size_t i = 0; i < p->problem_offset && i < b->text.len; i++) line += b->text.data[i] == '\n';
    return fault_set(b->fault, ERR_FORMAT, "%s:%u: byte %zu: %s", b->doc->name, line, p->problem_offset, problem);
}

/* Byte offset of a mark. Marks only move forward, so the walk over the file is one. */
static size_t offset_of(struct builder *b, size_t chars)
{
    for (; b->chars < chars && b->offset < b->text.len; b->chars++) {
        b->offset++;
        while (b->offset < b->text.len && (b->text.data[b->offset] & 0xc0) == 0x80) b->offset++;
    }
    return b->offset;
}

static enum err check_scalar(struct builder *b, const yaml_event_t *e)
{
    const uint8_t *s = e->data.scalar.value;
    size_t len = e->data.scalar.length;
    if (len > YAML_SCALAR_BYTES) return event_fault(b, e, ERR_LIMIT, "longer than 4096 bytes");
    for (size_t i = 0; i < len; i++) /* C0 and DEL, and C1, which UTF-8 writes as c2 80 .. c2 9f: a terminal obeys them */
        if (s[i] < 0x20 || s[i] == 0x7f || (s[i] == 0xc2 && i + 1 < len && s[i + 1] < 0xa0))
            return event_fault(b, e, ERR_FORMAT, "control character in the text");
    return ERR_OK;
}

static enum err take_key(struct builder *b, const yaml_event_t *e)
{
    if (e->type != YAML_SCALAR_EVENT) return event_fault(b, e, ERR_FORMAT, "a key must be a text");
    enum err err = check_scalar(b, e);
    if (err) return err;
    const char *key = arena_copy(b->doc->arena, (const char *)e->data.scalar.value, e->data.scalar.length);
    for (const struct yaml_node *n = b->at->first; n; n = n->next)
        if (strcmp(n->key, key) == 0) {
            char sentence[64];
            snprintf(sentence, sizeof sentence, "key stands twice, first in line %u", n->key_line);
            b->key = key;
            return event_fault(b, e, ERR_FORMAT, sentence);
        }
    if (b->at->count == YAML_KEYS) return event_fault(b, e, ERR_LIMIT, "more than 64 keys");
    b->key = key;
    b->key_line = (unsigned)e->start_mark.line + 1;
    return ERR_OK;
}

/* NULL, and the fault, when there are too many. */
static struct yaml_node *open_node(struct builder *b, const yaml_event_t *e, enum yaml_kind kind)
{
    if (b->nodes == YAML_NODES) {
        event_fault(b, e, ERR_LIMIT, "more than 1000000 values in one file");
        return NULL;
    }
    b->nodes++;
    struct yaml_node *n = arena_alloc(b->doc->arena, sizeof *n);
    *n = (struct yaml_node){.kind = kind, .key = b->key, .key_line = b->key_line, .parent = b->at};
    n->line = (unsigned)e->start_mark.line + 1;
    if (b->at) {
        n->index = b->at->count++;
        if (b->at->last)
            b->at->last->next = n;
        else
            b->at->first = n;
        b->at->last = n;
    } else {
        b->doc->root = n;
    }
    b->key = NULL;
    return n;
}

static enum err take_text(struct builder *b, const yaml_event_t *e)
{
    static const enum yaml_quote quotes[] = {[YAML_PLAIN_SCALAR_STYLE] = YAML_PLAIN,
                                             [YAML_SINGLE_QUOTED_SCALAR_STYLE] = YAML_SINGLE,
                                             [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = YAML_DOUBLE,
                                             [YAML_LITERAL_SCALAR_STYLE] = YAML_BLOCK,
                                             [YAML_FOLDED_SCALAR_STYLE] = YAML_BLOCK};
    enum err err = check_scalar(b, e);
    if (err) return err;
    struct yaml_node *n = open_node(b, e, YAML_TEXT);
    if (!n) return ERR_LIMIT;
    n->text = arena_copy(b->doc->arena, (const char *)e->data.scalar.value, e->data.scalar.length);
    if ((size_t)e->data.scalar.style < ARRAY_LEN(quotes)) n->quote = quotes[e->data.scalar.style];
    n->start = offset_of(b, e->start_mark.index);
    n->end = offset_of(b, e->end_mark.index);
    return ERR_OK;
}

static enum err take_opening(struct builder *b, const yaml_event_t *e, enum yaml_kind kind)
{
    if (b->depth == YAML_DEPTH) return event_fault(b, e, ERR_LIMIT, "nested too deeply");
    struct yaml_node *n = open_node(b, e, kind);
    if (!n) return ERR_LIMIT;
    b->at = b->open[b->depth++] = n;
    return ERR_OK;
}

/* What makes YAML more than a tree of texts is refused: an anchor can make a small file a huge tree, a tag can mean anything. */
static enum err check_plainness(struct builder *b, const yaml_event_t *e)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    switch (e->type) {
    case YAML_ALIAS_EVENT: return event_fault(b, e, ERR_UNSUPPORTED, "aliases are refused");
    case YAML_SCALAR_EVENT:
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
        break;
    default: break;
    }
    if (anchor) return event_fault(b, e, ERR_UNSUPPORTED, "anchors are refused");
    return tag ? event_fault(b, e, ERR_UNSUPPORTED, "tags are refused") : ERR_OK;
}

static enum err take_event(struct builder *b, const yaml_event_t *e)
{
    enum err err = check_plainness(b, e);
    if (err) return err;
    bool ends = e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT;
    bool opens = e->type == YAML_SCALAR_EVENT || e->type == YAML_SEQUENCE_START_EVENT || e->type == YAML_MAPPING_START_EVENT;
    if (opens && b->at && b->at->kind == YAML_MAP && !b->key) return take_key(b, e);
    if (e->type == YAML_SCALAR_EVENT) return take_text(b, e);
    if (opens) return take_opening(b, e, e->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST : YAML_MAP);
    if (ends) {
        b->depth--;
        b->at = b->depth ? b->open[b->depth - 1] : NULL;
    } else if (e->type == YAML_DOCUMENT_START_EVENT && b->doc->root) {
        return event_fault(b, e, ERR_FORMAT, "a second document; a file holds one");
    }
    return ERR_OK;
}

static enum err build(struct builder *b)
{
    for (bool more = true; more;) {
        yaml_event_t e = {0};
        LIBRARY_BEGIN();
        bool parsed = yaml_parser_parse(&b->parser, &e);
        LIBRARY_END();
        if (!parsed) return syntax_fault(b);
        if (e.type == YAML_SCALAR_EVENT) LIBRARY_WROTE(e.data.scalar.value, e.data.scalar.length);
        more = e.type != YAML_STREAM_END_EVENT;
        enum err err = take_event(b, &e);
        yaml_event_delete(&e);
        if (err) return err;
    }
    return b->doc->root ? ERR_OK : fault_set(b->fault, ERR_FORMAT, "%s:1: the file holds nothing", b->doc->name);
}

enum err yaml_parse(const char *name, struct bytes text, struct yaml *ret, struct fault *f)
{
    struct yaml doc = {.name = name};
    struct builder b = {.doc = &doc, .text = text, .fault = f};
    if (text.len > YAML_FILE_BYTES) return fault_set(f, ERR_LIMIT, "%s: larger than 32 MiB", name);
    doc.arena = arena_new();
    if (!doc.arena || !yaml_parser_initialize(&b.parser)) {
        arena_free_secret(doc.arena);
        return fault_set(f, ERR_MEMORY, "%s: not enough memory", name);
    }
    /* said, not guessed: a byte order mark must not turn the file into UTF-16, whose marks would not be ours */
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, text.len ? text.data : (const uint8_t *)"", text.len);
    enum err err = build(&b);
    yaml_parser_delete(&b.parser);
    if (err)
        arena_free_secret(doc.arena);
    else
        *ret = doc;
    return err;
}

void yaml_done(struct yaml *y)
{
    arena_free_secret(y->arena);
    *y = (struct yaml){0};
}
