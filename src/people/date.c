#include "people/date.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2099, REPUBLIC_BEFORE = 1911, SMALL = 2 };

struct source {
    const struct cues *cues;
    struct bytes text;
};

static uint32_t past(struct bytes text, uint32_t at, const char *const *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (text_has(text, at, words[i])) return at + (uint32_t)strlen(words[i]);
    return at;
}

#define PAST(text, at, words) past(text, at, words, sizeof(words) / sizeof *(words))

uint32_t text_spaces(struct bytes text, uint32_t at)
{
    for (;;) {
        uint8_t c = text_octet(text, at);
        if (c == ' ' || c == '\t')
            at++;
        else if (c == 0xc2 && text_has(text, at, "\u00a0"))
            at += 2;
        else if (c == 0xe3 && text_has(text, at, "\u3000"))
            at += 3;
        else
            return at;
    }
}

/* The digit there, or -1. */
static int digit_at(struct bytes text, uint32_t at, unsigned *ret_len)
{
    uint8_t c = text_octet(text, at);
    *ret_len = 1;
    if ((uint8_t)(c - '0') < 10) return c - '0';
    *ret_len = 3;
    if (c == 0xef && text_octet(text, at + 1) == 0xbc && (uint8_t)(text_octet(text, at + 2) - 0x90) < 10)
        return text.data[at + 2] - 0x90;
    return -1;
}

uint32_t text_number(struct bytes text, uint32_t at, uint32_t *ret_value, unsigned *ret_digits)
{
    uint32_t value = 0;
    unsigned digits = 0, len;
    for (int d; digits < 9 && (d = digit_at(text, at, &len)) >= 0; at += len, digits++) value = value * 10 + (uint32_t)d;
    *ret_value = value;
    *ret_digits = digits;
    return at;
}

uint32_t text_dash(struct bytes text, uint32_t at)
{
    static const char *const dashes[] = {"—", "–", "―", "‐", "‑", "−", "～", "－", "─", "〜", "﹣", "━", "→", "ー"};
    uint8_t c = text_octet(text, at);
    if (c == '-' || c == '~') return at + 1;
    return c < 0xe2 ? at : PAST(text, at, dashes);
}

/* One of . / - or their full-width forms, as the narrow one; 0: none. */
static uint8_t separator(struct bytes text, uint32_t at, uint32_t *ret_end)
{
    uint8_t c = text_octet(text, at);
    *ret_end = at + 1;
    if (c == '.' || c == '/' || c == '-') return c;
    *ret_end = at + 3;
    if (text_has(text, at, "．")) return '.';
    return text_has(text, at, "／") ? '/' : 0;
}

static bool has_digit(struct bytes text, uint32_t at)
{
    unsigned len;
    return digit_at(text, at, &len) >= 0;
}

static bool is_year(uint32_t value, unsigned digits)
{
    return digits == 4 && value >= YEAR_FIRST && value <= YEAR_LAST;
}

static uint32_t set(struct date_read *ret, enum date_form form, uint32_t year, uint32_t month, uint32_t day, uint32_t end)
{
    struct date d = {(int16_t)year, (uint8_t)month, (uint8_t)day, DATE_YEAR};
    if (month) d.precision = day ? DATE_DAY : DATE_MONTH;
    ret->form = form;
    ret->impossible = month > 12 || day > 31 || !date_valid(&d);
    if (ret->impossible) d = (struct date){0};
    ret->date = d;
    return end;
}

/* ---- Chinese ---- */

/* Numerals: as digits (二〇〇九, `digits` of them) or as a number up to 99 (二十一). `at` when there is none. */
static uint32_t numerals(const struct source *s, uint32_t at, uint32_t *ret_value, unsigned *ret_digits)
{
    uint32_t value = 0, end;
    unsigned digits = 0;
    bool ten = false, unit = false;
    while (digits < 5) {
        const struct cue *c = at < s->text.len && s->text.data[at] >= 0xe0 ? cue_at(s->cues, s->text, at, &end) : NULL;
        if (!c || c->kind != CUE_NUMERAL) break;
        if (c->value == 10) {
            if (ten || digits > 1) break;
            value = digits ? value * 10 : 10;
            ten = true, unit = false;
        } else {
            if (ten && unit) break;
            value = ten ? value + c->value : value * 10 + c->value;
            unit = true;
        }
        digits++;
        at = end;
    }
    *ret_value = value;
    *ret_digits = ten ? SMALL : digits;
    return at;
}

