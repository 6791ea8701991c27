/* What src/statistics makes of the tables on standard input: a line "a b c d [a b c d ...]" is one table or several strata.
 * Printed for each: p two-sided, less, greater; odds ratio, exact low and high, mid-p low and high; Mantel and Haenszel's
 * estimate, low, high, chi-square; Newcombe's difference of the first table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/exact.h"
#include "statistics/mantel_haenszel.h"
#include "statistics/rates.h"

enum { STRATA = 64, LINE = 4096 };

static size_t read_tables(char *line, struct table *ret)
{
    size_t count = 0;
    uint64_t cell[4];
    unsigned n = 0;
    for (char *save, *word = strtok_r(line, " \n", &save); word && count < STRATA; word = strtok_r(NULL, " \n", &save)) {
        cell[n++] = strtoull(word, NULL, 10);
        if (n == 4) ret[count++] = (struct table){cell[0], cell[1], cell[2], cell[3]}, n = 0;
    }
    return count;
}

static bool print(const struct table *t, size_t count)
{
    struct exact e;
    struct exact_odds o;
    if (!exact_init(&e, t, count)) return false;
    if (!exact_odds(&e, &o)) return exact_done(&e), false;
    struct exact_p p = exact_p(&e);
    struct mantel_haenszel m = mantel_haenszel(t, count);
    struct estimate d = rate_difference(t->a, t->a + t->b, t->c, t->c + t->d);
    printf("%.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g ", p.two_sided, p.less, p.greater, o.ratio, o.low, o.high, o.mid_low,
           o.mid_high);
    printf("%.17g %.17g %.17g %.17g %.17g %.17g %.17g\n", m.odds_ratio, m.low, m.high, m.chi_square, d.value, d.low, d.high);
    exact_done(&e);
    return true;
}

int main(void)
{
    char line[LINE];
    struct table t[STRATA];
    while (fgets(line, sizeof line, stdin)) {
        size_t count = read_tables(line, t);
        if (count && !print(t, count)) return 2;
    }
    return 0;
}
