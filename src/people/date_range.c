#include "people/date.h"

enum { LINKS = 4, CENTURY = 100 };

struct range {
    const struct cues *cues;
    struct bytes text;
    struct date_read first, second;
    bool dashed; /* linked by dashes alone */
    bool number; /* it is no date: 1900-2000 MHz, 2004-2009-1234 */
};

/* A number that is part of something longer: 12009, 3.2009.5, ISO9001, $2000. */
static bool continues(struct bytes text, uint32_t at)
{
    if (at == 0) return false;
    uint8_t before = text.data[at - 1];
    if (cue_letter(before) || (uint8_t)(before - '0') < 10 || before == '$' || before == '#' || before == '_' || before == '&')
        return true;
    if (before != '.' && before != ',' && before != '/' && before != '-' && before != ':') return false;
    return at > 1 && (uint8_t)(text.data[at - 2] - '0') < 10;
}

/* Past words that may stand between a date and what links it to another. */
static uint32_t after_date(struct bytes text, uint32_t at)
{
    static const char *const words[] = {"起", "开始", "開始", "份", "底", "初", "末", "间"};
    at = text_spaces(text, at);
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (text_has(text, at, words[i])) return text_spaces(text, at + (uint32_t)strlen(words[i]));
    return at;
}

static const struct cue *word_at(const struct range *r, uint32_t at, uint32_t *ret_end)
{
    uint8_t c = text_octet(r->text, at);
    return cue_letter(c) || c >= 0xe0 ? cue_at(r->cues, r->text, at, ret_end) : NULL;
}

/* What links two dates: dashes, to, until, 至; after "between" also "and". Where it ends; `at`: nothing does. */
static uint32_t link_of(struct range *r, uint32_t at, bool between)
{
    uint32_t start = at, end;
    r->dashed = true;
    for (unsigned i = 0; i < LINKS; i++) {
        end = text_dash(r->text, at);
        if (end == at) {
            const struct cue *c = word_at(r, at, &end);
            bool and_word = between && text_has(r->text, at, "and ");
            if (and_word) end = at + 4;
            if (!and_word && (!c || c->kind != CUE_UNTIL)) return at;
            r->dashed = false;
        }
        at = text_spaces(r->text, end);
    }
    return at > start ? at : start;
}

/* A line may end within an interval when the next one goes on with a date. */
static uint32_t next_line(struct bytes text, uint32_t at)
{
    if (text_octet(text, at) == '\r') at++;
    return text_octet(text, at) == '\n' ? text_spaces(text, at + 1) : at;
}

static bool ends_here(struct bytes text, uint32_t at)
{
    uint8_t c = text_octet(text, at);
    return at >= text.len || c == '\n' || c == '\r' || c == ')' || c == ']' || text_has(text, at, "）") ||
           text_has(text, at, "】");
}

static bool is_open(const struct range *r, uint32_t at, uint32_t *ret_end)
{
    const struct cue *c = word_at(r, at, ret_end);
    return c && (c->kind == CUE_OPEN || c->kind == CUE_PRESENT);
}

/* The rest of a date that has its year (and month) from the first: 2009年3-8月, 2009.3-8, 2004–09, March 2009 - June. */
static uint32_t second_part(struct range *r, uint32_t at)
{
    const struct date *f = &r->first.date;
    struct date d = *f;
    uint32_t value, end;
    unsigned digits;
    end = text_number(r->text, at, &value, &digits);
    uint32_t mark = text_spaces(r->text, end);
    if (digits == 0 || digits > 2 || r->first.impossible) return 0;
    if (text_has(r->text, mark, "月") && f->precision >= DATE_MONTH) {
        d.month = (uint8_t)value, d.day = 0, d.precision = DATE_MONTH;
        end = mark + 3;
        if (f->precision == DATE_DAY) {
            uint32_t day, day_end = text_number(r->text, end, &day, &digits);
            if (digits && digits <= 2 && (text_has(r->text, day_end, "日") || text_has(r->text, day_end, "号")))
                d.day = (uint8_t)day, d.precision = DATE_DAY, end = day_end + 3;
        }
    } else if ((text_has(r->text, mark, "日") || text_has(r->text, mark, "号")) && f->precision == DATE_DAY) {
        d.day = (uint8_t)value;
        end = mark + 3;
    } else {
        uint8_t next = text_octet(r->text, end);
        if (cue_letter(next) || next == '.' || next == '/' || next == '-' || next == '%' || !r->dashed) return 0;
        if (r->first.form == DATE_NUMBERS && f->precision == DATE_MONTH && value > f->month && value <= 12) {
            d.month = (uint8_t)value;
        } else if (r->first.form == DATE_BARE && digits == 2) {
            int year = f->year / CENTURY * CENTURY + (int)value;
            d.year = (int16_t)(year < f->year ? year + CENTURY : year);
            if (d.year - f->year > 60) return 0;
        } else {
            return 0;
        }
    }
    r->second = (struct date_read){d, r->first.form, !date_valid(&d)};
    return end;
}