static uint32_t number_or_numerals(const struct source *s, uint32_t at, uint32_t *ret_value, unsigned *ret_digits)
{
    uint32_t end = text_number(s->text, at, ret_value, ret_digits);
    return end > at ? end : numerals(s, at, ret_value, ret_digits);
}

/* After a month's number without 月: is it one all the same? "2009年3-8月", "2009年3至8月", "1980年3毕业", not "2009年3个". */
static bool month_understood(struct bytes text, uint32_t at)
{
    static const char *const counters[] = {"个", "次", "人", "名", "家", "项", "届", "多", "余", "%",  "％",
                                           "岁", "年", "位", "万", "元", "度", "亿", "种", "篇", "部", "所",
                                           "号", "期", "等", "级", "、", "/",  ".",  "台", "件"};
    return PAST(text, at, counters) == at && !has_digit(text, at) && !cue_letter(text_octet(text, at));
}

/* What may follow a month or a year and says no more than the precision does. */
static uint32_t part_of_period(struct bytes text, uint32_t at)
{
    static const char *const parts[] = {"上半年",   "下半年",   "年初",     "年底",   "年末",   "年中",   "第一季度",
                                        "第二季度", "第三季度", "第四季度", "一季度", "二季度", "三季度", "四季度",
                                        "份",       "初",       "底",       "末",     "上旬",   "中旬",   "下旬",
                                        "春",       "夏",       "秋",       "冬",     "间",     "左右"};
    return PAST(text, at, parts);
}

static uint32_t chinese_day(const struct source *s, uint32_t at, uint32_t *ret_day)
{
    uint32_t value, end = number_or_numerals(s, text_spaces(s->text, at), &value, &(unsigned){0});
    uint32_t mark = text_spaces(s->text, end);
    *ret_day = 0;
    if (end == at || value == 0 ||
        (!text_has(s->text, mark, "日") && !text_has(s->text, mark, "号") && !text_has(s->text, mark, "號")))
        return at;
    *ret_day = value;
    return mark + 3;
}

/* After 年. */
static uint32_t chinese_month(const struct source *s, uint32_t year, uint32_t at, struct date_read *ret)
{
    static const char *const none[] = {"度", "年度", "第", "级", "版", "报", "会", "前后", "大会"};
    uint32_t month = 0, day = 0, start, end, mark;
    unsigned digits;
    if (!has_digit(s->text, at)) {
        end = part_of_period(s->text, at);
        if (end > at) return set(ret, DATE_CHINESE, year, 0, 0, end);
        if (PAST(s->text, at, none) > at) return 0;
    }
    start = text_spaces(s->text, at);
    if (text_has(s->text, start, "元月")) return set(ret, DATE_CHINESE, year, 1, 0, start + 6);
    end = number_or_numerals(s, start, &month, &digits);
    if (end == start || digits > SMALL || month == 0) return set(ret, DATE_CHINESE, year, 0, 0, at);
    mark = text_spaces(s->text, end);
    if (text_has(s->text, mark, "月")) {
        end = part_of_period(s->text, mark + 3);
        if (end == mark + 3) end = chinese_day(s, end, &day);
        return set(ret, DATE_CHINESE, year, month, day, end);
    }
    if (month <= 12 && has_digit(s->text, start) && month_understood(s->text, end))
        return set(ret, DATE_CHINESE, year, month, 0, end);
    return set(ret, DATE_CHINESE, year, 0, 0, at);
}

