#include "intercept/pdu.h"

#include "intercept/hi1_events.h"
#include "intercept/shims.h"
#include "intercept/x1.h"
#include "proto/dtcp.h"
#include "proto/gtpv2.h"
#include "proto/hi_bare.h"
#include "proto/pfcp.h"
#include "proto/pspdu.h"
#include "proto/radius.h"
#include "proto/snmp.h"
#include "proto/x2x3.h"

static const struct {
    const char *name;
    void (*fields)(struct bytes pdu, struct fields *f); /* NULL: told from what was parsed already */
} protocols[LI_PROTOCOLS] = {
    [LI_HI] = {"HI2/HI3", pspdu_fields},
    [LI_X2X3] = {"X2/X3", x2x3_fields},
    [LI_X1] = {"X1", NULL},
    [LI_PFCP] = {"PFCP", pfcp_fields},
    [LI_SNMP] = {"SNMP", snmp_fields},
    [LI_RADIUS] = {"RADIUS", radius_fields},
    [LI_DTCP] = {"DTCP", dtcp_fields},
    [LI_GTPV2] = {"GTPv2-C", gtpv2_fields},
    [LI_HI_BARE] = {"HI2/HI3-record", hi_bare_fields},
    [LI_HI1] = {"HI1", NULL},
    [LI_JMIRROR] = {"JMirror", NULL},
    [LI_PCLI] = {"PCLI", NULL},
    [LI_NOKIA] = {"Nokia", NULL},
    [LI_RTBRICK] = {"RtBrick", NULL},
    [LI_SHIM] = {"unknown-shim", NULL},
};

const char *li_protocol_name(enum li_protocol p)
{
    return protocols[p].name;
}

void li_pdu_fields(const struct li_pdu *p, struct fields *f)
{
    f->pdu = p->bytes;
    if (p->flaw)
        fields_flaw(f, p->bytes.data, p->flaw);
    else if (p->x1)
        x1_fields(p->x1, f);
    else if (p->hi1)
        hi1_fields(p->hi1, f);
    else if (p->protocol >= LI_JMIRROR)
        shim_fields(p, f);
    else if (protocols[p->protocol].fields)
        protocols[p->protocol].fields(p->bytes, f);
    if (p->opened.len) pspdu_opened_fields(p->opened, f);
}

static void no_value(void *ctx, const char *name, const struct field_value *v)
{
    (void)ctx, (void)name, (void)v;
}

static void no_begin(void *ctx, const char *name, bool list)
{
    (void)ctx, (void)name, (void)list;
}

static void no_end(void *ctx, bool list)
{
    (void)ctx, (void)list;
}

bool li_pdu_flawed(const struct li_pdu *p)
{
    static const struct field_sink nobody = {no_value, no_begin, no_end};
    struct fields f = {.sink = &nobody};
    li_pdu_fields(p, &f);
    return f.flaw != NULL;
}