static uint32_t read_second(struct range *r, uint32_t at)
{
    uint32_t end = date_read(r->cues, r->text, at, &r->first.date, &r->second);
    if (!end) return second_part(r, at);
    if (r->second.form == DATE_PART) {
        if (r->first.form != DATE_WORDS) return 0;
        r->second.date.year = r->first.date.year;
    }
    return end;
}

static bool reversed(const struct date *from, const struct date *until)
{
    const struct interval i = {.from = *from, .until = *until};
    return !interval_valid(&i);
}

/* Fill in what two dates give. False: the first is none without the other. */
static bool both(struct range *r, uint32_t end, struct date_found *ret)
{
    static const char *const units[] = {"Hz", "hz", "HZ", "kHz", "KHz", "MHz", "GHz", "mhz", "MB", "GB", "nm", "rpm"};
    struct date from = r->first.date, until = r->second.date;
    if (r->first.form == DATE_PART) {
        if (r->second.form == DATE_PART || until.precision < DATE_MONTH) return false;
        from.year = (int16_t)(until.year - (from.month > until.month));
    }
    uint32_t after = text_spaces(r->text, end);
    for (unsigned i = 0; i < sizeof units / sizeof *units; i++) r->number |= text_has(r->text, after, units[i]);
    r->number |= text_octet(r->text, end) == '-' && (uint8_t)(text_octet(r->text, end + 1) - '0') < 10;
    if (r->number) return false;
    ret->end = end;
    ret->single = false;
    ret->impossible = r->first.impossible || r->second.impossible || reversed(&from, &until);
    ret->when = (struct interval){.from = from, .until = until};
    if (ret->impossible) ret->when = (struct interval){0};
    return true;
}

static bool lasting(const struct range *r, uint32_t end, struct date_found *ret)
{
    if (r->first.form == DATE_PART) return false;
    ret->end = end;
    ret->single = false;
    ret->when.open = !ret->impossible;
    return true;
}

/* 1985年12月2000年7月: two months right beside each other are an interval too. */
static bool beside(struct range *r, uint32_t end, struct date_found *ret)
{
    if (r->first.form != DATE_CHINESE || r->first.date.precision < DATE_MONTH || (uint8_t)(text_octet(r->text, end) - '1') > 1)
        return false;
    end = date_read(r->cues, r->text, end, NULL, &r->second);
    return end && r->second.form == DATE_CHINESE && r->second.date.precision >= DATE_MONTH &&
           !reversed(&r->first.date, &r->second.date) && both(r, end, ret);
}

/* What follows the first date makes an interval of it, or not. */
static bool linked(struct range *r, uint32_t first_end, bool between, struct date_found *ret)
{
    uint32_t at = after_date(r->text, first_end), end;
    const struct cue *c = word_at(r, at, &end);
    if (c && c->kind == CUE_LASTING) return lasting(r, end, ret);
    uint32_t next = link_of(r, at, between);
    if (next == at && r->first.form == DATE_BARE && text_octet(r->text, at) == '/') next++; /* 2004/2009 */
    if (next == at) return beside(r, first_end, ret);
    c = word_at(r, next, &end);
    if ((c && c->kind == CUE_LASTING) || is_open(r, next, &end)) return lasting(r, end, ret);
    end = read_second(r, next);
    if (!end && next_line(r->text, next) > next) end = read_second(r, next_line(r->text, next));
    if (end) return both(r, end, ret);
    return r->dashed && ends_here(r->text, next) && lasting(r, next, ret);
}

bool dates_at(const struct cues *c, struct bytes text, uint32_t at, const struct date *last, struct date_found *ret)
{
    struct range r = {.cues = c, .text = text};
    if (continues(text, at)) return false;
    uint32_t end = date_read(c, text, at, last, &r.first);
    if (!end) return false;
    bool between = at >= 8 && (text_has(text, at - 8, "between ") || text_has(text, at - 8, "Between "));
    *ret = (struct date_found){.when = {.from = r.first.date},
                               .start = at,
                               .end = end,
                               .form = r.first.form,
                               .single = true,
                               .impossible = r.first.impossible};
    if (linked(&r, end, between, ret)) return true;
    return !r.number && r.first.form != DATE_PART && r.first.form != DATE_COMPACT;
}
