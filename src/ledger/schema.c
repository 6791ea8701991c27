#include "ledger/schema.h"

#include "base/macros.h"

#define SLOTS(type, ...) static const char *const type##_slots[] = {__VA_ARGS__};

SLOTS(run, "time", "version", "network", "network.sha256", "warrants", "warrants.sha256", "keys.sha256", "options")
SLOTS(capture, "time", "run", "file", "sha256", "tap", "format", "packets", "bytes", "times", "truncated", "snapped.packets",
      "undecoded.packets", "dropped.packets", "version")
SLOTS(observation, "time", "subject", "element", "times", "value", "source", "text")
SLOTS(finding, "id", "rule", "severity", "confidence", "summary", "detail", "element", "supplier", "warrant", "xid", "liid",
      "conversation", "copied", "times", "packets", "bytes", "detected", "limits", "subscribers", "depth", "correlation",
      "evidence.packets", "evidence.blob", "run", "version")
SLOTS(plan, "time", "version", "organisations", "organisations.sha256", "employers", "comparators", "seed", "options")
SLOTS(study, "time", "plan", "inputs", "manifests", "cvs", "people", "funnel", "tests", "form", "result.sha256", "version")
SLOTS(identification, "time", "by", "pseudonym", "reason", "records", "corpora", "version")
SLOTS(register_change, "time", "file", "sha256", "before.sha256", "who", "why")
SLOTS(release, "time", "records", "receiver", "receiver.key", "tlp", "classification", "case", "purpose", "slots",
      "manifest.sha256", "manifest.key", "bundle")
SLOTS(gap, "time", "cause", "from", "until", "lost")
SLOTS(recovery, "time", "cause", "dropped.bytes", "from.record", "signed.records")
SLOTS(erasure, "time", "records", "why", "who")

#define SCHEMA(type_name, slots_name)                                                                                            \
    {                                                                                                                            \
        type_name, type_name "/1", slots_name, ARRAY_LEN(slots_name)                                                             \
    }

static const struct schema schemas[] = {SCHEMA("run", run_slots),
                                        SCHEMA("capture", capture_slots),
                                        SCHEMA("observation", observation_slots),
                                        SCHEMA("finding", finding_slots),
                                        SCHEMA("register", register_change_slots),
                                        SCHEMA("release", release_slots),
                                        SCHEMA("plan", plan_slots),
                                        SCHEMA("study", study_slots),
                                        SCHEMA("identification", identification_slots),
                                        SCHEMA("gap", gap_slots),
                                        SCHEMA("recovery", recovery_slots),
                                        SCHEMA("erasure", erasure_slots)};

const struct schema *schema_of(struct bytes type)
{
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++)
        if (bytes_equal(type, bytes_of_text(schemas[i].type))) return &schemas[i];
    return NULL;
}

int schema_slot(const struct schema *s, struct bytes name)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (bytes_equal(name, bytes_of_text(s->slots[i]))) return (int)i;
    return -1;
}
