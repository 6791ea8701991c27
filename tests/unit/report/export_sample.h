/* Jobs of exports made by hand, over the verdicts of sample.h. */
#ifndef CUSTOS_TESTS_REPORT_EXPORT_SAMPLE_H
#define CUSTOS_TESTS_REPORT_EXPORT_SAMPLE_H

#include "json_reader.h"
#include "report/export.h"
#include "sample.h"

/* All findings of a verdict, in no ledger and not marked. The result is static. */
static inline struct export_job *export_sample_job(const struct verdict *v)
{
    static struct export_item items[8];
    static struct export_job job;
    for (size_t i = 0; i < v->finding_count; i++) items[i] = export_item_of(v, &v->findings[i]);
    job = (struct export_job){
        .version = v->version, .verdict = v, .items = items, .item_count = v->finding_count, .made_ns = v->last_ns};
    return &job;
}

/* A job as text; free() it. */
static inline char *export_render(enum export_format format, const struct export_job *job, size_t *ret_len)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, ret_len);
    if (!out) abort();
    export_write(format, job, out);
    if (fclose(out) != 0) abort();
    return text;
}

#endif
