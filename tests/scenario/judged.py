"""Captures whose truth is known: examples/, tests/scenario/cases/, and every drill."""
import glob
import json
import os
import re

import exports
import ruled_out
import truth as t
from tool import ROOT, Failure, check, read, read_json

EXPORTED = 77  # the seed whose drills are exported, too


def judge_folder(custos, folder, out=None):
    """Its report, which is right; with `out` the exports in that folder are as well."""
    truth = json.loads(read(os.path.join(folder, 'truth.json')))
    args = []
    for option, name in (('--network', 'network.yaml'), ('--warrants', 'warrants.yaml'), ('--keylog', 'keylog.txt')):
        if os.path.exists(os.path.join(folder, name)):
            args += [option, name]
    into = ['--output', out, *exports.EXPORT] if out else []
    report, status = custos.report(*args, *into, *truth.get('args', []), *truth['captures'], cwd=folder)
    wrong = t.judge(truth, report, status)
    check(not wrong, '\n'.join(wrong))
    if out:
        exports.check_run(out, read(os.path.join(folder, 'warrants.yaml')))
    return report


def folders():
    for top in ('examples', 'tests/scenario/cases'):
        for path in sorted(glob.glob(os.path.join(ROOT, top, '*', 'truth.json'))):
            yield os.path.relpath(os.path.dirname(path), ROOT), os.path.dirname(path)


def drill_kinds(custos):
    listed = read_json(custos('drill', 'list', '--json', expect=0).out, 'drill list --json')
    plain = custos('drill', 'list', expect=0).out
    for drill in listed:
        check(re.search(rf'^{drill["name"]} ', plain, re.M), f'drill list does not show {drill["name"]}')
    return {drill['name']: drill['kind'] for drill in listed if drill['kind'] not in ('bench', 'corpus')}


def make(custos, name, seed, folder):
    os.makedirs(folder, exist_ok=True)
    custos('drill', 'make', name, '--seed', seed, '-o', folder, expect=0)
    return {file: read(os.path.join(folder, file), 'rb') for file in sorted(os.listdir(folder))}


def drill_is_judged_rightly(name, kind, seed):
    def scenario(custos, scratch):
        made = make(custos, name, seed, scratch)
        check({'truth.json', 'network.yaml', 'warrants.yaml'} <= set(made), f'drill make wrote only {", ".join(made)}')
        report = judge_folder(custos, scratch, os.path.join(scratch, 'out') if seed == EXPORTED else None)
        wrong = list(ruled_out.judge(name, report)) if kind == 'clean' else []
        check(not wrong, '\n'.join(wrong))
    return scenario


def drill_is_deterministic(name):
    def scenario(custos, scratch):
        first = make(custos, name, 3, os.path.join(scratch, 'first'))
        again = make(custos, name, 3, os.path.join(scratch, 'again'))
        other = make(custos, name, 4, os.path.join(scratch, 'other'))
        check(first == again, 'the same seed made different files: ' + ', '.join(f for f in first if first[f] != again.get(f)))
        check(first != other, 'another seed made the same files')
    return scenario


def drills_are_listed(kinds):
    def scenario(_custos, _scratch):
        check(kinds, 'custos drill list names no drill')
    return scenario


def scenarios(custos):
    found = [(f'judged: {name}', lambda c, _, folder=folder: judge_folder(c, folder)) for name, folder in folders()]
    try:
        kinds = drill_kinds(custos)
    except Failure as e:
        reason = str(e)

        def broken(_custos, _scratch):
            raise Failure(reason)
        return found + [('drill list', broken)]
    found.append(('drill list', drills_are_listed(kinds)))
    for name, kind in kinds.items():
        found += [(f'drill: {name}, seed {seed}', drill_is_judged_rightly(name, kind, seed)) for seed in (1, EXPORTED)]
        found.append((f'drill: {name} is deterministic', drill_is_deterministic(name)))
    return found
