#include "verify/checkpoint.h"

bool checkpoint_parse(struct span text, struct checkpoint *ret)
{
    struct checkpoint c = {.size = 0};
    struct span size, root, line;
    if (!span_line(&text, &c.origin) || !span_line(&text, &size) || !span_line(&text, &root)) return false;
    if (c.origin.len == 0 || !span_decimal(size, &c.size) || !span_base64_exact(root, c.root.octets, 32)) return false;
    c.extensions = text;
    while (text.len > 0)
        if (!span_line(&text, &line) || line.len == 0) return false;
    *ret = c;
    return true;
}

bool checkpoint_open(struct span whole, const struct note_key *log, struct note *ret_note, struct checkpoint *ret)
{
    struct note n;
    struct checkpoint c;
    if (!note_parse(whole, &n) || !checkpoint_parse(n.text, &c) || !span_equal(c.origin, log->name)) return false;
    if (note_verify(&n, log, NULL) != NOTE_SIGNED) return false;
    *ret_note = n;
    *ret = c;
    return true;
}
