"""The whole way: captures are audited onto a ledger, parts of a finding are shared, custos-verify believes them and nothing else."""
import json
import os
import random
import re
import shutil
import subprocess

import exports
from tool import check, example, read, registry, write
from witness import Ledger, Witness

FULL = os.environ.get('CUSTOS_FAULTS') == 'full'
FLIPS = 4000 if FULL else 150

table, scenario = registry('share')


class Verify:
    """custos-verify, which lies beside custos."""

    def __init__(self, custos):
        self.path, self.env = os.path.join(os.path.dirname(custos.path), 'custos-verify'), custos.env

    def __call__(self, *args, expect=0):
        done = subprocess.run([self.path, *map(str, args)], env=self.env, capture_output=True, timeout=60, check=False)
        out, err = done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace')
        check('Sanitizer' not in err and 'runtime error' not in err, err)
        wanted = expect if isinstance(expect, tuple) else (expect,)
        check(done.returncode in wanted, f'custos-verify {args}: {done.returncode}, not {expect}\n{out[-400:]}{err[-400:]}')
        return out


def audited(custos, tmp):
    """A ledger with a finding."""
    ledger = Ledger(custos, f'{tmp}/ledger')
    folder = example('covert-copy')
    captures = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if '.pcap' in f]
    custos('audit', '--ledger', ledger.folder, '-n', os.path.join(folder, 'network.yaml'), *captures, expect=1)
    return ledger


def share(custos, ledger, output, *options, reveal='summary,element,times', finding='F-0001', expect=0):
    return custos('share', '--ledger', ledger.folder, '--finding', finding, '--reveal', reveal, *options, '-o', output, expect=expect)


def files_of(folder):
    return sorted(os.path.relpath(os.path.join(at, f), folder) for at, _, names in os.walk(folder) for f in names)


# --- what is asked ---------------------------------------------------------------------------------------------------------

@scenario
def shown_and_withheld(custos, tmp):
    ledger, verify = audited(custos, tmp), Verify(custos)
    r = share(custos, ledger, f'{tmp}/bundle', '--tlp', 'amber+strict', '--classification', 'EXAMPLE RESTRICTED', '--case', 'C 1', '--purpose',
              'to be looked at', reveal='summary,element,times,evidence.blob')
    release = int(re.match(r'release (\d+) of record \d+, bundle [0-9a-f]{32}\n', r.out)[1])
    out = verify(f'{tmp}/bundle')
    for text in ('  tlp: amber+strict\n', '  classification: EXAMPLE RESTRICTED\n', '  shown element: ', '  shown summary: ', '\nVALID\n', '  case: C 1\n'):
        check(text in out, f'custos-verify does not say {text!r}:\n{out}')
    check(custos('verify', f'{tmp}/bundle', expect=0).out == out, 'custos verify says something else')
    # the packets are those of the finding; what is withheld stands nowhere
    blob, = [f for f in files_of(f'{tmp}/bundle') if f.startswith('blob/')]
    check(read(f'{tmp}/bundle/{blob}', 'rb')[:4] == b'\n\r\r\n', 'the evidence is no capture')
    exports.check_valid(f'{tmp}/bundle/exports')
    everything = b''.join(read(f'{tmp}/bundle/{f}', 'rb') for f in files_of(f'{tmp}/bundle') if not f.startswith('blob/'))
    check(b'conversation' not in read(f'{tmp}/bundle/report.txt', 'rb') and b'covert-copy' not in read(f'{tmp}/bundle/report.txt', 'rb'),
          'the report tells what is withheld')
    check(b'0.999' not in everything, 'the confidence is withheld, and stands there')
    # the release is on record, and was before
    check(f'"index":{release},"type":"release"' in custos('ledger', 'show', ledger.folder, release, expect=0).out, 'no release is on record')
    custos('ledger', 'verify', ledger.folder, expect=0)


REVEALED = ('summary,element,times', 'rule,severity', 'conversation,packets,bytes,depth', 'evidence.blob', 'id,rule,element,supplier,liid,warrant')


