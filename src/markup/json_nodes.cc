/* simdjson finds every place at which a value, a bracket, a colon or a comma stands ("stage 1"); the walk over those places is
 * ours, because its own would unescape all texts and forget where they stood. It is compiled without exceptions and RTTI; nothing
 * of it is seen outside. */
#include "markup/json_nodes.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <memory>

struct json_nodes {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> finder;
    struct json_node *list; /* owned */
    size_t room;
};

namespace
{

constexpr size_t least_capacity = 64 * 1024;
constexpr size_t least_room = 256;

struct walk {
    struct json_nodes *n;
    const uint8_t *text;
    const uint32_t *place; /* one more than `places`: the end */
    size_t places;
    size_t at; /* the place that is looked at */
    size_t count;
    uint32_t open[JSON_NODES_DEPTH]; /* containers around it: their nodes */
    size_t depth;
    enum json_nodes_status status;
};

bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

bool fail(struct walk *w, enum json_nodes_status status)
{
    w->status = status;
    return false;
}

uint8_t looked_at(const struct walk *w)
{
    return w->at < w->places ? w->text[w->place[w->at]] : 0;
}

/* Behind the last octet of the scalar at this place: up to the next place there is nothing but white space. */
uint32_t scalar_end(const struct walk *w)
{
    uint32_t end = w->place[w->at + 1];
    while (end > w->place[w->at] + 1 && is_space(w->text[end - 1])) end--;
    return end;
}

/* The string at this place: *from and *len of what is between its quotes. */
bool take_string(struct walk *w, uint32_t *from, uint32_t *len, bool *escaped)
{
    uint32_t start = w->place[w->at] + 1, end = scalar_end(w);
    if (end <= start || w->text[end - 1] != '"') return fail(w, JSON_NODES_MALFORMED);
    *from = start;
    *len = end - 1 - start;
    *escaped = std::memchr(w->text + start, '\\', *len) != nullptr;
    w->at++;
    return true;
}

const uint8_t *skip_digits(const uint8_t *p, const uint8_t *end)
{
    while (p < end && is_digit(*p)) p++;
    return p;
}

/* RFC 8259 section 6. */
bool is_number(const uint8_t *p, const uint8_t *end)
{
    if (p < end && *p == '-') p++;
    const uint8_t *whole = p;
    p = skip_digits(p, end);
    if (p == whole || (*whole == '0' && p > whole + 1)) return false;
    if (p < end && *p == '.') {
        const uint8_t *part = p + 1;
        p = skip_digits(part, end);
        if (p == part) return false;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        const uint8_t *power = p;
        p = skip_digits(p, end);
        if (p == power) return false;
    }
    return p == end;
}

bool take_plain(struct walk *w, struct json_node *node)
{
    uint32_t from = w->place[w->at], len = scalar_end(w) - from;
    const uint8_t *p = w->text + from;
    if (len == 4 && std::memcmp(p, "null", 4) == 0)
        node->kind = JSON_NODE_NULL;
    else if (len == 4 && std::memcmp(p, "true", 4) == 0)
        node->kind = JSON_NODE_TRUE;
    else if (len == 5 && std::memcmp(p, "false", 5) == 0)
        node->kind = JSON_NODE_FALSE;
    else if (is_number(p, p + len))
        node->kind = JSON_NODE_NUMBER;
    else
        return fail(w, JSON_NODES_MALFORMED);
    node->from = from;
    node->len = len;
    w->at++;
    return true;
}

struct json_node *node_more(struct walk *w)
{
    struct json_nodes *n = w->n;
    if (w->count == JSON_NODES_MAX) {
        (void)fail(w, JSON_NODES_TOO_MANY);
        return nullptr;
    }
    if (w->count == n->room) {
        size_t room = n->room ? 2 * n->room : least_room;
        void *list = std::realloc(n->list, room * sizeof *n->list);
        if (!list) {
            (void)fail(w, JSON_NODES_MEMORY);
            return nullptr;
        }
        n->list = static_cast<struct json_node *>(list);
        n->room = room;
    }
    struct json_node *node = &n->list[w->count++];
    *node = {};
    node->depth = static_cast<uint8_t>(w->depth);
    return node;
}

/* A member's key and colon; without an object around it there is none. */
bool take_key(struct walk *w, struct json_node *node)
{
    if (w->depth == 0 || w->n->list[w->open[w->depth - 1]].kind != JSON_NODE_OBJECT) return true;
    if (looked_at(w) != '"') return fail(w, JSON_NODES_MALFORMED);
    if (!take_string(w, &node->key, &node->key_len, &node->key_escaped)) return false;
    if (looked_at(w) != ':') return fail(w, JSON_NODES_MALFORMED);
    w->at++;
    return true;
}

/* The next value with its key. A container is opened only; *ret_open tells so. */
bool take_value(struct walk *w, bool *ret_open)
{
    struct json_node *node = node_more(w);
    *ret_open = false;
    if (!node || !take_key(w, node)) return false;
    uint8_t c = looked_at(w);
    node->next = static_cast<uint32_t>(w->count);
    if (c == '"') {
        node->kind = JSON_NODE_STRING;
        return take_string(w, &node->from, &node->len, &node->escaped);
    }
    if (c != '{' && c != '[') return w->at < w->places ? take_plain(w, node) : fail(w, JSON_NODES_MALFORMED);
    if (w->depth == JSON_NODES_DEPTH) return fail(w, JSON_NODES_TOO_DEEP);
    node->kind = c == '{' ? JSON_NODE_OBJECT : JSON_NODE_ARRAY;
    node->from = w->place[w->at++];
    w->open[w->depth++] = static_cast<uint32_t>(w->count - 1);
    *ret_open = true;
    return true;
}

/* Close the innermost container if its bracket stands here. */
bool take_close(struct walk *w)
{
    struct json_node *node = &w->n->list[w->open[w->depth - 1]];
    uint8_t bracket = node->kind == JSON_NODE_OBJECT ? '}' : ']';
    if (looked_at(w) != bracket) return false;
    node->len = w->place[w->at++] + 1 - node->from;
    node->next = static_cast<uint32_t>(w->count);
    w->depth--;
    return true;
}

bool take_document(struct walk *w)
{
    for (;;) {
        bool opened = false;
        if (!take_value(w, &opened)) return false;
        if (opened && !take_close(w)) continue; /* its first value */
        while (w->depth > 0 && take_close(w)) {
        }
        if (w->depth == 0) return w->at == w->places || fail(w, JSON_NODES_MALFORMED);
        if (looked_at(w) != ',') return fail(w, JSON_NODES_MALFORMED);
        w->at++;
    }
}

/* Room in simdjson's list of places for `len` octets. */
bool reserve(struct json_nodes *n, size_t len)
{
    if (n->finder && n->finder->capacity() >= len) return true;
    size_t capacity = least_capacity;
    while (capacity < len) capacity *= 2;
    if (n->finder) return n->finder->set_capacity(capacity) == simdjson::SUCCESS;
    return simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, JSON_NODES_DEPTH, n->finder) ==
           simdjson::SUCCESS;
}

} // namespace

