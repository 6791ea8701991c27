#!/usr/bin/env python3
"""tables.py [--tables BINARY]: the exact tests of src/statistics held against rational arithmetic over all outcomes, and against SciPy, R and
the GNU Scientific Library, whichever of them is installed (it says which are not).

The tables are drawn from a fixed seed. The last line is `N passed, N failed`.
"""
import argparse
import ctypes
import ctypes.util
import fractions
import math
import os
import random
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
P_TWO, P_LESS, P_GREATER, ODDS, LOW, HIGH, MID_LOW, MID_HIGH = range(8)
MH_ODDS, MH_LOW, MH_HIGH, MH_CHI_SQUARE, DIFFERENCE, DIFFERENCE_LOW, DIFFERENCE_HIGH = range(8, 15)


def draw(rng, most, strata):
    return [tuple(rng.randrange(most + 1) for _ in range(4)) for _ in range(strata)]


def outcomes(strata):
    """The least sum of a, and how many ways lead to each sum from there."""
    least, ways = 0, [1]
    for a, b, c, d in strata:
        low, high = max(0, a - d), a + min(b, c)
        own = [math.comb(a + b, x) * math.comb(c + d, a + c - x) for x in range(low, high + 1)]
        total = [0] * (len(ways) + len(own) - 1)
        for i, x in enumerate(ways):
            for k, y in enumerate(own):
                total[i + k] += x * y
        least, ways = least + low, total
    return least, ways


def by_rationals(strata, got):
    """(what, got, wanted): p-values, and the tails that the estimate and the limits must leave."""
    least, ways = outcomes(strata)
    at, total = sum(t[0] for t in strata) - least, sum(ways)
    yield 'two-sided', got[P_TWO], float(fractions.Fraction(sum(w for w in ways if w <= ways[at]), total))
    yield 'less', got[P_LESS], float(fractions.Fraction(sum(ways[:at + 1]), total))
    yield 'greater', got[P_GREATER], float(fractions.Fraction(sum(ways[at:]), total))
    if len(ways) == 1:
        return

    def weights(odds):
        exact = fractions.Fraction(odds)
        w = [n * exact ** i for i, n in enumerate(ways)]
        return w, sum(w)

    if 0 < at < len(ways) - 1:
        w, total = weights(got[ODDS])
        yield 'mean at the estimate', float(sum(i * x for i, x in enumerate(w)) / total), at
    for what, k, own, tail in (('low', LOW, 1, 0.025), ('high', HIGH, 0, 0.975), ('mid-p low', MID_LOW, 0.5, 0.025),
                               ('mid-p high', MID_HIGH, 0.5, 0.975)):
        if got[k] == 0 or math.isinf(got[k]):
            yield what, float(at), 0 if k in (LOW, MID_LOW) else len(ways) - 1
        else:
            w, total = weights(got[k])
            yield f'tail at {what}', float((fractions.Fraction(own) * w[at] + sum(w[at + 1:])) / total), tail


def by_scipy(strata, got):
    from scipy.stats import fisher_exact
    from scipy.stats.contingency import odds_ratio
    if len(strata) != 1:
        return
    a, b, c, d = strata[0]
    if min(a + b, c + d, a + c, b + d) == 0:
        return
    table = [[a, b], [c, d]]
    for what, k, side in (('two-sided', P_TWO, 'two-sided'), ('less', P_LESS, 'less'), ('greater', P_GREATER, 'greater')):
        yield what, got[k], fisher_exact(table, side)[1]
    known = odds_ratio(table)
    limits = known.confidence_interval(0.95)
    yield 'estimate', got[ODDS], known.statistic
    yield 'low', got[LOW], limits.low
    yield 'high', got[HIGH], limits.high


def with_scipy():
    try:
        import scipy.stats.contingency  # noqa: F401
    except ImportError:
        return None
    return by_scipy


def with_r():
    """One run of R for a table: its own tests, whose limits it seeks to four digits only."""
    if not shutil.which('Rscript'):
        return None

    def by_r(strata, got):
        if len(strata) > 1 and any(sum(t) < 2 for t in strata):
            return
        cells = ','.join(str(v) for a, b, c, d in strata for v in (a, c, b, d))
        call = f'fisher.test(matrix(c({cells}),2))$p.value' if len(strata) == 1 else \
            f'mantelhaen.test(array(c({cells}),c(2,2,{len(strata)})),exact=TRUE)$p.value'
        said = subprocess.run(['Rscript', '-e', f'cat(format({call},digits=15))'], text=True, stdout=subprocess.PIPE, check=True).stdout
        yield 'two-sided', got[P_TWO], float(said)
    return by_r


def with_gsl():
    found = ctypes.util.find_library('gsl')
    blas = ctypes.util.find_library('gslcblas')
    if not found or not blas:
        return None
    ctypes.CDLL(blas, mode=ctypes.RTLD_GLOBAL)
    gsl = ctypes.CDLL(found)
    for name in ('gsl_cdf_hypergeometric_P', 'gsl_cdf_hypergeometric_Q'):
        getattr(gsl, name).restype = ctypes.c_double
        getattr(gsl, name).argtypes = [ctypes.c_uint] * 4

    def by_gsl(strata, got):
        if len(strata) != 1:
            return
        a, b, c, d = strata[0]
        yield 'less', got[P_LESS], gsl.gsl_cdf_hypergeometric_P(a, a + b, c + d, a + c)
        yield 'greater', got[P_GREATER], gsl.gsl_cdf_hypergeometric_Q(a - 1, a + b, c + d, a + c) if a else 1.0
    return by_gsl


def same(got, wanted, tolerance):
    return got == wanted or math.isnan(got) and math.isnan(wanted) or abs(got - wanted) <= tolerance * max(1e-3, abs(wanted))


def compare(name, judge, cases, results, tolerance):
    passed = failed = 0
    for strata, got in zip(cases, results):
        for what, have, want in judge(strata, got):
            if same(have, want, tolerance):
                passed += 1
            else:
                failed += 1
                print(f'{name}: {strata}: {what}: {have}, not {want}')
    print(f'{name}: {passed} values agree, {failed} do not')
    return passed, failed


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--tables', default=os.path.join(ROOT, 'build/dev/oracle_tables'))
    a = p.parse_args()
    rng = random.Random(22)
    small = [draw(rng, 12, 1) for _ in range(150)] + [draw(rng, 8, k) for k in (2, 3, 5) for _ in range(30)]
    large = [draw(rng, most, 1) for most in (100, 1000, 20000) for _ in range(10)]
    cases = small + large
    said = subprocess.run([a.tables], input='\n'.join(' '.join(str(v) for t in s for v in t) for s in cases), text=True,
                          stdout=subprocess.PIPE, check=True).stdout
    results = [[float(v) for v in line.split()] for line in said.splitlines()]
    if len(results) != len(cases):
        print(f'{len(results)} answers to {len(cases)} tables\n0 passed, 1 failed')
        return 1
    counts = [compare('rational arithmetic', by_rationals, small, results, 1e-9)]
    some = cases[::10]
    for name, judge, which, tolerance in (('SciPy', with_scipy(), cases, 1e-6), ('R', with_r(), some, 1e-8), ('GSL', with_gsl(), cases, 1e-8)):
        if judge:
            chosen = [results[cases.index(c)] for c in which]
            counts.append(compare(name, judge, which, chosen, tolerance))
        else:
            print(f'{name}: skipped, not installed')
    passed, failed = (sum(c[k] for c in counts) for k in (0, 1))
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
