#include "app/people_organisations.h"

#include <stdbool.h>
#include <string.h>

#include "register/file.h"

enum err people_organisations(const char *file, struct arena *a, struct organisations *ret, const char **ret_name,
                              struct fault *f)
{
    struct bytes text = {0};
    *ret_name = file ? file : "organisations.csv";
    if (!file) return organisations_read(organisations_shipped(), *ret_name, a, ret, f);
    enum err err = register_file_read(file, &text, f);
    if (err == ERR_OK) err = organisations_read(text, file, a, ret, f);
    register_file_done(&text);
    return err;
}

static enum err add(struct people_employers *e, uint32_t index, struct arena *a, const struct organisations *o,
                    const char *option, struct fault *f)
{
    const struct organisation *named = &o->list[index];
    if (named->class != ORGANISATION_EMPLOYER)
        return fault_set(f, ERR_USAGE, "%s: %s is no employer in the list of organisations but of kind %s", option, named->name,
                         named->kind);
    for (size_t i = 0; i < e->count; i++)
        if (e->list[i] == index) return ERR_OK;
    e->list = arena_room(a, e->list, e->count, &e->room, sizeof *e->list);
    e->list[e->count++] = index;
    return ERR_OK;
}

static enum err add_name(struct people_employers *e, const char *name, const char *option, struct organisations *o,
                         struct arena *a, struct fault *f)
{
    int known = organisations_find(o, name);
    return add(e, known >= 0 ? (uint32_t)known : organisations_add_employer(o, a, name), a, o, option, f);
}

enum err people_employers_add(struct people_employers *e, const char *names, const char *option, struct organisations *o,
                              struct arena *a, struct fault *f)
{
    /* A company's name may hold a comma itself. */
    if (organisations_find(o, names) >= 0) return add_name(e, names, option, o, a, f);
    enum err err = ERR_OK;
    bool any = false;
    for (const char *at = names; err == ERR_OK && *at; at += *at == ',') {
        at += strspn(at, " ");
        size_t len = strcspn(at, ","), end = len;
        while (end > 0 && at[end - 1] == ' ') end--;
        if (end > 0) err = add_name(e, arena_copy(a, at, end), option, o, a, f);
        any = any || end > 0;
        at += len;
    }
    return err == ERR_OK && !any ? fault_set(f, ERR_USAGE, "%s: a name is wanted", option) : err;
}