struct json_nodes *json_nodes_new(void)
{
    return new (std::nothrow) json_nodes{};
}

void json_nodes_free(struct json_nodes *n)
{
    if (!n) return;
    std::free(n->list);
    delete n;
}

enum json_nodes_status json_nodes_read(struct json_nodes *n, struct bytes document, const struct json_node **ret,
                                       size_t *ret_count)
{
    *ret = nullptr;
    *ret_count = 0;
    if (document.len == 0) return JSON_NODES_MALFORMED;
    if (document.len > JSON_NODES_OCTETS) return JSON_NODES_TOO_LARGE;
    if (!reserve(n, document.len)) return JSON_NODES_MEMORY;
    simdjson::error_code e = n->finder->stage1(document.data, document.len, simdjson::stage1_mode::regular);
    if (e != simdjson::SUCCESS && e != simdjson::UTF8_ERROR) return JSON_NODES_MALFORMED;
    struct walk w = {};
    w.n = n;
    w.text = document.data;
    w.place = n->finder->structural_indexes.get();
    w.places = n->finder->n_structural_indexes;
    if (!take_document(&w)) {
        *ret_count = w.place[w.at < w.places ? w.at : w.places];
        return w.status;
    }
    *ret = n->list;
    *ret_count = w.count;
    return JSON_NODES_OK;
}
