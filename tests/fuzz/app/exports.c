/* A finding from slots: whatever their texts are, every export of it is JSON, and none holds a text of a slot that exports do not
 * tell. The input: slots apart by NUL, each NAME=TEXT. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/exports_slots.h"
#include "report/export.h"

enum { SLOTS_MAX = 32 };
#define SECRET "NEVERSHOWN"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t split(const uint8_t *data, size_t size, struct record_slot *slots)
{
    size_t count = 0;
    for (const uint8_t *at = data, *end = data + size; at < end && count < SLOTS_MAX;) {
        const uint8_t *stop = memchr(at, 0, (size_t)(end - at)), *until = stop ? stop : end;
        const uint8_t *equals = memchr(at, '=', (size_t)(until - at));
        if (equals)
            slots[count++] = (struct record_slot){.name = bytes_of(at, (size_t)(equals - at)),
                                                  .value = bytes_of(equals + 1, (size_t)(until - equals) - 1)};
        at = stop ? stop + 1 : end;
    }
    return count;
}

static void check_json(const char *text, size_t len)
{
    json_t *parsed = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
    ENSURE(parsed != NULL);
    json_decref(parsed);
}

static void check_export(enum export_format format, const struct export_job *job, bool may_show)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    ENSURE(out != NULL);
    export_write(format, job, out);
    ENSURE(fclose(out) == 0);
    ENSURE(may_show || strstr(text, SECRET) == NULL);
    check_json(text, len); /* one finding: a line is the whole */
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ledger_ref ref = {.origin = "ledger.example/fuzz", .index = 7};
    struct record_slot slots[SLOTS_MAX + 2];
    struct verdict_finding finding;
    struct arena *a = arena_new();
    ENSURE(a != NULL);
    size_t count = split(data, size, slots);
    slots[count++] = (struct record_slot){.name = bytes_of_text("liid"), .value = bytes_of_text(SECRET)};
    slots[count++] = (struct record_slot){.name = bytes_of_text("summary"), .value = bytes_of_text(SECRET)};
    exports_finding_of_slots(slots, count, a, &finding);
    const struct export_item item = {.finding = &finding, .ledger = size % 2 ? &ref : NULL};
    const struct export_job job = {.version = "0", .items = &item, .item_count = 1, .tlp = TLP_RED, .made_ns = 0};
    for (unsigned i = 0; i < EXPORT_FORMATS; i++)
        check_export((enum export_format)i, &job, memmem(data, size, SECRET, strlen(SECRET)));
    arena_free(a);
    return 0;
}
