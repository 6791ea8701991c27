#include "people/organisations.h"

#include <openssl/evp.h>

#include "people/organisations_internal.h"
#include "people/patterns.h"
#include "text/fold.h"

enum { FOLDED_MAX = 512 };

static const char *const employer_kinds[] = {"vendor", "operator", "employer", "company"};

static enum err wrong(struct organisation_builder *b, uint32_t line, const char *what, struct bytes value)
{
    return fault_set(b->fault, ERR_FORMAT, "%s:%u: %s \"%.*s\"", b->file, line, what, (int)(value.len < 120 ? value.len : 120),
                     (const char *)value.data);
}

/* ---- rows ---- */

struct bytes organisation_trim(struct bytes t)
{
    while (t.len > 0 && (*t.data == ' ' || *t.data == '\t' || *t.data == '\r' || *t.data == '\n')) t.data++, t.len--;
    while (t.len > 0 &&
           (t.data[t.len - 1] == ' ' || t.data[t.len - 1] == '\t' || t.data[t.len - 1] == '\r' || t.data[t.len - 1] == '\n'))
        t.len--;
    return t;
}

/* One character, or none. */
static bool is_single(struct bytes name)
{
    uint32_t code;
    return name.len == 0 || utf8_next(name.data, name.data + name.len, &code) == name.len;
}

void organisation_row_name(struct organisation_builder *b, struct organisation_row *row, struct bytes name, bool ambiguous)
{
    name = organisation_trim(name);
    if (is_single(name)) return;
    for (size_t i = 0; i < row->name_count; i++)
        if (bytes_equal(row->names[i], name)) {
            row->ambiguous[i] |= ambiguous;
            return;
        }
    row->names = arena_room(b->arena, row->names, row->name_count, &row->name_room, sizeof *row->names);
    row->ambiguous = arena_room(b->arena, row->ambiguous, row->name_count, &row->ambiguous_room, sizeof *row->ambiguous);
    row->ambiguous[row->name_count] = ambiguous;
    row->names[row->name_count++] = name;
}

void organisation_row_names(struct organisation_builder *b, struct organisation_row *row, struct bytes list, bool ambiguous)
{
    while (list.len > 0) {
        const uint8_t *end = memchr(list.data, ';', list.len);
        size_t len = end ? (size_t)(end - list.data) : list.len;
        organisation_row_name(b, row, bytes_slice(list, 0, len), ambiguous);
        list = bytes_slice(list, len + 1, list.len);
    }
}

/* ---- a row becomes an organisation ---- */

static bool is_employer(struct bytes kind)
{
    for (size_t i = 0; i < ARRAY_LEN(employer_kinds); i++) {
        struct bytes k = bytes_of_text(employer_kinds[i]);
        if (bytes_equal(bytes_slice(kind, 0, k.len), k)) return true;
    }
    return false;
}

static bool is_word(struct bytes t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.data[i] <= ' ' || t.data[i] == 0x7f) return false;
    return t.len > 0;
}

static bool is_country(struct bytes t)
{
    return t.len == 2 && t.data[0] >= 'A' && t.data[0] <= 'Z' && t.data[1] >= 'A' && t.data[1] <= 'Z';
}

static enum err read_date(struct organisation_builder *b, const struct organisation_row *row, const char *what, struct bytes text,
                          struct date *ret)
{
    char own[DATE_TEXT];
    if (text.len == 0) return ERR_OK;
    if (text.len >= sizeof own) return wrong(b, row->line, what, text);
    memcpy(own, text.data, text.len);
    own[text.len] = '\0';
    return date_parse(own, ret) ? ERR_OK : wrong(b, row->line, what, text);
}

static enum err read_validity(struct organisation_builder *b, const struct organisation_row *row, struct interval *ret)
{
    enum err err = read_date(b, row, "valid_from is no date (2009, 2009-03, 2009-03-15):", row->valid_from, &ret->from);
    if (err == ERR_OK) err = read_date(b, row, "valid_to is no date (2009, 2009-03, 2009-03-15):", row->valid_to, &ret->until);
    if (err != ERR_OK) return err;
    ret->open = ret->until.precision == DATE_UNKNOWN;
    if (ret->open || ret->from.precision == DATE_UNKNOWN) return ERR_OK;
    struct interval last = {.from = ret->until, .until = ret->until}, first = {.from = ret->from, .until = ret->from};
    return interval_before(&last, &first) ? wrong(b, row->line, "valid_to lies before valid_from:", row->valid_to) : ERR_OK;
}

