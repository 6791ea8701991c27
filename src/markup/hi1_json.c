/* The JSON form: objects and lists walked like elements; "@xsi:type" is an attribute, "task:Reference" a name with its prefix.
 * JSON has no namespaces, so names are taken as they stand. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "markup/hi1_build.h"

static bool walk(struct hi1_builder *b, const char *key, json_t *value);

static bool walk_members(struct hi1_builder *b, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (*key == '@' || *key == '$') continue;
        if (!walk(b, key, value)) return false;
    }
    return true;
}

/* A scalar as text; NULL for others. */
static const char *scalar_text(const json_t *value, char number[static 32])
{
    if (json_is_string(value)) return json_string_value(value);
    if (json_is_boolean(value)) return json_is_true(value) ? "true" : "false";
    if (json_is_null(value)) return "";
    if (json_is_integer(value))
        snprintf(number, 32, "%lld", (long long)json_integer_value(value));
    else
        snprintf(number, 32, "%.17g", json_real_value(value));
    return number;
}

static bool walk_one(struct hi1_builder *b, const char *key, json_t *value)
{
    char number[32], text[XML_TEXT_MAX] = "";
    const json_t *type = json_is_object(value) ? json_object_get(value, "@xsi:type") : NULL;
    const json_t *own_text = json_is_object(value) ? json_object_get(value, "$") : value;
    const char *said = own_text && !json_is_object(own_text) && !json_is_array(own_text) ? scalar_text(own_text, number) : "";
    const char *colon = strchr(key, ':');
    if (b->depth == XML_DEPTH_MAX) {
        b->m->malformed = true;
        return false;
    }
    struct bytes kind = json_is_string(type) ? bytes_of(json_string_value(type), json_string_length(type)) : (struct bytes){0};
    if (!hi1_begin(b, colon ? colon + 1 : key, true, kind)) return false;
    if (json_is_object(value) && !walk_members(b, value)) return false;
    snprintf(text, sizeof text, "%s", said);
    hi1_end(b, text, strlen(said) >= sizeof text);
    explicit_bzero(text, sizeof text);
    return !b->full;
}

/* A list is its items, each under the list's name. */
static bool walk(struct hi1_builder *b, const char *key, json_t *value)
{
    if (!json_is_array(value)) return walk_one(b, key, value);
    for (size_t i = 0; i < json_array_size(value); i++) {
        json_t *item = json_array_get(value, i);
        if (json_is_array(item)) {
            b->m->malformed = true;
            return false;
        }
        if (!walk_one(b, key, item)) return false;
    }
    return true;
}

/* The message is the root, or its only member HI1Message. */
static bool walk_root(struct hi1_builder *b, json_t *root)
{
    json_t *named = json_object_get(root, "HI1Message"), *message = named ? named : root;
    if (!json_is_object(message) || !json_object_get(message, "Header") || !json_object_get(message, "Payload")) return true;
    return walk(b, "HI1Message", message);
}

bool hi1_json(struct hi1_builder *b, struct bytes text)
{
    json_error_t error;
    json_set_alloc_funcs(secret_alloc, secret_free);
    json_t *root = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!root) return false;
    bool good = walk_root(b, root) || b->m->malformed || b->full;
    json_decref(root);
    return good;
}