@scenario
def what_is_withheld_stands_nowhere(custos, tmp):
    """Every finding of a run with interceptions, each with other slots shown: the exports are valid, and hold no value that is withheld."""
    ledger, verify, folder = Ledger(custos, f'{tmp}/ledger'), Verify(custos), example('shadow-interception')
    custos('audit', '--ledger', ledger.folder, '-n', os.path.join(folder, 'network.yaml'), '-w', os.path.join(folder, 'warrants.yaml'),
           os.path.join(folder, 'handover.pcap'), expect=1)
    records = [json.loads(line) for line in custos('ledger', 'show', ledger.folder, expect=0).out.splitlines()]
    findings = [r for r in records if r['type'] == 'finding']
    check(len(findings) > len(REVEALED), f'only {len(findings)} findings')
    for i, record in enumerate(findings):
        shown = REVEALED[i % len(REVEALED)]
        bundle, slots = f'{tmp}/{i}', record['slots']
        share(custos, ledger, bundle, '--tlp', 'red', reveal=shown, finding=slots['id'])
        verify(bundle)
        loaded = exports.check_valid(f'{bundle}/exports')
        check(len(exports.uids(loaded)['ecs']) == 1, 'not one finding')
        told = {name: value for name, value in slots.items() if value and name in shown.split(',')}
        withheld = {line for name, value in slots.items() if value and name not in told for line in value.split('\n') if len(line) > 3}
        withheld = {value for value in withheld if not any(value in text for text in told.values())} - {slots['version'], slots['depth']}  # words that stand there anyway
        never = {slots[name] for name in ('liid', 'xid', 'warrant', 'summary', 'detail') if slots[name]}
        for file in files_of(bundle):
            text = '' if file.startswith('blob/') else read(f'{bundle}/{file}')
            hits = [v for v in withheld | (never if file.startswith('exports/') else set()) if re.search(r'(?<![\w.])' + re.escape(v) + r'(?![\w.])', text)]
            check(not hits, f'{slots["id"]} with {shown} shown: {file} holds {hits}')


@scenario
def sealed_for_its_receiver(custos, tmp):
    ledger, verify = audited(custos, tmp), Verify(custos)
    for name in ('regulator', 'stranger'):
        custos('share', '--make-key', name, '-o', f'{tmp}/{name}', expect=0)
        custos('share', '--make-key', name, '-o', f'{tmp}/{name}', expect=2)  # none is overwritten
        check(os.stat(f'{tmp}/{name}.secret').st_mode & 0o777 == 0o600, 'the secret key may be read by others')
    share(custos, ledger, f'{tmp}/sealed', '--to', f'{tmp}/regulator.key')
    out = verify('-k', f'{tmp}/regulator.secret', f'{tmp}/sealed')
    check(re.search(r'  receiver: regulator\+[0-9a-f]{8}\n', out), out)
    sealed = read(f'{tmp}/sealed', 'rb')
    check(b'summary' not in sealed and b'custos/record' not in sealed, 'it is not sealed')
    verify('-k', f'{tmp}/stranger.secret', f'{tmp}/sealed', expect=2)
    verify('-k', f'{tmp}/regulator.key', f'{tmp}/sealed', expect=2)
    verify(f'{tmp}/sealed', expect=2)
    os.mkdir(f'{tmp}/folder')
    share(custos, ledger, f'{tmp}/folder', '--to', f'{tmp}/regulator.key')
    verify('-k', f'{tmp}/regulator.secret', '-x', f'{tmp}/bundle.tar', f'{tmp}/folder')
    os.mkdir(f'{tmp}/open')
    check(subprocess.run(['tar', 'xf', f'{tmp}/bundle.tar', '-C', f'{tmp}/open'], check=False).returncode == 0, 'tar does not read it')
    verify(f'{tmp}/open')
    draw = random.Random(7)
    for _ in range(FLIPS // 10):
        at = draw.randrange(len(sealed))
        write(f'{tmp}/altered', sealed[:at] + bytes([sealed[at] ^ 1 << draw.randrange(8)]) + sealed[at + 1:])
        verify('-k', f'{tmp}/regulator.secret', f'{tmp}/altered', expect=2)


@scenario
def where_a_bundle_can_lie(custos, tmp):
    ledger = audited(custos, tmp)
    custos('share', '--make-key', 'regulator', '-o', f'{tmp}/regulator', expect=0)
    share(custos, ledger, f'{tmp}/new/', '--to', f'{tmp}/regulator.key')
    check(os.listdir(f'{tmp}/new') == ['bundle.sealed'], os.listdir(f'{tmp}/new'))
    Verify(custos)('--key', f'{tmp}/regulator.secret', f'{tmp}/new/bundle.sealed')
    before = custos('ledger', 'show', ledger.folder, expect=0).out
    share(custos, ledger, f'{tmp}/new/', '--to', f'{tmp}/regulator.key', expect=2)
    share(custos, ledger, f'{tmp}/new', expect=2)
    check(custos('ledger', 'show', ledger.folder, expect=0).out == before, 'no release is on record of what was never written')


@scenario
def altered_anywhere(custos, tmp):
    """An octet of any file, at random; a file more, less, renamed; two bundles mixed."""
    ledger, verify, bundle = audited(custos, tmp), Verify(custos), f'{tmp}/bundle'
    share(custos, ledger, bundle, reveal='summary,evidence.blob')
    share(custos, ledger, f'{tmp}/second', reveal='summary,evidence.blob')
    draw = random.Random(11)
    files = files_of(bundle)
    for i in range(FLIPS):
        path = f'{bundle}/{files[i % len(files)]}'
        data = read(path, 'rb')
        at = draw.randrange(len(data))
        write(path, data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1:])
        verify(bundle, expect=(1, 2))
        write(path, data)
    for name in files:
        os.rename(f'{bundle}/{name}', f'{tmp}/aside')
        verify(bundle, expect=(1, 2))
        other = f'{tmp}/second/{name}'
        if os.path.exists(other) and read(other, 'rb') != read(f'{tmp}/aside', 'rb'):
            shutil.copy(other, f'{bundle}/{name}')
            verify(bundle, expect=(1, 2))
        os.rename(f'{tmp}/aside', f'{bundle}/{name}')
    write(f'{bundle}/exports/more', '')
    verify(bundle, expect=1)
    os.remove(f'{bundle}/exports/more')
    verify(bundle)


