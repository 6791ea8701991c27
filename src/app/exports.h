/* The exports of findings as files in a folder: eve.json, ecs.ndjson, ocsf.ndjson, misp.json, stix.json. */
#ifndef CUSTOS_APP_EXPORTS_H
#define CUSTOS_APP_EXPORTS_H

#include "base/err.h"
#include "report/export.h"

struct exports_options {
    unsigned formats; /* bits 1 << enum export_format */
    enum tlp tlp;
    const char *classification; /* NULL: none */
    const char *seal_key;       /* file: seal LIIDs, XIDs, warrants and subscribers by it; NULL: leave them out */
};

/* "ecs,stix" or "all": add them to *formats. */
enum err exports_parse(const char *list, unsigned *formats, struct fault *f) MUST_USE;

/* A marking: one line of printable text. */
enum err exports_parse_classification(const char *text, const char **ret, struct fault *f) MUST_USE;

/* Write the findings of a verdict; their excerpts stand below DIR/evidence already. `refs`: one for each finding, in their order;
 * NULL: no ledger. */
enum err exports_write(const struct exports_options *o, const struct verdict *v, const struct ledger_ref *refs, const char *dir,
                       struct fault *f) MUST_USE;

#endif
