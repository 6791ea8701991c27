#include "report/people_ftm.h"

#include "json_reader.h"
#include "people_sample.h"

static struct arena *arena;

static void lines(const struct study *s, FILE *out)
{
    people_ftm(s, arena, out);
}

static char *written(const struct study *s)
{
    arena = arena_new();
    if (!arena) return NULL;
    char *text = people_render(lines, s);
    arena_free(arena);
    return text;
}

/* Of followthemoney 3.7.2, followthemoney/schema/NAME.yaml, with what each extends: the properties that we write and those it
 * requires. Education and Span: share/followthemoney. `refers`: properties that hold ids. */
static const struct schema {
    const char *name, *properties, *required, *refers;
} schemata[] = {
    {"Person", "name", "name", ""},
    {"Organization", "name country classification", "name", ""},
    {"PublicBody", "name country classification", "name", ""},
    {"Position", "name organization", "name", "organization"},
    {"Employment", "employee employer startDate endDate status role recordId", "employee employer", "employee employer"},
    {"Membership", "member organization startDate endDate status role recordId", "member organization", "member organization"},
    {"Representation", "agent client startDate endDate status role recordId", "agent client", "agent client"},
    {"Occupancy", "holder post startDate endDate", "holder post", "holder post"},
    {"Education", "student school startDate endDate status role recordId", "student school", "student school"},
    {"Span", "tie quote record contentHash start end quoteStart quoteEnd rule pattern confidence", "tie record", "tie"}};

static const struct schema *schema_named(const char *quoted)
{
    for (size_t i = 0; i < sizeof schemata / sizeof *schemata; i++) {
        char name[32];
        snprintf(name, sizeof name, "\"%s\"", schemata[i].name);
        if (strcmp(name, quoted) == 0) return &schemata[i];
    }
    return NULL;
}

static bool has_word(const char *words, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += len)
        if ((at == words || at[-1] == ' ') && (at[len] == 0 || at[len] == ' ')) return true;
    return false;
}

/* Every property of a line is the schema's, its value a list of one text, every required one is there, every reference leads to a
 * line of the file. */
static void check_line(const char *all, const char *line)
{
    char name[64], path[96], needle[80];
    const struct schema *s = schema_named(at_path(line, "schema"));
    REQUIRE(s != NULL);
    const char *properties = child(line, "properties");
    REQUIRE(properties != NULL);
    for (const char *at = properties; (at = strstr(at, "\":[\"")) != NULL; at++) {
        const char *start = at;
        while (start[-1] != '"') start--;
        snprintf(name, sizeof name, "%.*s", (int)(at - start), start);
        if (!CHECK(has_word(s->properties, name))) printf("        %s of %s\n", name, s->name);
        if (!has_word(s->refers, name)) continue;
        snprintf(needle, sizeof needle, "{\"id\":%.38s,", at + 3);
        if (!CHECK(strstr(all, needle) != NULL)) printf("        %s of %s leads nowhere\n", name, s->name);
    }
    for (const char *at = s->required; *at; at += strcspn(at, " "), at += *at == ' ') {
        snprintf(path, sizeof path, "properties/%.*s/0", (int)strcspn(at, " "), at);
        if (!CHECK(strcmp(at_path(line, path), "(none)") != 0)) printf("        %s of %s\n", path, s->name);
    }
}

static size_t check_lines(const char *all)
{
    char line[4096];
    size_t count = 0;
    for (const char *at = all; *at; at += strcspn(at, "\n") + 1, count++) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        if (CHECK(is_json(line))) check_line(all, line);
    }
    return count;
}

static size_t count_of(const char *all, const char *needle)
{
    size_t count = 0;
    for (const char *at = all; (at = strstr(at, needle)) != NULL; at++) count++;
    return count;
}

TEST(ties_are_entities_of_the_schemata)
{
    char *text = written(&people_rich);
    REQUIRE(text != NULL);
    CHECK_INT(check_lines(text), 16);
    CHECK_INT(count_of(text, "\"schema\":\"Person\""), 2);
    CHECK_INT(count_of(text, "\"schema\":\"PublicBody\""), 1);
    CHECK_INT(count_of(text, "\"schema\":\"Organization\""), 3);
    CHECK_INT(count_of(text, "\"schema\":\"Employment\""), 3); /* at two employers; one at a body */
    CHECK_INT(count_of(text, "\"schema\":\"Education\""), 1);
    CHECK_INT(count_of(text, "\"schema\":\"Representation\""), 1);
    CHECK_INT(count_of(text, "\"schema\":\"Occupancy\""), 1);
    CHECK_INT(count_of(text, "\"schema\":\"Position\""), 1);
    CHECK_INT(count_of(text, "\"schema\":\"Span\""), 3);
    CHECK(strstr(text, "\"status\":[\"concurrent\"]") != NULL);
    CHECK(strstr(text, "\"country\":[\"cn\"]") != NULL);
    free(text);
}

TEST(a_person_is_a_pseudonym_and_nothing_else)
{
    char *text = written(&people_rich);
    REQUIRE(text != NULL);
    const char *line = strstr(text, "\"schema\":\"Person\"");
    REQUIRE(line != NULL);
    const char *properties = "\"schema\":\"Person\",\"properties\":{\"name\":[\"p-";
    CHECK(strncmp(line, properties, strlen(properties)) == 0);
    CHECK(strncmp(line + strcspn(line, "]"), "]}}\n", 4) == 0);
    free(text);
}

TEST(conscription_and_projects_are_memberships)
{
    static const char *const kinds[] = {"conscription", "reserve", "project"};
    struct study_tie ties[3];
    struct study s = people_rich;
    for (size_t i = 0; i < 3; i++) {
        ties[i] = people_ties_told[1];
        ties[i].kind = kinds[i];
    }
    s.ties = ties;
    s.tie_count = 3;
    char *text = written(&s);
    REQUIRE(text != NULL);
    CHECK_INT(count_of(text, "\"schema\":\"Membership\""), 3);
    CHECK_INT(count_of(text, "\"schema\":\"Position\""), 0);
    check_lines(text);
    free(text);
}

TEST(ids_do_not_depend_on_order)
{
    struct study_tie turned[3] = {people_ties_told[2], people_ties_told[0], people_ties_told[1]};
    struct study s = people_rich;
    char *first = written(&people_rich);
    s.ties = turned;
    char *second = written(&s);
    REQUIRE(first != NULL && second != NULL);
    CHECK_TEXT(second, first);
    free(first);
    free(second);
}

TEST(hostile_text_stays_json_and_the_public_form_has_no_line)
{
    struct study_test tests[8];
    struct study s = people_public(tests);
    char *text = written(&people_evil);
    REQUIRE(text != NULL);
    check_lines(text);
    CHECK(strstr(text, "\"country\"") == NULL);
    free(text);
    text = written(&s);
    REQUIRE(text != NULL);
    CHECK_TEXT(text, "");
    free(text);
}