static enum err read_names(struct organisation_builder *b, const struct organisation_row *row, struct organisation *o)
{
    if (row->name_count == 0) return wrong(b, row->line, "no name by which it could be found:", row->id);
    if (row->name_count > ORGANISATION_NAMES) return wrong(b, row->line, "too many names:", row->id);
    bool guessed = !row->judged && !is_employer(row->kind);
    o->names = arena_alloc(b->arena, row->name_count * sizeof *o->names);
    for (size_t i = 0; i < row->name_count; i++) {
        struct bytes text = row->names[i];
        bool pattern = pattern_is(text);
        if (pattern) {
            struct pattern p;
            struct fault why;
            if (pattern_compile(text, &p, &why) != ERR_OK)
                return fault_set(b->fault, ERR_FORMAT, "%s:%u: %s", b->file, row->line, why.text);
        }
        o->names[o->name_count++] = (struct organisation_name){
            .text = bytes_of(arena_copy(b->arena, (const char *)text.data, text.len), text.len),
            .ambiguous = row->ambiguous[i] || (guessed && !pattern && organisation_name_seems_ambiguous(text)),
            .pattern = pattern,
        };
    }
    return ERR_OK;
}

static char *own(struct organisation_builder *b, struct bytes t)
{
    return arena_copy(b->arena, (const char *)t.data, t.len);
}

enum err organisation_build(struct organisation_builder *b, const struct organisation_row *row)
{
    struct organisation o = {.line = row->line};
    if (!is_word(row->id)) return wrong(b, row->line, "an organisation has no id, or one with blanks:", row->id);
    if (!is_country(row->country)) return wrong(b, row->line, "country is no code of two capital letters:", row->country);
    if (!is_word(row->kind)) return wrong(b, row->line, "no kind, or one with blanks:", row->kind);
    if (row->name.len == 0) return wrong(b, row->line, "no name:", row->id);
    if (b->made->count == ORGANISATIONS_MAX) return wrong(b, row->line, "too many organisations:", row->id);
    enum err err = read_validity(b, row, &o.valid);
    if (err == ERR_OK) err = read_names(b, row, &o);
    if (err != ERR_OK) return err;
    o.id = own(b, row->id);
    o.country = own(b, row->country);
    o.kind = own(b, row->kind);
    o.name = own(b, row->name);
    o.parent_id = row->parent.len ? own(b, row->parent) : NULL;
    o.class = is_employer(row->kind) ? ORGANISATION_EMPLOYER : ORGANISATION_BODY;
    b->made->list = arena_room(b->arena, b->made->list, b->made->count, &b->room, sizeof o);
    b->made->list[b->made->count++] = o;
    return ERR_OK;
}

/* ---- the list as a whole ---- */

struct id_ref {
    const char *id;
    uint32_t index;
};

