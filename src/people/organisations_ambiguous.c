#include "people/organisations_internal.h"
#include "text/fold.h"

enum { SHORT_LATIN = 4, SHORT_IDEOGRAPHIC = 2, NAME_MAX_OCTETS = 64 };

/* Abbreviations of four letters and less that stand for one body wherever they stand. */
static const char *const distinct[] = {
    "gchq", "mi5",  "mi6",     "dgse", "dgsi", "nudt", "kgb",  "фсб",  "гру",   "свр", "кгб", "фсо", "bfv",  "aivd",
    "mivd", "drdo", "nsa/css", "irgc", "asio", "gcsb", "casc", "cetc", "cicir", "sbu", "сбу", "swr", "dstl",
};

/* Words that more than one country has for its services, or that mean something else as well. */
static const char *const ordinary[] = {
    "army",
    "navy",
    "air force",
    "marines",
    "marine corps",
    "coast guard",
    "armed forces",
    "military",
    "national guard",
    "space force",
    "ministry of defence",
    "ministry of defense",
    "department of defence",
    "department of defense",
    "ministry of interior",
    "ministry of the interior",
    "ministry of internal affairs",
    "ministry of public security",
    "ministry of intelligence",
    "security service",
    "secret service",
    "intelligence bureau",
    "intelligence service",
    "national intelligence service",
    "federal intelligence service",
    "foreign intelligence service",
    "military intelligence",
    "defence intelligence",
    "defense intelligence",
    "national defence university",
    "national defense university",
    "cyber command",
    "pentagon",
    "unit 81",
    "prism",
    "министерство обороны",
    "минобороны",
    "国防大学",
    "国防部",
    "人民警察",
    "信息工程大学",
    "理工大学",
    "安全部",
    "公安局",
    "公安厅",
    "武装部",
    "研究所",
    "司令部",
    "边防部队",
    "防衛省",
};

static bool is_among(struct bytes folded, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t own[3 * NAME_MAX_OCTETS];
        size_t len = fold_text(bytes_of_text(list[i]), own);
        if (bytes_equal(folded, bytes_of(own, len))) return true;
    }
    return false;
}

bool organisation_name_seems_ambiguous(struct bytes name)
{
    uint8_t folded[3 * NAME_MAX_OCTETS];
    if (name.len > NAME_MAX_OCTETS) return false;
    struct bytes f = bytes_of(folded, fold_text(name, folded));
    unsigned codes = 0, ideographs = 0;
    for (const uint8_t *p = f.data, *end = p + f.len; p < end; codes++) {
        uint32_t code;
        p += utf8_next(p, end, &code);
        ideographs += code >= 0x2e80;
    }
    if (is_among(f, distinct, ARRAY_LEN(distinct))) return false;
    if (is_among(f, ordinary, ARRAY_LEN(ordinary))) return true;
    return ideographs ? codes <= SHORT_IDEOGRAPHIC : codes <= SHORT_LATIN;
}
