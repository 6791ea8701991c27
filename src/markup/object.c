#include "markup/object.h"

#include <jansson.h>

#include "base/secret.h"

static struct bytes kept(struct arena *a, const char *text, size_t len)
{
    return bytes_of(arena_copy(a, text, len), len);
}

static enum err read_value(json_t *value, struct arena *a, struct object_member *m, struct fault *f)
{
    m->absent = json_is_null(value);
    if (m->absent) return ERR_OK;
    if (json_is_string(value)) {
        m->value = kept(a, json_string_value(value), json_string_length(value));
        return ERR_OK;
    }
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (!text) return fault_set(f, ERR_MEMORY, "not enough memory for a JSON value");
    m->value = kept(a, text, strlen(text));
    secret_free(text);
    return ERR_OK;
}

static enum err read_members(json_t *root, struct arena *a, struct object *ret, struct fault *f)
{
    const char *key;
    json_t *value;
    struct object o = {.members = arena_alloc(a, (json_object_size(root) + 1) * sizeof *o.members)};
    json_object_foreach(root, key, value)
    {
        struct object_member *m = &o.members[o.count++];
        m->name = kept(a, key, strlen(key));
        enum err err = read_value(value, a, m, f);
        if (err != ERR_OK) return err;
    }
    *ret = o;
    return ERR_OK;
}

enum err object_read(struct bytes text, struct arena *a, struct object *ret, struct fault *f)
{
    json_error_t error;
    json_set_alloc_funcs(secret_alloc, secret_free);
    json_t *root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!root) return fault_set(f, ERR_FORMAT, "no JSON: %s", error.text);
    enum err err = json_is_object(root) ? read_members(root, a, ret, f) : fault_set(f, ERR_FORMAT, "no JSON object");
    json_decref(root);
    return err;
}
