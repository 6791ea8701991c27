/* A YAML file as a small tree that remembers where every key and value stands, so that errors can name the place.
 *
 * Narrower than YAML on purpose: one document, no anchors, aliases or tags, no duplicate keys, no control characters in
 * values, and no implicit types: every scalar stays the text that was written, so that leading zeros of identifiers survive.
 * Every fault reads "FILE:LINE: KEY: cause". Source: YAML 1.1 as read by libyaml 0.2. */
#ifndef CUSTOS_MARKUP_YAML_H
#define CUSTOS_MARKUP_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

enum {
    YAML_FILE_BYTES = 32 * 1024 * 1024, /* of a file */
    YAML_NODES = 1000000,               /* keys not counted */
    YAML_DEPTH = 8,                     /* lists and mappings within each other */
    YAML_KEYS = 64,                     /* of one mapping */
    YAML_SCALAR_BYTES = 4096,           /* of one key or value */
    YAML_PATH = 160                     /* room for a path such as "taps[1].side" */
};

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };
enum yaml_quote { YAML_PLAIN, YAML_SINGLE, YAML_DOUBLE, YAML_BLOCK };

struct yaml_node {
    enum yaml_kind kind;
    enum yaml_quote quote;          /* YAML_TEXT: how it is written */
    const char *text;               /* YAML_TEXT: the value; NUL-terminated, holds no other NUL; else NULL */
    const char *key;                /* NULL unless the parent is a mapping */
    uint32_t index, count;          /* place within the parent; number of children */
    unsigned line, key_line;        /* from 1 */
    size_t start, end;              /* YAML_TEXT: its span in the file, quotes included, in bytes */
    const struct yaml_node *parent; /* NULL: the root */
    struct yaml_node *first, *last; /* children, in the file's order */
    struct yaml_node *next;         /* sibling */
};

struct yaml {
    const char *name; /* of the file, as faults show it; borrowed */
    struct yaml_node *root;
    struct arena *arena; /* owns the nodes and their text */
};

/* Parse `text` into `ret`; yaml_done frees it. `name` must outlive it. */
enum err yaml_parse(const char *name, struct bytes text, struct yaml *ret, struct fault *f) MUST_USE;
void yaml_done(struct yaml *y);

/* Fill `f` with "FILE:LINE: KEY: sentence" about a value, and return `code`. */
enum err yaml_fault(const struct yaml *y, const struct yaml_node *n, struct fault *f, enum err code, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* "taps[1].side"; the root is "". Returns `path`. */
const char *yaml_path(const struct yaml_node *n, char path[static YAML_PATH]);

/* What a mapping may hold. */
struct yaml_field {
    const char *key;
    enum yaml_kind kind;
    bool required;
};

/* Sort the values of the mapping `map` by `fields` into ret[0..count): NULL where the file has none. Faults: not a mapping, a key
 * that is not in `fields` (the sentence lists them), a missing required key, a value of another kind, an empty text. */
enum err yaml_fields(const struct yaml *y, const struct yaml_node *map, const struct yaml_field *fields, size_t count,
                     const struct yaml_node **ret, struct fault *f) MUST_USE;

/* The value of a key that the mapping has, the item that the list has: for what was read before. Never NULL. */
const struct yaml_node *yaml_value(const struct yaml_node *map, const char *key);
const struct yaml_node *yaml_item(const struct yaml_node *list, size_t index);

/* The value of the root's key `key` when it is a text, or NULL. */
const char *yaml_head(const struct yaml *y, const char *key);

/* Index of the text `n` in names[0..count). The fault lists the names. */
enum err yaml_choice(const struct yaml *y, const struct yaml_node *n, const char *const *names, size_t count, size_t *ret,
                     struct fault *f) MUST_USE;

/* Faults when `n` is not a non-empty text (of a list's items, which yaml_fields does not see). */
enum err yaml_text(const struct yaml *y, const struct yaml_node *n, struct fault *f) MUST_USE;

/* The root's key "custos" must be `format` ("network/1"). */
enum err yaml_format(const struct yaml *y, const char *format, struct fault *f) MUST_USE;

#endif
