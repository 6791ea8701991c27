/* The header lines of a DTCP command. */
#include <stdio.h>

#include "base/macros.h"
#include "proto/dtcp.h"

enum line_kind { AS_TEXT, AS_TARGET, AS_SECRET };
enum { NAME_TEXT = 48 };

static const struct {
    const char *name;
    enum line_kind kind;
} lines[] = {{"Source-Address", AS_TARGET}, {"Dest-Address", AS_TARGET}, {"Authentication-Info", AS_SECRET}};

static enum line_kind kind_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        if (strcasecmp(lines[i].name, name) == 0) return lines[i].kind;
    return AS_TEXT;
}

static void tell_line(struct fields *f, struct bytes line)
{
    char name[NAME_TEXT];
    const uint8_t *colon = memchr(line.data, ':', line.len);
    if (!colon || colon == line.data || (size_t)(colon - line.data) >= sizeof name) {
        field_unknown(f, "line", line);
        return;
    }
    snprintf(name, sizeof name, "%.*s", (int)(colon - line.data), (const char *)line.data);
    struct bytes value = bytes_slice(line, (size_t)(colon + 1 - line.data), SIZE_MAX);
    while (value.len && value.data[0] == ' ') value = bytes_slice(value, 1, SIZE_MAX);
    switch (kind_of(name)) {
    case AS_TARGET: field_target(f, name, "ip", value); break;
    case AS_SECRET: field_content(f, name, value); break;
    case AS_TEXT: field_text(f, name, value); break;
    }
}

void dtcp_fields(struct bytes pdu, struct fields *f)
{
    struct bytes rest = pdu, line = dtcp_line(&rest);
    field_text(f, "command", line);
    for (unsigned i = 0; i < DTCP_LINES_MAX; i++) {
        const uint8_t *at = rest.data;
        line = dtcp_line(&rest);
        if (line.len) {
            tell_line(f, line);
            continue;
        }
        if (rest.data == at || rest.data[-1] != '\n') fields_flaw(f, at, "the empty line at its end is missing");
        return;
    }
}
