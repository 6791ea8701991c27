#include "people/manifest.h"

#include <strings.h>

#include "markup/yaml.h"

#define MANIFEST_WANTED                                                                                                          \
    "a manifest says \"origin: ...\" (where the corpus is from), \"lawful_basis: ...\" (by what right it is looked at) and "     \
    "\"retention: ...\" (until when it is kept)"

/* The first word decides: "leaked", "stolen in 2016 from ...", not "published, never leaked". */
static bool says_leaked(const char *origin)
{
    static const char *const words[] = {"leak", "leaked", "stolen", "hacked", "breach", "breached", "泄露", "泄漏", "被盗"};
    size_t len = strcspn(origin, " \t\n,.;:(");
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        bool latin = (unsigned char)words[i][0] < 0x80;
        if (latin ? len == strlen(words[i]) && strncasecmp(origin, words[i], len) == 0
                  : strncmp(origin, words[i], strlen(words[i])) == 0)
            return true;
    }
    return false;
}

/* A text of the root, copied; NULL when it is not there or empty. ERR_FORMAT: it is a list or a mapping. */
static enum err take(const struct yaml *y, const char *key, struct arena *a, const char **ret, struct fault *f)
{
    *ret = NULL;
    for (const struct yaml_node *n = y->root->first; n; n = n->next) {
        if (strcmp(n->key, key) != 0) continue;
        if (n->kind != YAML_TEXT) return yaml_fault(y, n, f, ERR_FORMAT, "must be a text");
        if (*n->text) *ret = arena_text(a, n->text);
    }
    return ERR_OK;
}

static enum err read_root(const struct yaml *y, struct arena *a, struct manifest *m, struct fault *f)
{
    const struct {
        const char *key, **value;
        bool required;
    } fields[] = {{"origin", &m->origin, true}, {"lawful_basis", &m->lawful_basis, true}, {"retention", &m->retention, true},
                  {"name", &m->name, false},    {"collected", &m->collected, false},      {"notes", &m->notes, false}};
    if (y->root->kind != YAML_MAP) return fault_set(f, ERR_FORMAT, "%s:1: " MANIFEST_WANTED, y->name);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        enum err err = take(y, fields[i].key, a, fields[i].value, f);
        if (err) return err;
        if (fields[i].required && !*fields[i].value)
            return fault_set(f, ERR_INVALID, "%s: %s: is missing; " MANIFEST_WANTED, y->name, fields[i].key);
    }
    return ERR_OK;
}

enum err manifest_read(struct bytes text, const char *file, struct arena *a, struct manifest *ret, struct fault *f)
{
    struct yaml y;
    struct manifest m = {.origin = NULL};
    enum err err = yaml_parse(file, text, &y, f);
    if (err) return err;
    err = read_root(&y, a, &m, f);
    yaml_done(&y);
    if (err) return err;
    m.leaked = says_leaked(m.origin);
    *ret = m;
    return ERR_OK;
}

enum err manifest_allowed(const struct manifest *m, const char *file, const char *reason, struct fault *f)
{
    if (!m->leaked || (reason && *reason)) return ERR_OK;
    return fault_set(
        f, ERR_INVALID,
        "%s: origin: \"%.80s\": what was leaked is not used, unless --override-origin says why it must be; the reason "
        "stands in every result",
        file, m->origin);
}