static int by_id(const void *a, const void *b)
{
    const struct id_ref *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static int32_t find_id(const struct id_ref *refs, size_t count, const char *id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(refs[mid].id, id);
        if (order == 0) return (int32_t)refs[mid].index;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return -1;
}

static enum err check_ids(struct organisation_builder *b, const struct id_ref *refs)
{
    const struct organisations *o = b->made;
    for (size_t i = 1; i < o->count; i++)
        if (strcmp(refs[i - 1].id, refs[i].id) == 0)
            return fault_set(b->fault, ERR_FORMAT, "%s:%u: the id \"%s\" stands in line %u already", b->file,
                             o->list[refs[i].index].line, refs[i].id, o->list[refs[i - 1].index].line);
    return ERR_OK;
}

/* Every parent is there, and following parents ends. */
static enum err find_parents(struct organisation_builder *b, const struct id_ref *refs)
{
    struct organisations *o = b->made;
    for (size_t i = 0; i < o->count; i++) {
        const char *id = o->list[i].parent_id;
        o->list[i].parent = id ? find_id(refs, o->count, id) : -1;
        if (id && o->list[i].parent < 0)
            return wrong(b, o->list[i].line, "the list has no organisation with the parent's id", bytes_of_text(id));
    }
    for (size_t i = 0; i < o->count; i++) {
        size_t steps = 0;
        for (int32_t at = o->list[i].parent; at >= 0; at = o->list[at].parent)
            if (++steps > ORGANISATION_DEPTH)
                return wrong(b, o->list[i].line, "parents lead round in a circle, or too deep, from",
                             bytes_of_text(o->list[i].id));
    }
    return ERR_OK;
}

static enum err check_all(struct organisation_builder *b)
{
    size_t count = b->made->count;
    if (count == 0) return fault_set(b->fault, ERR_FORMAT, "%s: no organisation is in it", b->file);
    struct id_ref *refs = arena_alloc(b->arena, count * sizeof *refs);
    for (size_t i = 0; i < count; i++) refs[i] = (struct id_ref){b->made->list[i].id, (uint32_t)i};
    qsort(refs, count, sizeof *refs, by_id);
    enum err err = check_ids(b, refs);
    return err == ERR_OK ? find_parents(b, refs) : err;
}

static void digest_of(struct bytes file, char ret[static 65])
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    ENSURE(EVP_Digest(file.data, file.len, digest, &len, EVP_sha256(), NULL) == 1 && len == 32);
    for (unsigned i = 0; i < len; i++) {
        ret[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        ret[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    ret[64] = '\0';
}

static bool is_json(struct bytes file)
{
    struct bytes t = organisation_trim(file);
    return t.len > 0 && (*t.data == '{' || *t.data == '[');
}

enum err organisations_read(struct bytes file, const char *name, struct arena *a, struct organisations *ret, struct fault *f)
{
    struct organisations made = {.version = ""};
    struct organisation_builder b = {.arena = a, .file = name, .fault = f, .made = &made};
    struct bytes text = file;
    if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) text = bytes_slice(text, 3, text.len);
    enum err err = is_json(text) ? organisations_read_ftm(&b, text) : organisations_read_csv(&b, text);
    if (err == ERR_OK) err = check_all(&b);
    if (err != ERR_OK) return err;
    digest_of(file, made.digest);
    *ret = made;
    return ERR_OK;
}

/* ---- looking up ---- */

static size_t folded(struct bytes text, uint8_t ret[static 3 * FOLDED_MAX])
{
    return text.len > FOLDED_MAX ? 0 : fold_text(text, ret);
}

static bool same_name(struct bytes name, const uint8_t *wanted, size_t wanted_len)
{
    uint8_t own_folded[3 * FOLDED_MAX];
    size_t len = folded(name, own_folded);
    return len == wanted_len && memcmp(own_folded, wanted, len) == 0;
}

int organisations_find(const struct organisations *o, const char *name)
{
    uint8_t wanted[3 * FOLDED_MAX];
    size_t len = folded(bytes_of_text(name), wanted);
    for (size_t i = 0; i < o->count; i++)
        if (strcmp(o->list[i].id, name) == 0) return (int)i;
    for (size_t i = 0; len > 0 && i < o->count; i++) {
        const struct organisation *one = &o->list[i];
        if (same_name(bytes_of_text(one->name), wanted, len)) return (int)i;
        for (size_t n = 0; n < one->name_count; n++)
            if (!one->names[n].pattern && same_name(one->names[n].text, wanted, len)) return (int)i;
    }
    return -1;
}

uint32_t organisations_add_employer(struct organisations *o, struct arena *a, const char *name)
{
    struct organisation *grown = arena_alloc(a, (o->count + 1) * sizeof *grown);
    struct organisation_name *names = arena_alloc(a, sizeof *names);
    if (o->count) memcpy(grown, o->list, o->count * sizeof *grown);
    names->text = bytes_of(arena_text(a, name), strlen(name));
    grown[o->count] = (struct organisation){.id = arena_text(a, name),
                                            .country = "XX",
                                            .kind = "employer",
                                            .name = arena_text(a, name),
                                            .class = ORGANISATION_EMPLOYER,
                                            .valid = {.open = true},
                                            .parent = -1,
                                            .names = names,
                                            .name_count = 1};
    o->list = grown;
    return (uint32_t)o->count++;
}