static uint32_t chinese_numerals(const struct source *s, uint32_t at, const struct date *last, struct date_read *ret)
{
    uint32_t value, end, mark;
    unsigned digits;
    const struct cue *c = cue_at(s->cues, s->text, at, &end);
    if (!c) return 0;
    if (c->kind == CUE_YEAR) {
        if (!last || last->precision == DATE_UNKNOWN) return 0;
        return chinese_month(s, (uint32_t)last->year + c->value, end, ret);
    }
    if (c->kind == CUE_REPUBLIC) {
        at = text_spaces(s->text, end);
        end = number_or_numerals(s, at, &value, &digits);
        mark = text_spaces(s->text, end);
        if (end == at || value == 0 || value > 99 || !text_has(s->text, mark, "年")) return 0;
        return chinese_month(s, REPUBLIC_BEFORE + value, mark + 3, ret);
    }
    if (c->kind != CUE_NUMERAL) return 0;
    end = numerals(s, at, &value, &digits);
    if (!is_year(value, digits) || !text_has(s->text, end, "年")) return 0;
    return chinese_month(s, value, end + 3, ret);
}

/* ---- numbers ---- */

/* 2009.3, 2009-03-15: what follows a year and a separator. 0: the year stands alone. */
static uint32_t after_year(struct bytes text, uint32_t year, uint32_t at, struct date_read *ret)
{
    uint32_t month, day, end, next;
    unsigned digits;
    uint8_t sep = separator(text, at, &next);
    if (!sep) return 0;
    end = text_number(text, next, &month, &digits);
    if (digits == 0 || digits > SMALL) return 0;
    if (month == 0 || month > 12) {
        if (sep == '/' && digits == SMALL) return set(ret, DATE_NUMBERS, year, 13, 0, end);
        return 0;
    }
    if (separator(text, end, &next) == sep) {
        uint32_t day_end = text_number(text, next, &day, &digits);
        if (digits > 0 && digits <= SMALL && !text_has(text, day_end, "年")) {
            if (text_octet(text, day_end) == 'T' && has_digit(text, day_end + 1)) /* a time of day: past it */
                while (day_end < text.len && text.data[day_end] > ' ' && text.data[day_end] < 0x80) day_end++;
            return set(ret, DATE_NUMBERS, year, month, day ? day : 32, day_end);
        }
    }
    if (text_has(text, end, "月")) end += 3;
    return set(ret, DATE_NUMBERS, year, month, 0, end);
}

/* A year with nothing of a date around it. */
static uint32_t bare_year(const struct source *s, uint32_t year, uint32_t end, struct date_read *ret)
{
    static const char *const counters[] = {"人", "元", "万", "多", "余", "个", "名", "家", "吨", "台",
                                           "亿", "米", "公", "股", "号", "级", "届", "版", "款", "件",
                                           "篇", "户", "亩", "平", "强", "座", "辆", "项", "％", "英"};
    struct bytes text = s->text;
    uint8_t c = text_octet(text, end);
    uint32_t word = text_spaces(text, end);
    if (cue_letter(c) || c == '%' || c == '_' || c == '+' || c == '@' || PAST(text, end, counters) > end) return 0;
    if ((c == ',' || c == '.' || c == ':') && has_digit(text, end + 1)) return 0;
    if (text_octet(text, word) == 'Q' && (uint8_t)(text_octet(text, word + 1) - '1') < 4)
        return set(ret, DATE_WORDS, year, 0, 0, word + 2);
    return set(ret, DATE_BARE, year, 0, 0, end);
}

static uint32_t year_first(const struct source *s, uint32_t year, uint32_t end, struct date_read *ret)
{
    uint32_t mark = text_spaces(s->text, end), word_end, found;
    if (text_has(s->text, mark, "年")) return chinese_month(s, year, mark + 3, ret);
    found = after_year(s->text, year, end, ret);
    if (found) return found;
    if (text_octet(s->text, mark) == ',') mark = text_spaces(s->text, mark + 1);
    const struct cue *c = mark > end && cue_letter(text_octet(s->text, mark)) ? cue_at(s->cues, s->text, mark, &word_end) : NULL;
    if (c && c->kind == CUE_MONTH && !has_digit(s->text, text_spaces(s->text, word_end)))
        return set(ret, DATE_WORDS, year, c->value, 0, word_end);
    return bare_year(s, year, end, ret);
}

