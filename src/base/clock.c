#include "base/clock.h"

#include <time.h>

#include <stdio.h>
#include <string.h>

/* Days from 1970-01-01 to a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_from_civil(int64_t y, unsigned m, unsigned d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    unsigned yoe = (unsigned)(y - era * 400);
    unsigned doy = (153 * (m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
    unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + (int64_t)doe - 719468;
}

static void civil_from_days(int64_t z, int64_t *y, unsigned *m, unsigned *d)
{
    z += 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = (int64_t)yoe + era * 400 + (*m <= 2);
}

static void split(int64_t time_ns, int64_t *days, int64_t *secs, int64_t *nanos)
{
    int64_t s = time_ns / CLOCK_SECOND;
    *nanos = time_ns % CLOCK_SECOND;
    if (*nanos < 0) {
        *nanos += CLOCK_SECOND;
        s--;
    }
    *days = s / 86400;
    *secs = s % 86400;
    if (*secs < 0) {
        *secs += 86400;
        (*days)--;
    }
}

const char *clock_rfc3339(int64_t time_ns, char text[static CLOCK_TEXT])
{
    text[0] = 0;
    if (time_ns == CLOCK_NONE) return text;
    int64_t days, secs, nanos, y;
    unsigned m, d;
    split(time_ns, &days, &secs, &nanos);
    civil_from_days(days, &y, &m, &d);
    snprintf(text, CLOCK_TEXT, "%04d-%02u-%02uT%02d:%02d:%02d.%09dZ", (int)y, m, d, (int)(secs / 3600), (int)(secs / 60 % 60),
             (int)(secs % 60), (int)nanos);
    return text;
}

const char *clock_of_day(int64_t time_ns, char text[static CLOCK_TEXT])
{
    text[0] = 0;
    if (time_ns == CLOCK_NONE) return text;
    int64_t days, secs, nanos;
    split(time_ns, &days, &secs, &nanos);
    snprintf(text, CLOCK_TEXT, "%02d:%02d:%02d.%03d", (int)(secs / 3600), (int)(secs / 60 % 60), (int)(secs % 60),
             (int)(nanos / 1000000));
    return text;
}

/* Exactly `n` digits at *p, advanced past them. */
static bool digits(const char **p, int n, unsigned *ret)
{
    unsigned v = 0;
    for (int i = 0; i < n; i++) {
        char c = (*p)[i];
        if (c < '0' || c > '9') return false;
        v = v * 10 + (unsigned)(c - '0');
    }
    *p += n;
    *ret = v;
    return true;
}

static bool literal(const char **p, char c)
{
    if (**p != c) return false;
    (*p)++;
    return true;
}

/* One or more digits, the first nine of them counted. */
static bool fraction(const char **p, int64_t *ret_nanos)
{
    int64_t nanos = 0, unit = CLOCK_SECOND / 10;
    if (**p < '0' || **p > '9') return false;
    for (; **p >= '0' && **p <= '9'; (*p)++, unit /= 10) nanos += unit * (**p - '0');
    *ret_nanos = nanos;
    return true;
}

static bool zone_offset(const char **p, bool colon, int64_t *ret_seconds)
{
    int sign = **p == '+' ? 1 : **p == '-' ? -1 : 0;
    unsigned h, m;
    if (!sign) return false;
    (*p)++;
    if (!digits(p, 2, &h) || (colon && !literal(p, ':')) || !digits(p, 2, &m) || h > 23 || m > 59) return false;
    *ret_seconds = sign * ((int64_t)h * 3600 + m * 60);
    return true;
}

static unsigned month_days(unsigned y, unsigned m)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

static bool compose(unsigned y, unsigned mo, unsigned d, unsigned h, unsigned mi, unsigned s, int64_t nanos, int64_t offset_s,
                    int64_t *ret)
{
    if (mo < 1 || mo > 12 || d < 1 || d > month_days(y, mo) || h > 23 || mi > 59 || s > 60) return false;
    if (y < 1700 || y > 2260) return false; /* what int64 nanoseconds hold */
    int64_t secs = days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + s - offset_s;
    *ret = secs * CLOCK_SECOND + nanos;
    return true;
}

bool clock_parse_rfc3339(const char *text, int64_t *ret_time_ns)
{
    const char *p = text;
    unsigned y, mo, d, h, mi, s;
    int64_t nanos = 0, offset = 0;
    if (!digits(&p, 4, &y) || !literal(&p, '-') || !digits(&p, 2, &mo) || !literal(&p, '-') || !digits(&p, 2, &d)) return false;
    if (*p != 'T' && *p != 't' && *p != ' ') return false;
    p++;
    if (!digits(&p, 2, &h) || !literal(&p, ':') || !digits(&p, 2, &mi) || !literal(&p, ':') || !digits(&p, 2, &s)) return false;
    if (literal(&p, '.') && !fraction(&p, &nanos)) return false;
    if (*p == 'Z' || *p == 'z')
        p++;
    else if (!zone_offset(&p, true, &offset))
        return false;
    return *p == 0 && compose(y, mo, d, h, mi, s, nanos, offset, ret_time_ns);
}

bool clock_parse_generalized(const char *text, int64_t *ret_time_ns)
{
    const char *p = text;
    unsigned y, mo, d, h, mi = 0, s = 0;
    int64_t nanos = 0, offset = 0;
    if (!digits(&p, 4, &y) || !digits(&p, 2, &mo) || !digits(&p, 2, &d) || !digits(&p, 2, &h)) return false;
    if (*p >= '0' && *p <= '9' && !digits(&p, 2, &mi)) return false;
    if (*p >= '0' && *p <= '9' && !digits(&p, 2, &s)) return false;
    if ((literal(&p, '.') || literal(&p, ',')) && !fraction(&p, &nanos)) return false;
    if (*p == 'Z')
        p++;
    else if (*p && !zone_offset(&p, false, &offset))
        return false;
    return *p == 0 && compose(y, mo, d, h, mi, s, nanos, offset, ret_time_ns);
}

int64_t clock_running(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * CLOCK_SECOND + t.tv_nsec;
}