@scenario
def a_policy_of_the_receivers_own(custos, tmp):
    ledger, verify = audited(custos, tmp), Verify(custos)
    a = Witness(custos, f'{tmp}/a', 'witness.example/a', [ledger]).start()
    b = Witness(custos, f'{tmp}/b', 'witness.example/b', [ledger])
    ledger.policy('quorum w0', a)
    share(custos, ledger, f'{tmp}/bundle')
    check('  witnessed at 20' in verify(f'{tmp}/bundle'), 'the witness is not told')
    write(f'{tmp}/policy', f'log {ledger.vkey}\nwitness a {a.vkey}\nquorum a\n')
    verify('-p', f'{tmp}/policy', f'{tmp}/bundle')
    write(f'{tmp}/policy', f'log {ledger.vkey}\nwitness b {b.vkey}\nquorum b\n')
    check('POLICY UNMET' in verify('-p', f'{tmp}/policy', f'{tmp}/bundle', expect=3), 'anybody will do as a witness')
    other = Ledger(custos, f'{tmp}/other')
    write(f'{tmp}/policy', f'log {other.vkey}\nquorum none\n')
    verify('-p', f'{tmp}/policy', f'{tmp}/bundle', expect=1)
    a.end()


@scenario
def cosigned_behind_an_air_gap_and_made_once_more(custos, tmp):
    ledger, verify = audited(custos, tmp), Verify(custos)
    a = Witness(custos, f'{tmp}/a', 'witness.example/a', [ledger])
    ledger.policy('quorum w0', a)
    r = share(custos, ledger, f'{tmp}/early', expect=1)
    release = re.match(r'release (\d+) ', r.out)[1]
    check(f'--release {release}' in r.err, r.err)
    verify(f'{tmp}/early', expect=3)
    request = ledger.cosign('--request').out
    write(f'{tmp}/answer', a.file(request.encode()).out)
    ledger.cosign('--answer', f'{tmp}/answer')
    custos('share', '--ledger', ledger.folder, '--release', release, '-o', f'{tmp}/late', expect=0)
    out = verify(f'{tmp}/late')
    check('  witnessed at ' in out, out)
    check(custos('ledger', 'show', ledger.folder, expect=0).out.count('"type":"release"') == 1, 'a second release is on record')
    custos('share', '--ledger', ledger.folder, '--release', '0', '-o', f'{tmp}/none', expect=2)
    ledger.policy('quorum none', a)
    check('was changed' in custos('share', '--ledger', ledger.folder, '--release', release, '-o', f'{tmp}/none', expect=2).err, 'it is another')


@scenario
def what_cannot_be_shared(custos, tmp):
    ledger = audited(custos, tmp)
    before = custos('ledger', 'show', ledger.folder, expect=0).out
    check('has no finding' in share(custos, ledger, f'{tmp}/b', finding='F-9999', expect=2).err, 'any finding')
    check('no record 99' in share(custos, ledger, f'{tmp}/b', finding='99', expect=2).err, 'any record')
    check('has the slots id rule' in share(custos, ledger, f'{tmp}/b', reveal='summary,target', expect=2).err, 'any slot')
    share(custos, ledger, f'{tmp}/b', '--tlp', 'blue', expect=2)
    share(custos, ledger, f'{tmp}/b', '--classification', 'two\nlines', expect=2)
    share(custos, ledger, f'{tmp}/b', '--case', '', expect=2)
    share(custos, ledger, f'{tmp}/b', '--to', f'{ledger.folder}/log.vkey', expect=2)
    check(custos('ledger', 'show', ledger.folder, expect=0).out == before, 'what was not shared is on record')
    check(not os.path.exists(f'{tmp}/b'), 'a bundle was left')
    os.mkdir(f'{tmp}/full')
    write(f'{tmp}/full/file', '')
    share(custos, ledger, f'{tmp}/full', expect=2)
    check(files_of(f'{tmp}/full') == ['file'], 'a folder that is not empty is written to')
    index = [i for i, line in enumerate(before.splitlines()) if '"type":"finding"' in line][0]
    custos('ledger', 'erase', '--why', 'a test', ledger.folder, index, expect=0)
    check('was erased' in share(custos, ledger, f'{tmp}/b', finding=str(index), expect=2).err, 'an erased record is shared')