/* 15/03/2009, 15.3.2009: by the rule of date.h. */
static uint32_t day_month_year(uint8_t sep, uint32_t a, uint32_t b, uint32_t year, uint32_t end, struct date_read *ret)
{
    if (sep == '.' || (a > 12 && b <= 12)) return set(ret, DATE_NUMBERS, year, b, a, end);
    if (b > 12 || a == b) return set(ret, DATE_NUMBERS, year, a, b, end);
    return set(ret, DATE_NUMBERS, year, 0, 0, end);
}

/* 3/2009, 15/3/2009, 15.03.2009: `a` is the first number. */
static uint32_t year_last(struct bytes text, uint32_t a, uint32_t at, struct date_read *ret)
{
    uint32_t b, year, end, next;
    unsigned digits;
    uint8_t sep = separator(text, at, &next);
    if (!sep || a == 0) return 0;
    end = text_number(text, next, &b, &digits);
    if (is_year(b, digits) && !(text_octet(text, end) == sep && has_digit(text, end + 1)))
        return a > 12 && sep != '/' ? 0 : set(ret, DATE_NUMBERS, b, a, 0, end);
    if (digits == 0 || digits > SMALL || b == 0 || separator(text, end, &next) != sep) return 0;
    end = text_number(text, next, &year, &digits);
    return is_year(year, digits) ? day_month_year(sep, a, b, year, end, ret) : 0;
}

/* 98年: a year, unless it counts years. */
static uint32_t short_year(const struct source *s, uint32_t value, uint32_t after, struct date_read *ret)
{
    static const char *const counting[] = {"代", "来", "历", "经", "工", "以上", "以", "之", "多", "余",
                                           "的", "间", "内", "管", "教", "从",   "级", "里", "后", "前",
                                           "党", "军", "专", "行", "制", "期",   "服", "相", "合", "研"};
    uint32_t end = chinese_month(s, value < 50 ? 2000 + value : 1900 + value, after, ret);
    if (end && ret->date.precision == DATE_YEAR && (value < 60 || PAST(s->text, after, counting) > after)) return 0;
    return end;
}

/* ---- English ---- */

/* A year of four digits, or of two after an apostrophe or (`dash`) a hyphen. Returns 0 or where it ends. */
static uint32_t english_year(struct bytes text, uint32_t at, uint32_t *ret)
{
    static const char *const quotes[] = {"'", "’", "‘", "´"};
    unsigned digits;
    uint32_t start = PAST(text, at, quotes), end = text_number(text, start, ret, &digits);
    if (is_year(*ret, digits) && !cue_letter(text_octet(text, end))) return end;
    if (digits != SMALL || start == at) return 0;
    *ret += *ret < 50 ? 2000 : 1900;
    return end;
}

/* Past ".", ",", "of" and spaces. */
static uint32_t english_gap(struct bytes text, uint32_t at)
{
    if (text_octet(text, at) == '.') at++;
    at = text_spaces(text, at);
    if (text_octet(text, at) == ',') at = text_spaces(text, at + 1);
    if (text_has(text, at, "of ")) at = text_spaces(text, at + 3);
    return at;
}

static uint32_t ordinal(struct bytes text, uint32_t at)
{
    static const char *const endings[] = {"st", "nd", "rd", "th"};
    return PAST(text, at, endings);
}

/* After the name of a month, `day` before it or 0. */
static uint32_t after_month(struct bytes text, uint32_t month, uint32_t day, uint32_t at, struct date_read *ret)
{
    uint32_t year, number, gap = english_gap(text, at), end = english_year(text, gap, &year);
    unsigned digits;
    if (end) return set(ret, DATE_WORDS, year, month, day, end);
    uint8_t sep = separator(text, at, &gap);
    if (sep == '-' || sep == '/') { /* Mar-2009, Mar-09 */
        end = text_number(text, gap, &year, &digits);
        if (is_year(year, digits)) return set(ret, DATE_WORDS, year, month, day, end);
        if (digits == SMALL) return set(ret, DATE_WORDS, year + (year < 50 ? 2000 : 1900), month, day, end);
        return 0;
    }
    if (day) return 0;
    at = english_gap(text, at);
    end = text_number(text, at, &number, &digits);
    if (digits == 0 || digits > SMALL || number == 0) return 0;
    end = english_gap(text, ordinal(text, end));
    end = english_year(text, end, &year);
    return end ? set(ret, DATE_WORDS, year, month, number, end) : 0;
}

