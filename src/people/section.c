#include "people/section.h"

#include "people/date.h"

/* Past what marks a heading and is none of its words: #, *, brackets, "1.", "一、". */
static uint32_t past_marks(struct bytes text, uint32_t at, uint32_t end)
{
    static const char *const marks[] = {"【", "［", "一、", "二、", "三、", "四、", "五、", "六、", "●", "■", "◆", "•", "▪"};
    for (bool moved = true; moved && at < end;) {
        uint32_t was = at;
        at = text_spaces(text, at);
        uint8_t c = text_octet(text, at);
        if (c == '#' || c == '*' || c == '=' || c == '-' || c == '[' || c == '_') at++;
        for (unsigned i = 0; c >= 0xe2 && i < sizeof marks / sizeof *marks; i++)
            if (text_has(text, at, marks[i])) at += (uint32_t)strlen(marks[i]);
        if ((uint8_t)(c - '0') < 10 && (text_octet(text, at + 1) == '.' || text_octet(text, at + 1) == ')')) at += 2;
        moved = at > was;
    }
    return at;
}

/* What stands after the words of a heading: 0 when they go on, `end` when nothing follows, else past a colon. */
static uint32_t after_heading(struct bytes text, uint32_t at, uint32_t end)
{
    static const char *const closing[] = {"】", "］"};
    at = text_spaces(text, at);
    for (uint8_t c; at < end && ((c = text.data[at]) == '*' || c == '#' || c == ']' || c == '=' || c == '-' || c == '_');) at++;
    for (unsigned i = 0; i < sizeof closing / sizeof *closing; i++)
        if (text_has(text, at, closing[i])) return text_spaces(text, at + 3);
    at = text_spaces(text, at);
    if (at >= end || text.data[at] == '\r') return end;
    if (text.data[at] == ':') return text_spaces(text, at + 1);
    return text_has(text, at, "：") ? text_spaces(text, at + 3) : 0;
}

uint32_t section_heading(const struct cues *c, struct bytes text, uint32_t start, uint32_t end, enum section *ret)
{
    uint32_t at = past_marks(text, start, end), stop;
    if (at >= end) return 0;
    const struct cue *cue = cue_at(c, text, at, &stop);
    if (!cue || (cue->kind != CUE_HEADING && cue->kind != CUE_SERVICE) || stop > end) return 0;
    uint32_t rest = after_heading(text, stop, end);
    if (!rest) return 0;
    *ret = cue->kind == CUE_SERVICE ? SECTION_SERVICE : (enum section)cue->value;
    return rest;
}
