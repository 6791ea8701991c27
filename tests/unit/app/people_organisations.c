#include "app/people_organisations.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const char list[] = "id,country,kind,name,aliases\n"
                           "xx-seu,XX,military_university,Northern Signals University,NSU of the North\n"
                           "xx-meridian,XX,vendor,Meridian Networks,\"Meridian;Meridian Co., Ltd\"\n"
                           "xx-polar,YY,operator,Polar Telecom,\n";

static struct arena *arena;
static struct organisations organisations;
static struct people_employers employers;

static bool begin(void)
{
    struct fault f;
    arena = arena_new();
    employers = (struct people_employers){0};
    return arena && organisations_read(bytes_of_text(list), "list", arena, &organisations, &f) == ERR_OK;
}

static enum err add(const char *names, struct fault *f)
{
    return people_employers_add(&employers, names, "--compare", &organisations, arena, f);
}

TEST(by_id_name_or_alias_each_once)
{
    struct fault f;
    REQUIRE(begin());
    CHECK_INT(add("xx-meridian", &f), ERR_OK);
    CHECK_INT(add("meridian networks, Polar Telecom", &f), ERR_OK);
    REQUIRE(employers.count == 2);
    CHECK_INT(employers.list[0], 1);
    CHECK_INT(employers.list[1], 2);
    arena_free(arena);
}

TEST(a_name_may_hold_a_comma)
{
    struct fault f;
    REQUIRE(begin());
    CHECK_INT(add("Meridian Co., Ltd", &f), ERR_OK);
    REQUIRE(employers.count == 1);
    CHECK_INT(employers.list[0], 1);
    CHECK_INT(organisations.count, 3);
    arena_free(arena);
}

TEST(a_new_name_is_one_more_employer)
{
    struct fault f;
    REQUIRE(begin());
    CHECK_INT(add("Andes Mobile ,xx-polar", &f), ERR_OK);
    REQUIRE(employers.count == 2);
    CHECK_INT(organisations.count, 4);
    CHECK_TEXT(organisations.list[employers.list[0]].name, "Andes Mobile");
    CHECK(organisations.list[employers.list[0]].class == ORGANISATION_EMPLOYER);
    arena_free(arena);
}

TEST(bodies_and_nothing_are_refused)
{
    struct fault f;
    REQUIRE(begin());
    CHECK_INT(add("Northern Signals University", &f), ERR_USAGE);
    CHECK(strstr(f.text, "military_university") != NULL && strstr(f.text, "--compare") != NULL);
    CHECK_INT(add(" , ,", &f), ERR_USAGE);
    CHECK_INT(add("", &f), ERR_USAGE);
    CHECK_INT(employers.count, 0);
    arena_free(arena);
}

TEST(the_list_given_or_the_one_that_is_shipped)
{
    struct fault f;
    const char *name = NULL;
    char path[] = "people-organisations-XXXXXX";
    arena = arena_new();
    REQUIRE(arena != NULL);
    CHECK_INT(people_organisations(NULL, arena, &organisations, &name, &f), ERR_OK);
    CHECK(organisations.count > 100);
    CHECK_TEXT(name, "organisations.csv");
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    REQUIRE(write(fd, list, sizeof list - 1) == sizeof list - 1);
    close(fd);
    CHECK_INT(people_organisations(path, arena, &organisations, &name, &f), ERR_OK);
    CHECK_INT(organisations.count, 3);
    CHECK_TEXT(name, path);
    unlink(path);
    CHECK(people_organisations(path, arena, &organisations, &name, &f) != ERR_OK);
    arena_free(arena);
}