static uint32_t month_first(const struct source *s, uint32_t at, struct date_read *ret)
{
    uint32_t end, year, found;
    const struct cue *c = cue_at(s->cues, s->text, at, &end);
    if (!c || (c->kind != CUE_MONTH && c->kind != CUE_SEASON)) return 0;
    if (c->kind == CUE_SEASON) {
        if (text_octet(s->text, end) == '-') end++;
        uint32_t gap = english_gap(s->text, end), word_end;
        const struct cue *month = cue_letter(text_octet(s->text, gap)) ? cue_at(s->cues, s->text, gap, &word_end) : NULL;
        if (month && month->kind == CUE_MONTH) return after_month(s->text, month->value, 0, word_end, ret);
        end = english_year(s->text, gap, &year);
        return end ? set(ret, DATE_WORDS, year, 0, 0, end) : 0;
    }
    found = after_month(s->text, c->value, 0, end, ret);
    if (found || (s->text.data[at] & 0x20)) return found;
    ret->form = DATE_PART; /* "Mar - Jun 2009": the year comes with the other one */
    ret->impossible = false;
    ret->date = (struct date){.month = c->value, .precision = DATE_MONTH};
    return text_octet(s->text, end) == '.' ? end + 1 : end;
}

static uint32_t day_first(const struct source *s, uint32_t day, uint32_t at, struct date_read *ret)
{
    uint32_t end = ordinal(s->text, at);
    uint32_t word = text_spaces(s->text, end);
    if (text_octet(s->text, word) == '-') word++;
    if (text_has(s->text, word, "of ")) word = text_spaces(s->text, word + 3);
    if (day == 0 || !cue_letter(text_octet(s->text, word))) return 0;
    const struct cue *c = cue_at(s->cues, s->text, word, &end);
    return c && c->kind == CUE_MONTH ? after_month(s->text, c->value, day, end, ret) : 0;
}

static uint32_t compact(uint32_t value, unsigned digits, uint32_t end, struct date_read *ret)
{
    uint32_t day = digits == 8 ? value % 100 : 0, rest = digits == 8 ? value / 100 : value;
    uint32_t year = rest / 100, month = rest % 100;
    if (!is_year(year, 4) || month == 0) return 0;
    set(ret, DATE_COMPACT, year, month, day, end);
    return ret->impossible ? 0 : end;
}

static uint32_t numbers(const struct source *s, uint32_t at, struct date_read *ret)
{
    uint32_t value, end, found;
    unsigned digits;
    end = text_number(s->text, at, &value, &digits);
    if (has_digit(s->text, end)) return 0;
    if (is_year(value, digits)) return year_first(s, value, end, ret);
    if (digits == 6 || digits == 8) return compact(value, digits, end, ret);
    if (digits == 0 || digits > SMALL) return 0;
    uint32_t mark = text_spaces(s->text, end);
    if (digits == SMALL && text_has(s->text, mark, "年")) return short_year(s, value, mark + 3, ret);
    found = year_last(s->text, value, end, ret);
    return found ? found : day_first(s, value, end, ret);
}

uint32_t date_read(const struct cues *c, struct bytes text, uint32_t at, const struct date *last, struct date_read *ret)
{
    const struct source s = {c, text};
    uint8_t first = text_octet(text, at);
    if (cue_letter(first)) return month_first(&s, at, ret);
    if (has_digit(text, at)) return numbers(&s, at, ret);
    return first >= 0xe0 ? chinese_numerals(&s, at, last, ret) : 0;
}
