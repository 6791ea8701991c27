/* The formats, each in a file of its own; export_write chooses. */
#ifndef CUSTOS_REPORT_EXPORT_FORMATS_H
#define CUSTOS_REPORT_EXPORT_FORMATS_H

#include "report/export.h"

typedef void export_fn(const struct export_job *job, FILE *out);

export_fn export_eve;  /* JSON lines as Suricata 7 writes them; a "stats" line last when the job has a verdict */
export_fn export_ecs;  /* NDJSON, Elastic Common Schema 8 */
export_fn export_ocsf; /* NDJSON, OCSF 1.3 class 2004 */
export_fn export_misp; /* one MISP event with an object custos-li-finding for each finding */
export_fn export_stix; /* one STIX 2.1 bundle */

#endif
