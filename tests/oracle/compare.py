#!/usr/bin/env python3
"""compare.py [--layers BINARY] [--custos BINARY] [-j N] [-v] [CAPTURE...]: the layer decoder held against tshark, frame by frame.

Without CAPTURE: what the project can make itself (the decoder's golden frames, the examples, drills of every carriage) and all captures
below the folders in CUSTOS_ORACLE_CAPTURES (separated by ':'). A difference that no entry of differences.py explains is a failure. The
last line is `N passed, N failed`. -v: show every difference that is explained.
"""
import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import tempfile

import differences
from differences import Frame

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIMIT_S = 300
SHOWN = 5  # unexplained differences that are printed of each capture
DRILLS = ('clean-fragments', 'clean-inner-fragments', 'clean-ipv6', 'clean-errors', 'copy-gre', 'copy-ipip', 'copy-vxlan', 'copy-geneve',
          'copy-erspan', 'copy-l2tpv3', 'copy-tzsp', 'copy-udp', 'copy-tcp-relay', 'copy-ipv6', 'copy-gtp')
DRILL_BYTES = '300k'
# as tshark names them -> as the decoder does; MPLS labels are one layer for tshark
NAMES = {'eth': 'ethernet', 'sll': 'linux-cooked', 'null': 'loopback', 'vlan': 'vlan', 'ieee8021ad': 'vlan', 'mpls': 'mpls', 'arp': 'arp',
         'ip': 'ipv4', 'ipv6': 'ipv6', 'udp': 'udp', 'tcp': 'tcp', 'sctp': 'sctp', 'icmp': 'icmp', 'icmpv6': 'icmpv6', 'gtp': 'gtpu',
         'gre': 'gre', 'erspan': 'erspan', 'vxlan': 'vxlan', 'geneve': 'geneve', 'l2tp': 'l2tpv3', 'tzsp': 'tzsp', 'jmirror': 'jmirror',
         'pcli': 'pcli', 'pppoes': 'pppoe', 'ppp': 'ppp'}
# what a frame says by itself: nothing put together from several
OPTIONS = [o for p in ('ip.defragment', 'ipv6.defragment', 'tcp.desegment_tcp_streams', 'tcp.analyze_sequence_numbers', 'sctp.reassembly')
           for o in ('-o', p + ':FALSE')]
SERVICE_VLAN = 'ieee8021ad.id'


class Broken(Exception):
    """One of the two cannot read the capture at all."""


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors='replace',
                          timeout=LIMIT_S, check=False)
    return done.returncode, done.stdout.split('\n')[:-1], done.stderr.strip()


def value(text):
    try:
        return int(text, 0)
    except ValueError:
        return text


def values(text):
    return [value(t) for t in text.split(',')] if text else []


def single_labels(layers):
    return [l for i, l in enumerate(layers) if l != 'mpls' or i == 0 or layers[i - 1] != 'mpls']


def read_ours(binary, path):
    """(names of the fields, {number: Frame})"""
    status, lines, said = run(binary, path)
    if status != 0 or not lines:
        raise Broken(f'custos: {said}')
    names = lines[0].split('\t')[3:]
    frames = {}
    for line in lines[1:]:
        number, stop, layers, *fields = line.split('\t')
        frames[int(number)] = Frame(single_labels(layers.split(':') if layers else []), {n: values(f) for n, f in zip(names, fields)}, stop)
    return names, frames


def read_theirs(names, path):
    """{number: Frame}; what tshark read before a break counts."""
    wanted = ['frame.number', 'frame.protocols', *names, SERVICE_VLAN]
    status, lines, said = run('tshark', '-n', '-r', path, '-T', 'fields', '-E', 'occurrence=a', *OPTIONS, *[x for w in wanted for x in ('-e', w)])
    if status != 0 and not lines:
        raise Broken(f'tshark: {said}')
    frames = {}
    for line in lines:
        number, protocols, *texts = line.split('\t')
        fields = {n: values(t) for n, t in zip(names + [SERVICE_VLAN], texts)}
        fields['vlan.id'] = fields.pop(SERVICE_VLAN) + fields['vlan.id']
        fields['tcp.flags'] = [f & 0xff for f in fields['tcp.flags']]  # without the reserved bits
        frames[int(number)] = Frame(single_labels([NAMES[p] for p in protocols.split(':') if p in NAMES]), fields, protocols)
    return frames


