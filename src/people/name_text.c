#include "people/name_text.h"

#include <stdbool.h>

#include "base/macros.h"
#include "text/fold.h"

enum { NAME_LINES = 4, NAME_OCTETS = 64, NAME_WORDS_MAX = 5, LABEL_CODES = 16 };

/* The surnames of nine in ten Chinese (census of 2020) and the compound ones that are not rare. */
static const char surnames[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤阎萧温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆"
    "农司卓古吉缪简车项连芦麦褚娄"
    "窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝上官司马诸葛慕容"
    "令狐";

/* First lines that look like names and are none. */
static const char *const headings[] = {
    "curriculum", "vitae",        "resume",    "cv",        "profile",   "summary",   "experience", "education",
    "personal",   "details",      "contact",   "senior",    "junior",    "software",  "engineer",   "manager",
    "director",   "analyst",      "sales",     "project",   "product",   "marketing", "university", "career",
    "work",       "history",      "skills",    "objective", "chief",     "officer",   "head",       "of",
    "and",        "the",          "speaker",   "born",      "systems",   "network",   "consultant", "developer",
    "employment", "professional", "executive", "biography", "technical", "academic",  "about",      "information"};

static bool is_dense(uint32_t code)
{
    return (code >= 0x3400 && code <= 0x9fff) || (code >= 0x20000 && code <= 0x323af);
}

static struct bytes until(const uint8_t *from, const uint8_t *to)
{
    return bytes_of(from, (size_t)(to - from));
}

/* A full stop before `p` that is not behind an initial. */
static bool ends_sentence(const uint8_t *start, const uint8_t *p)
{
    return p - start >= 3 && p[-1] == '.' && p[-2] != ' ' && p[-3] != ' ' && p[-3] != '.';
}

/* Up to the first character that is no part of a name. */
static struct bytes name_part(struct bytes line)
{
    const uint8_t *p = line.data, *end = p + line.len, *last = p;
    while (p < end && last - line.data < NAME_OCTETS) {
        uint32_t code;
        const uint8_t *next = p + fold_next(p, end, &code);
        bool letter = is_dense(code) || (fold_in_word(code) && !(code >= '0' && code <= '9'));
        if (letter || code == '.') last = next;
        if (!letter && code != ' ' && code != '.' && code != '\'' && code != '-' && code != 0xb7) break;
        if (*p == '\t' || (code == ' ' && (last + 2 < next || ends_sentence(line.data, p)))) break;
        p = next;
    }
    return until(line.data, last);
}

/* --- what is a name ------------------------------------------------------------------------------------------------------- */

static bool is_surname(uint32_t code)
{
    const uint8_t *p = (const uint8_t *)surnames, *end = p + sizeof surnames - 1;
    while (p < end) {
        uint32_t one;
        p += utf8_next(p, end, &one);
        if (one == code) return true;
    }
    return false;
}

/* Two to four characters, blanks aside, of which the first is a surname's. */
static bool is_dense_name(struct bytes text, bool labelled)
{
    unsigned count = 0, most = labelled ? 12 : 4;
    uint32_t first = 0;
    for (const uint8_t *p = text.data, *end = p + text.len; p < end;) {
        uint32_t code;
        p += fold_next(p, end, &code);
        if (code == ' ' || code == 0xb7) continue;
        if (!is_dense(code) || count == most) return false;
        if (count++ == 0) first = code;
    }
    return count >= 2 && (labelled || is_surname(first));
}

static bool is_heading(const uint8_t *word, const uint8_t *end)
{
    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        const uint8_t *p = word, *h = (const uint8_t *)headings[i];
        uint32_t code = 0;
        while (p < end && *h) {
            unsigned len = fold_next(p, end, &code);
            if (code != *h) break;
            p += len, h++;
        }
        if (p == end && !*h) return true;
    }
    return false;
}

/* Two to five words with capitals, none of them a heading's. */
static bool is_latin_name(struct bytes text)
{
    unsigned words = 0;
    const uint8_t *p = text.data, *end = p + text.len;
    while (p < end) {
        const uint8_t *word = p;
        uint32_t code = *p;
        if ((code >= 'a' && code <= 'z') || (code < 0x80 && !(code >= 'A' && code <= 'Z'))) return false;
        while (p < end && *p != ' ') p += fold_next(p, end, &code);
        if (is_heading(word, p) || ++words > NAME_WORDS_MAX) return false;
        while (p < end && *p == ' ') p++;
    }
    return words >= 2;
}

/* --- where it stands ------------------------------------------------------------------------------------------------------ */

/* Behind "姓名：" or "Name:", where the line begins with it. NULL: it does not. */
static const uint8_t *behind_label(struct bytes line)
{
    static const char *const labels[] = {"姓名:", "name:", "fullname:", "中文名:"};
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        const uint8_t *p = line.data, *end = p + line.len, *l = (const uint8_t *)labels[i], *l_end = l + strlen(labels[i]);
        while (p < end && l < l_end) {
            uint32_t code, wanted;
            unsigned len = fold_next(p, end, &code), step = utf8_next(l, l_end, &wanted);
            if (code == wanted)
                l += step;
            else if (code != ' ') /* 姓　名 */
                break;
            p += len;
        }
        if (l == l_end) return p;
    }
    return NULL;
}

static struct bytes trimmed(struct bytes line)
{
    const uint8_t *p = line.data, *end = p + line.len;
    while (p < end) {
        uint32_t code;
        unsigned len = fold_next(p, end, &code);
        if (code != ' ' && code != FOLD_NOTHING && *p != '\r') break;
        p += len;
    }
    return until(p, end);
}

/* "Company Name: ..." is a label, no name. */
static bool is_label(struct bytes line, struct bytes name)
{
    const uint8_t *p = name.data + name.len, *end = line.data + line.len;
    uint32_t code = 0;
    while (p < end && (p += fold_next(p, end, &code), code == ' '))
        ;
    return code == ':';
}

static struct bytes name_in_line(struct bytes line, bool may_be_bare)
{
    const uint8_t *value = behind_label(line);
    struct bytes name = name_part(value ? trimmed(until(value, line.data + line.len)) : line);
    if (value) return name.len && (is_dense_name(name, true) || is_latin_name(name)) ? name : (struct bytes){0};
    return may_be_bare && name.len && !is_label(line, name) && (is_dense_name(name, false) || is_latin_name(name))
               ? name
               : (struct bytes){0};
}

struct bytes name_in_text(struct bytes text)
{
    for (unsigned lines = 0; text.len && lines < NAME_LINES;) {
        const uint8_t *end = memchr(text.data, '\n', text.len);
        struct bytes line = trimmed(bytes_slice(text, 0, end ? (size_t)(end - text.data) : text.len));
        text = bytes_slice(text, end ? (size_t)(end - text.data) + 1 : text.len, text.len);
        if (line.len == 0) continue;
        struct bytes name = name_in_line(line, lines == 0);
        if (name.len) return name;
        lines++;
    }
    return (struct bytes){0};
}
