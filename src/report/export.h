/* Findings for the tools of others: EVE JSON, ECS, OCSF, MISP, STIX 2.1. What each field is in each format stands in one table a
 * format (export_*.c) over one list of facts (export_facts.h); doc/exports.md shows them side by side.
 *
 * No export holds a target, LIID, XID or warrant, nor an address of a subscriber, nor the free text of a finding, which may name
 * them: their seals at the most. What is not known, or withheld, is left out. */
#ifndef CUSTOS_REPORT_EXPORT_H
#define CUSTOS_REPORT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "audit/verdict.h"

enum export_format { EXPORT_EVE, EXPORT_ECS, EXPORT_OCSF, EXPORT_MISP, EXPORT_STIX, EXPORT_FORMATS };

/* Traffic Light Protocol 2.0 (FIRST, August 2022), the widest first. */
enum tlp { TLP_NONE, TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED, TLP_COUNT };

/* Where a ledger keeps the record of a finding. */
struct ledger_ref {
    const char *origin; /* of its checkpoints */
    uint64_t index;
    uint8_t leaf_hash[32];    /* RFC 6962 */
    uint64_t checkpoint_size; /* of a checkpoint that covers it; 0: none yet */
    uint8_t checkpoint_root[32];
};

/* The packets that prove a finding, as a file. */
struct export_evidence {
    char name[256]; /* from the folder of the exports: "evidence/F-0001.pcapng"; "": none */
    uint8_t sha256[32];
    uint64_t bytes;
};

struct export_item {
    const struct verdict_finding *finding; /* NULL, negative, CLOCK_NONE, 0 and SEVERITY_COUNT: not known or withheld */
    const char *role;                      /* of its element: "UPF"; NULL: not known */
    const char *interface;                 /* of the interception it is about: "HI2/HI3"; NULL: none */
    const struct ledger_ref *ledger;       /* NULL: in none */
    const struct export_evidence *evidence;
};

enum { EXPORT_SEAL = 96 };
/* Write the seal of "liid:...", "xid:...", "warrant:..." or "ip:..." into `seal`. */
typedef void export_seal_fn(void *ctx, const char *canonical, char seal[static EXPORT_SEAL]);

struct export_job {
    const char *version;           /* of custos */
    const struct verdict *verdict; /* the whole run, for what a format tells of it besides findings; NULL: nothing is told */
    const struct export_item *items;
    size_t item_count;
    enum tlp tlp;
    const char *classification; /* the marking of whoever releases it, verbatim; NULL: none */
    int64_t made_ns;            /* when the findings were made: of a run its last packet, of a bundle its release */
    export_seal_fn *seal;       /* NULL: identifiers are left out altogether */
    void *seal_ctx;
};

/* "eve", "ecs", ...; and the file that people expect: "eve.json", "ecs.ndjson". */
const char *export_format_name(enum export_format format);
const char *export_file_name(enum export_format format);

/* "clear", "green", "amber", "amber+strict", "red", also with "tlp:" before and in capitals. False for anything else. */
bool tlp_parse(const char *text, enum tlp *ret);
const char *tlp_name(enum tlp level); /* as parsed; NULL for TLP_NONE */

/* What a verdict knows of its finding `f` beyond the finding itself; ledger and evidence are the caller's to add. */
struct export_item export_item_of(const struct verdict *v, const struct verdict_finding *f);

/* All items of a job in one format. The same job gives the same bytes. Errors of `out` are the caller's to check (ferror). */
void export_write(enum export_format format, const struct export_job *job, FILE *out);

#endif
