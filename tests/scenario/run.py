#!/usr/bin/env python3
"""run.py [--custos BINARY] [-j N] [-k WORD] [-l]: run the whole program on captures and hold what it says against what is known.

One line a scenario; the last line is `N passed, N failed`. Exit 0 when none failed. See README.md for how to add one.
"""
import argparse
import concurrent.futures
import os
import sys
import tempfile
import time

import contract
import exports
import faults
import judged
import ledger
import people
import people_privacy
import people_reading
import secrecy
import share
import signer
import timestamps
import witness
from tool import ROOT, Custos, Failure, Skipped

MODULES = (contract, exports, faults, secrecy, signer, witness, share, timestamps, ledger, people, people_privacy, people_reading)


def perform(custos, name, function):
    """(seconds, complaint or None, what it lacked or None) of one scenario, in a scratch folder of its own."""
    start, wrong, lacking = time.monotonic(), None, None
    with tempfile.TemporaryDirectory(prefix='custos-scenario-') as scratch:
        try:
            function(custos, scratch)
        except Skipped as e:
            lacking = f'not installed: {e}'
        except Failure as e:
            wrong = str(e)
        except Exception as e:  # a report that lacks what the contract promises ends up here: that is a failure too
            wrong = f'{type(e).__name__}: {e}'
    return time.monotonic() - start, wrong, lacking


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--custos', default=os.path.join(ROOT, 'build/dev/custos'))
    p.add_argument('-j', '--jobs', type=int, default=os.cpu_count() or 2)
    p.add_argument('-k', metavar='WORD', default='', help='only scenarios with WORD in their name')
    p.add_argument('-l', '--list', action='store_true', help='name them')
    a = p.parse_args()
    custos = Custos(os.path.abspath(a.custos))
    scenarios = [s for m in MODULES for s in m.table] + judged.scenarios(custos)
    scenarios = [s for s in scenarios if a.k in s[0]]
    if a.list:
        print('\n'.join(name for name, _ in scenarios))
        return 0
    passed = failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        futures = [(name, pool.submit(perform, custos, name, function)) for name, function in scenarios]
        for name, future in futures:
            took, wrong, lacking = future.result()
            passed, failed, skipped = passed + (not wrong and not lacking), failed + bool(wrong), skipped + bool(lacking)
            print(f'{"FAIL" if wrong else "skip" if lacking else "ok  "} {name} ({took:.1f} s)', flush=True)
            for text in filter(None, (wrong, lacking)):
                print('\n'.join('       ' + line for line in text.split('\n')), flush=True)
    if skipped:
        print(f'{skipped} skipped')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
