/* Nodes of JSON: whatever comes, they lie in the document and in one another, and jansson takes what is taken here. */
#include <jansson.h>

#include "base/macros.h"
#include "markup/json_nodes.h"
#include "markup/json_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void unescape(struct bytes raw)
{
    while (raw.len > 0) {
        uint8_t text[JSON_ESCAPE_TEXT];
        unsigned len = 1, taken = raw.data[0] == '\\' ? json_escape(raw, text, &len) : 1;
        ENSURE(taken > 0 && taken <= raw.len && len > 0 && len <= taken);
        raw = bytes_slice(raw, taken, SIZE_MAX);
    }
}

static void check_nodes(struct bytes document, const struct json_node *list, size_t count)
{
    ENSURE(count > 0 && list[0].next == count && list[0].depth == 0);
    for (size_t i = 0; i < count; i++) {
        const struct json_node *n = &list[i];
        ENSURE(n->from <= document.len && n->len <= document.len - n->from);
        ENSURE(n->key <= document.len && n->key_len <= document.len - n->key);
        ENSURE(n->next > i && n->next <= count);
        if (n->kind < JSON_NODE_ARRAY) ENSURE(n->next == i + 1);
        for (size_t k = i + 1; k < n->next; k = list[k].next) {
            ENSURE(list[k].depth == n->depth + 1 && list[k].next <= n->next);
            ENSURE(list[k].from > n->from && list[k].from + list[k].len < n->from + n->len);
        }
        if (n->kind == JSON_NODE_STRING) unescape(bytes_slice(document, n->from, n->len));
    }
}

/* jansson refuses more: what is no UTF-8, halves of surrogates, wrong escapes, NULs in keys, numbers out of range. It takes
 * nothing more. */
static void compare(const uint8_t *data, size_t size, enum json_nodes_status status)
{
    if (size == 0 || memchr(data, 0, size)) return;
    json_t *same = json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (same) ENSURE(status != JSON_NODES_MALFORMED);
    json_decref(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_nodes *n = json_nodes_new();
    const struct json_node *list;
    size_t count;
    if (!n) return 0;
    for (int again = 0; again < 2; again++) {
        enum json_nodes_status status = json_nodes_read(n, bytes_of(data, size), &list, &count);
        if (status == JSON_NODES_OK)
            check_nodes(bytes_of(data, size), list, count);
        else
            ENSURE(count <= size);
        compare(data, size, status);
    }
    json_nodes_free(n);
    return 0;
}
