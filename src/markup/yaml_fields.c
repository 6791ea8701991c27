/* Reading a tree by a list of what may stand there. */
#include <stdio.h>

#include "markup/yaml.h"

/* "a, b, c" into `list`, cut at its end. */
static const char *join(char *list, size_t size, const char *name)
{
    size_t len = strlen(list);
    snprintf(list + len, size - len, "%s%s", len ? ", " : "", name);
    return list;
}

static const char *kind_words(enum yaml_kind kind)
{
    static const char *const words[] = {
        [YAML_TEXT] = "a text", [YAML_LIST] = "a list", [YAML_MAP] = "a mapping of keys to values"};
    return words[kind];
}

static enum err check_kind(const struct yaml *y, const struct yaml_node *n, enum yaml_kind kind, struct fault *f)
{
    bool empty = n->kind == YAML_TEXT && !*n->text;
    if (empty && kind == YAML_TEXT) return yaml_fault(y, n, f, ERR_INVALID, "is empty");
    if (n->kind == kind) return ERR_OK;
    if (empty && kind == YAML_LIST) return yaml_fault(y, n, f, ERR_FORMAT, "is empty; an empty list is written []");
    return yaml_fault(y, n, f, ERR_FORMAT, "must be %s, not %s", kind_words(kind), empty ? "empty" : kind_words(n->kind));
}

static enum err unknown_key(const struct yaml *y, const struct yaml_node *n, const struct yaml_field *fields, size_t count,
                            struct fault *f)
{
    char list[256] = "";
    struct yaml_node at = *n;
    at.line = n->key_line;
    for (size_t i = 0; i < count; i++) join(list, sizeof list, fields[i].key);
    return yaml_fault(y, &at, f, ERR_FORMAT, "unknown key; allowed are %s", list);
}

static enum err missing_key(const struct yaml *y, const struct yaml_node *map, const char *key, struct fault *f)
{
    const struct yaml_node at = {.parent = map, .key = key, .line = map->line};
    return yaml_fault(y, &at, f, ERR_FORMAT, "is missing");
}

enum err yaml_fields(const struct yaml *y, const struct yaml_node *map, const struct yaml_field *fields, size_t count,
                     const struct yaml_node **ret, struct fault *f)
{
    enum err err = check_kind(y, map, YAML_MAP, f);
    if (err) return err;
    for (size_t i = 0; i < count; i++) ret[i] = NULL;
    for (const struct yaml_node *n = map->first; n; n = n->next) {
        size_t i = 0;
        while (i < count && strcmp(fields[i].key, n->key) != 0) i++;
        if (i == count) return unknown_key(y, n, fields, count, f);
        err = check_kind(y, n, fields[i].kind, f);
        if (err) return err;
        ret[i] = n;
    }
    for (size_t i = 0; i < count; i++)
        if (fields[i].required && !ret[i]) return missing_key(y, map, fields[i].key, f);
    return ERR_OK;
}

enum err yaml_text(const struct yaml *y, const struct yaml_node *n, struct fault *f)
{
    return check_kind(y, n, YAML_TEXT, f);
}

enum err yaml_choice(const struct yaml *y, const struct yaml_node *n, const char *const *names, size_t count, size_t *ret,
                     struct fault *f)
{
    char list[256] = "";
    enum err err = yaml_text(y, n, f);
    if (err) return err;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], n->text) == 0) {
            *ret = i;
            return ERR_OK;
        }
        join(list, sizeof list, names[i]);
    }
    return yaml_fault(y, n, f, ERR_INVALID, "\"%.60s\" is none of %s", n->text, list);
}

static const struct yaml_node *find(const struct yaml_node *map, const char *key)
{
    if (map->kind != YAML_MAP) return NULL;
    const struct yaml_node *n = map->first;
    while (n && strcmp(n->key, key) != 0) n = n->next;
    return n;
}

const struct yaml_node *yaml_value(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = find(map, key);
    ENSURE(n);
    return n;
}

const struct yaml_node *yaml_item(const struct yaml_node *list, size_t index)
{
    const struct yaml_node *n = list->first;
    while (n && index--) n = n->next;
    ENSURE(n);
    return n;
}

const char *yaml_head(const struct yaml *y, const char *key)
{
    const struct yaml_node *n = find(y->root, key);
    return n ? n->text : NULL;
}

enum err yaml_format(const struct yaml *y, const char *format, struct fault *f)
{
    const struct yaml_node *n = find(y->root, "custos");
    if (!n) return yaml_fault(y, y->root, f, ERR_FORMAT, "custos: is missing; the file must say \"custos: %s\"", format);
    enum err err = yaml_text(y, n, f);
    if (!err && strcmp(n->text, format) != 0) err = yaml_fault(y, n, f, ERR_UNSUPPORTED, "is \"%.40s\", not %s", n->text, format);
    return err;
}
