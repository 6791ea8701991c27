/* A STIX bundle while it is written: export_stix.c its domain objects, export_stix_observables.c its observables. */
#ifndef CUSTOS_REPORT_EXPORT_STIX_INTERNAL_H
#define CUSTOS_REPORT_EXPORT_STIX_INTERNAL_H

#include "report/export_rows.h"

enum { STIX_ID = 96 };

struct stix {
    struct json j;
    const struct export_job *job;
    const char *marking; /* of the job's TLP level; NULL: none */
    char statement[STIX_ID], identity[STIX_ID];
    char (*written)[STIX_ID]; /* names of objects that several findings share, by open addressing; NULL: not kept */
    size_t room;              /* a power of two */
};

/* What one finding refers to. "" where there is none. */
struct stix_refs {
    char src[STIX_ID], dst[STIX_ID], traffic[STIX_ID], file[STIX_ID], observed[STIX_ID], element[STIX_ID], action[STIX_ID];
};

/* "TYPE--UUID" of an object of ours by that name, markings and all. */
void stix_own_id(const struct stix *x, const char *type, const char *name, char id[static STIX_ID]);

/* Is this the first time that the object comes? Without room to remember, every time: doubles are valid, if tedious. */
bool stix_first_time(struct stix *x, const char *id);

/* An object's type, version and id; its markings and end. */
void stix_begin(struct stix *x, const char *type, const char *id);
void stix_end(struct stix *x);

/* The conversation with its ends, and the excerpt, into `r`, as far as they are known. */
void stix_traffic(struct stix *x, const struct export_subject *s, struct stix_refs *r);
void stix_file(struct stix *x, const struct export_subject *s, char id[static STIX_ID]);

#endif
