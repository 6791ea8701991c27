/* Lists as FollowTheMoney entities (followthemoney.tech): one JSON object a line, or an array of them. Organization, PublicBody
 * and Company are taken, others passed over. Their properties name, alias, previousName, abbreviation are names, weakAlias those
 * that need a second cue; country or jurisdiction, classification (the kind), parent, incorporationDate and dissolutionDate. */
#include <jansson.h>

#include "people/organisations_internal.h"

static const struct {
    const char *schema, *kind;
} schemata[] = {{"Organization", "organization"}, {"PublicBody", "public_body"}, {"Company", "company"}};

static struct bytes text_of(const json_t *value)
{
    return json_is_string(value) ? bytes_of(json_string_value(value), json_string_length(value)) : bytes_of("", 0);
}

/* The first value of a property, which is a text or a list of texts. */
static struct bytes first_of(const json_t *properties, const char *name)
{
    const json_t *value = json_object_get(properties, name);
    return organisation_trim(text_of(json_is_array(value) ? json_array_get(value, 0) : value));
}

static struct bytes kept(struct organisation_builder *b, struct bytes text)
{
    return bytes_of(arena_copy(b->arena, (const char *)text.data, text.len), text.len);
}

static void take_names(struct organisation_builder *b, struct organisation_row *row, const json_t *properties,
                       const char *property, bool ambiguous)
{
    const json_t *value = json_object_get(properties, property);
    for (size_t i = 0; i < json_array_size(value); i++)
        organisation_row_name(b, row, kept(b, text_of(json_array_get(value, i))), ambiguous);
    if (json_is_string(value)) organisation_row_name(b, row, kept(b, text_of(value)), ambiguous);
}

/* An ISO 3166 code in capitals, as the list of this project has them. */
static struct bytes country_of(struct organisation_builder *b, const json_t *properties)
{
    struct bytes code = first_of(properties, "country");
    if (code.len == 0) code = first_of(properties, "jurisdiction");
    if (code.len == 0) return bytes_of("XX", 2);
    char *upper = arena_copy(b->arena, (const char *)code.data, code.len);
    for (size_t i = 0; i < code.len; i++)
        if (upper[i] >= 'a' && upper[i] <= 'z') upper[i] = (char)(upper[i] - 'a' + 'A');
    return bytes_of(upper, code.len);
}

/* A kind is one word. */
static struct bytes kind_of(struct organisation_builder *b, const json_t *properties, const char *other)
{
    struct bytes kind = first_of(properties, "classification");
    if (kind.len == 0) return bytes_of_text(other);
    char *word = arena_copy(b->arena, (const char *)kind.data, kind.len);
    for (size_t i = 0; i < kind.len; i++)
        if (word[i] == ' ') word[i] = '_';
    return bytes_of(word, kind.len);
}

static enum err read_entity(struct organisation_builder *b, const json_t *entity, uint32_t line)
{
    const json_t *properties = json_object_get(entity, "properties");
    struct bytes schema = text_of(json_object_get(entity, "schema"));
    const char *kind = NULL;
    for (size_t i = 0; i < ARRAY_LEN(schemata); i++)
        if (bytes_equal(schema, bytes_of_text(schemata[i].schema))) kind = schemata[i].kind;
    if (!kind) return ERR_OK;
    struct organisation_row row = {.line = line,
                                   .id = kept(b, text_of(json_object_get(entity, "id"))),
                                   .country = country_of(b, properties),
                                   .kind = kind_of(b, properties, kind),
                                   .name = kept(b, first_of(properties, "name")),
                                   .valid_from = kept(b, first_of(properties, "incorporationDate")),
                                   .valid_to = kept(b, first_of(properties, "dissolutionDate")),
                                   .parent = kept(b, first_of(properties, "parent"))};
    take_names(b, &row, properties, "name", false);
    take_names(b, &row, properties, "alias", false);
    take_names(b, &row, properties, "previousName", false);
    take_names(b, &row, properties, "abbreviation", false);
    take_names(b, &row, properties, "weakAlias", true);
    return organisation_build(b, &row);
}

static enum err no_json(const struct organisation_builder *b, uint32_t line, const char *why)
{
    return fault_set(b->fault, ERR_FORMAT, "%s:%u: no JSON: %s", b->file, line, why);
}

static json_t *load(struct bytes text, json_error_t *error)
{
    return json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, error);
}

/* Entities of an array are told by their number in it. */
static enum err read_array(struct organisation_builder *b, struct bytes file)
{
    json_error_t error;
    json_t *root = load(file, &error);
    enum err err = root ? ERR_OK : no_json(b, error.line > 0 ? (uint32_t)error.line : 1, error.text);
    for (size_t i = 0; err == ERR_OK && i < json_array_size(root); i++)
        err = read_entity(b, json_array_get(root, i), (uint32_t)i + 1);
    json_decref(root);
    return err;
}

static enum err read_line(struct organisation_builder *b, struct bytes text, uint32_t line)
{
    json_error_t error;
    if (organisation_trim(text).len == 0) return ERR_OK;
    json_t *entity = load(text, &error);
    enum err err = entity ? read_entity(b, entity, line) : no_json(b, line, error.text);
    json_decref(entity);
    return err;
}

enum err organisations_read_ftm(struct organisation_builder *b, struct bytes file)
{
    struct bytes start = organisation_trim(file);
    if (*start.data == '[') return read_array(b, start);
    enum err err = ERR_OK;
    for (uint32_t line = 1; err == ERR_OK && file.len > 0; line++) {
        const uint8_t *end = memchr(file.data, '\n', file.len);
        size_t len = end ? (size_t)(end - file.data) : file.len;
        err = read_line(b, bytes_slice(file, 0, len), line);
        file = bytes_slice(file, len + 1, file.len);
    }
    return err;
}
