#include "report/export.h"

#include <string.h>
#include <strings.h>

#include "base/macros.h"
#include "report/export_formats.h"
#include "report/facts.h"

static const struct {
    const char *name, *file;
    export_fn *write;
} formats[EXPORT_FORMATS] = {
    [EXPORT_EVE] = {"eve", "eve.json", export_eve},       [EXPORT_ECS] = {"ecs", "ecs.ndjson", export_ecs},
    [EXPORT_OCSF] = {"ocsf", "ocsf.ndjson", export_ocsf}, [EXPORT_MISP] = {"misp", "misp.json", export_misp},
    [EXPORT_STIX] = {"stix", "stix.json", export_stix},
};

const char *export_format_name(enum export_format format)
{
    return formats[format].name;
}

const char *export_file_name(enum export_format format)
{
    return formats[format].file;
}

void export_write(enum export_format format, const struct export_job *job, FILE *out)
{
    formats[format].write(job, out);
}

const char *tlp_name(enum tlp level)
{
    static const char *const names[TLP_COUNT] = {NULL, "clear", "green", "amber", "amber+strict", "red"};
    return (unsigned)level < TLP_COUNT ? names[level] : NULL;
}

bool tlp_parse(const char *text, enum tlp *ret)
{
    if (strncasecmp(text, "tlp:", 4) == 0) text += 4;
    for (unsigned level = TLP_CLEAR; level < TLP_COUNT; level++)
        if (strcasecmp(text, tlp_name((enum tlp)level)) == 0) {
            *ret = (enum tlp)level;
            return true;
        }
    return false;
}

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

struct export_item export_item_of(const struct verdict *v, const struct verdict_finding *f)
{
    struct export_item item = {.finding = f};
    for (size_t i = 0; i < v->element_count && !item.role; i++)
        if (same(v->elements[i].name, f->element)) item.role = v->elements[i].role;
    for (size_t i = 0; i < v->intercept_count && !item.interface; i++)
        if (same(v->intercepts[i].xid, f->xid) || same(v->intercepts[i].liid, f->liid))
            item.interface = v->intercepts[i].protocol;
    return item;
}