def compare(binary, path):
    """(frames compared, frames only one of them has, Counter of explained differences, unexplained ones as text, explained ones as text)"""
    names, ours = read_ours(binary, path)
    theirs = read_theirs(names, path)
    explained, bad, shown = collections.Counter(), [], []
    for number in sorted(ours.keys() & theirs.keys()):
        o, t = ours[number], theirs[number]
        if differences.same(o, t):
            continue
        reason = differences.reason(o, t)
        text = f'frame {number} ({o.note}; {t.note}): {differences.text(o, t)}'
        if reason:
            explained[reason] += 1
            shown.append(f'{reason}: {text}')
        else:
            bad.append(text)
    return len(ours.keys() & theirs.keys()), len(ours.keys() ^ theirs.keys()), explained, bad, shown


def own_captures(layers, custos, scratch):
    """[(name, path)] of what the project can make itself."""
    golden = os.path.join(scratch, 'golden.pcapng')
    subprocess.run([layers, '--golden', golden], stdout=subprocess.DEVNULL, check=True)
    found = [('golden', golden)]
    found += [('examples/' + os.path.relpath(p, os.path.join(ROOT, 'examples')), p) for p in captures_below(os.path.join(ROOT, 'examples'))]
    for name in DRILLS:
        subprocess.run([custos, 'drill', 'make', name, '--bytes', DRILL_BYTES, '-o', os.path.join(scratch, name)], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
        found += [(f'drill {name}', p) for p in captures_below(os.path.join(scratch, name))]
    return found


def captures_below(folder):
    return sorted(os.path.join(d, f) for d, _, files in os.walk(folder) for f in files
                  if f.split('.')[-1 - f.endswith(('.gz', '.zst'))] in ('pcap', 'pcapng', 'cap'))


def report(name, result, own, verbose):
    """Print the line of one capture; True when nothing is left unexplained. Only others' captures may be broken."""
    frames, alone, explained, bad, shown = result
    bad = bad + ['frames that one of the two did not read'] * (own and alone > 0)
    notes = [f'{alone} read by one alone'] * bool(alone) + [f'{n} {reason}' for reason, n in sorted(explained.items())]
    print(f'{"FAIL" if bad else "ok  "} {name}: {frames} frames' + ''.join(f', {n}' for n in notes), flush=True)
    for text in bad[:SHOWN] + shown * verbose:
        print('       ' + text, flush=True)
    if len(bad) > SHOWN:
        print(f'       and {len(bad) - SHOWN} more', flush=True)
    return not bad


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--layers', default=os.path.join(ROOT, 'build/dev/oracle_layers'))
    p.add_argument('--custos', default=os.path.join(ROOT, 'build/dev/custos'))
    p.add_argument('-j', '--jobs', type=int, default=os.cpu_count() or 2)
    p.add_argument('-v', '--verbose', action='store_true')
    p.add_argument('captures', nargs='*', metavar='CAPTURE')
    a = p.parse_args()
    for program in (a.layers, a.custos):
        if not os.access(program, os.X_OK):
            p.error(f'{program} is not there: build it first')
    total, explained, passed, failed, refused = 0, collections.Counter(), 0, 0, 0
    with tempfile.TemporaryDirectory(prefix='custos-oracle-') as scratch, concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        own = [] if a.captures else own_captures(a.layers, a.custos, scratch)
        given = a.captures or [c for f in os.environ.get('CUSTOS_ORACLE_CAPTURES', '').split(':') if f for c in captures_below(f)]
        jobs = [(name, path, pool.submit(compare, a.layers, path)) for name, path in own + [(c, c) for c in given]]
        for name, path, job in jobs:
            try:
                result = job.result()
            except Broken as e:
                refused += 1
                failed += (name, path) in own
                print(f'{"FAIL" if (name, path) in own else "none"} {name}: {e}', flush=True)
                continue
            good = report(name, result, (name, path) in own, a.verbose)
            passed, failed = passed + good, failed + (not good)
            total, explained = total + result[0], explained + result[2]
    print(f'{total} frames, {sum(explained.values())} explained differences, {refused} captures not read')
    for reason, count in explained.most_common():
        print(f'  {count:6} {reason}: {differences.WHY[reason]}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
