"""Target identities: nothing that custos writes holds one, in any spelling, and nothing that a crash leaves either.

Not searched: the packets of evidence excerpts, which are what was on the wire (their names and comments are searched), the files that
the user gave, and of a dump that root takes the processor's registers, which hold what was copied or hashed last. Of addresses only the target's line in text is looked for: an address is also where ordinary traffic goes.
"""
import base64
import glob
import os
import re
import shutil
import signal
import struct
import subprocess
import time

from tool import ROOT, check, clear_targets, example, pcapng_comments, read, registry, write

KEY = '00112233445566778899aabbccddeeff' * 2 + '\n'
HANDOVER = example('shadow-interception', 'handover.pcap')
NETWORK = example('shadow-interception', 'network.yaml')
WARRANTS = example('shadow-interception', 'warrants.yaml')
HI1 = sorted(glob.glob(os.path.join(ROOT, 'tests', 'golden', 'hi1', '*.xml')))
WAIT_S = 60
LARGEST_MAPPING = 256 << 20  # beyond are the shadows of sanitizers

table, scenario = registry('secrecy')


def spellings(target):
    """(name, bytes) of the ways in which a target may stand in memory or in a file."""
    plain = target.encode()
    yield 'text', plain
    yield 'hexadecimal digits of its text', plain.hex().encode()
    yield 'base64', base64.b64encode(plain).rstrip(b'=')[:-1]  # the last digit depends on what follows
    yield 'UTF-16', target.encode('utf-16-le')
    if re.fullmatch(r'\d{10,}', target):
        digits = target + 'f' * (len(target) % 2)
        packed = bytes(int(digits[i + 1] + digits[i], 16) for i in range(0, len(digits), 2))  # TBCD, TS 29.002 cl. 17.7.8
        yield 'TBCD', packed
        yield 'hexadecimal digits of its TBCD', packed.hex().encode()


def found(data, targets):
    return [f'{target} as {name}' for target in targets for name, spelt in spellings(target) if spelt in data]


def identities(text):
    """Clear targets but for addresses."""
    return [t for t in clear_targets(text) if not re.fullmatch(r'[\d.]+|[0-9a-f:]*:[0-9a-f:]*', t) or re.fullmatch(r'\d+', t)]


def written(folder):
    """(path, bytes) of all that was written into a folder, of excerpts only the comments."""
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            yield path, '\n'.join(c or '' for c in pcapng_comments(path)).encode() if name.endswith('.pcapng') else read(path, 'rb')
            yield f'the name {name}', name.encode()


def search(targets, what, results, folder=None):
    for r in results:
        hits = found((r.out + r.err).encode(), targets)
        check(not hits, f'{what}: its output holds {", ".join(hits)}')
    for path, data in written(folder) if folder else ():
        hits = found(data, targets)
        check(not hits, f'{what}: {path} holds {", ".join(hits)}')


@scenario
def no_spelling_of_a_target_in_any_output(custos, scratch):
    targets = identities(read(WARRANTS))
    check(len(targets) >= 4, f'only {len(targets)} identities are looked for')
    key = write(os.path.join(scratch, 'seal.key'), KEY)
    sealed = write(os.path.join(scratch, 'sealed.yaml'), custos('register', 'seal', '--seal-key', key, WARRANTS, expect=0).out)
    for what, args in (('clear warrants', ['-w', WARRANTS]), ('sealed warrants', ['-w', sealed, '--seal-key', key]),
                       ('sealed warrants without their key', ['-w', sealed]), ('no warrants', [])):
        out = os.path.join(scratch, what)
        search(targets, what, [custos('audit', '-n', NETWORK, *args, '-o', out, '--export', 'all', HANDOVER),
                               custos('audit', '-n', NETWORK, *args, '--json', HANDOVER)], out)
    for command in (['survey', HANDOVER], ['decode', HANDOVER], ['register', 'check', NETWORK, WARRANTS], ['register', 'list', WARRANTS],
                    ['register', 'list', '--json', WARRANTS], ['register', 'seal', '--seal-key', key, WARRANTS]):
        search(targets, ' '.join(command[:2]), [custos(*command, expect=0)])


@scenario
def no_target_in_what_an_import_says(custos, scratch):
    key = write(os.path.join(scratch, 'seal.key'), KEY)
    clear = custos('register', 'import', *HI1, expect=1)
    targets = identities(clear.out)
    check(len(targets) >= 4, f'only {len(targets)} identities were imported')
    search(targets, 'the messages of an import', [clear._replace(out='')])
    search(targets, 'a sealed import', [custos('register', 'import', '--seal-key', key, *HI1, expect=1)])


@scenario
def what_is_searched_can_be_found(custos, scratch):
    targets = identities(read(WARRANTS))
    for target in targets:
        for name, spelt in spellings(target):
            check(found(b'\0' + spelt + b'\0', targets), f'{name} is not found')
    out = os.path.join(scratch, 'revealed')
    custos('audit', '-n', NETWORK, '--reveal-targets', '-o', out, HANDOVER)
    shown = custos('register', 'list', '--reveal-targets', WARRANTS, expect=0)
    check(len(found(shown.out.encode(), targets)) >= len(targets), 'register list --reveal-targets does not show them')


# ---- what a crash leaves

class Waiting:
    """An audit in the midst of a capture: its warrants are read, half of the packets are judged, and it waits for more."""

    def __init__(self, custos, scratch, warrants):
        data = read(HANDOVER, 'rb')
        command = ['sh', '-c', 'ulimit -c unlimited 2>/dev/null; exec "$@"', 'sh', custos.path, 'audit', '-n', NETWORK, '-w', warrants,
                   '--memory', '64M', '-']
        env = dict(custos.env, ASAN_OPTIONS='exitcode=99:disable_coredump=0')
        self.process = subprocess.Popen(command, cwd=scratch, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.process.stdin.write(data[:len(data) // 2])
        self.process.stdin.flush()
        self.pid = self.process.pid
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline and not self.idle():
            time.sleep(0.1)

    def idle(self):
        """Does it wait for its input, twice in a row? (When nobody may look, a while is waited.)"""
        try:
            before = read(f'/proc/{self.pid}/stat').split(') ')[1].split()
            time.sleep(0.3)
            after = read(f'/proc/{self.pid}/stat').split(') ')[1].split()
        except FileNotFoundError:
            return True
        return before[0] == after[0] == 'S' and before[11:13] == after[11:13] and int(after[11]) + int(after[12]) > 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.stdin.close()
        self.process.wait()


def gcore(pid, scratch, name):
    """The dump that a debugger takes of a process, or None when none can be taken here."""
    path = os.path.join(scratch, name)
    if not shutil.which('gcore') or os.geteuid() != 0:
        return None
    subprocess.run(['gcore', '-o', path, str(pid)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=300, check=False)
    dumps = glob.glob(path + '.*')
    return memory_of(read(dumps[0], 'rb')) if dumps else None


def memory_of(dump):
    """A core file without its notes (registers, names of files)."""
    start, size, count = struct.unpack_from('<Q', dump, 32)[0], *struct.unpack_from('<HH', dump, 54)
    kept = []
    for i in range(count):
        kind, _, offset, _, _, length = struct.unpack_from('<IIQQQQ', dump, start + i * size)
        if kind == 1:
            kept.append(dump[offset:offset + length])
    check(kept, 'no segment in the dump')
    return b''.join(kept)


def memory(pid):
    """What a dump without the guard would hold: all that the process has written to memory, read as root."""
    kept = []
    with open(f'/proc/{pid}/maps', encoding='ascii', errors='replace') as maps, open(f'/proc/{pid}/mem', 'rb', buffering=0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(x, 16) for x in span.split('-'))
            if not rights.startswith('rw') or end - start > LARGEST_MAPPING:
                continue
            try:
                mem.seek(start)
                kept.append(mem.read(end - start))
            except OSError:
                continue
    return b''.join(kept)


@scenario
def a_dump_holds_no_target(custos, scratch):
    targets = clear_targets(read(WARRANTS))
    with Waiting(custos, scratch, WARRANTS) as audit:
        check(audit.process.poll() is None, 'the audit did not wait')
        guarded = gcore(audit.pid, scratch, 'guarded')
        if guarded is None:
            return  # not root, or no debugger: nobody can take a dump of it
        hits = found(guarded, targets)
        check(not hits, f'{len(guarded)} bytes of memory in a dump hold {", ".join(hits)}')
        hits = {h.split(' as ')[0] for h in found(memory(audit.pid), targets)}
        check(hits == set(targets), f'this test would miss targets: only {", ".join(sorted(hits))} are in the memory at all')


@scenario
def a_crash_leaves_no_dump(custos, scratch):
    for command, dumps in ((['sleep', '60'], True), (None, False)):
        folder = os.path.join(scratch, 'unguarded' if dumps else 'guarded')
        os.mkdir(folder)
        if dumps:
            process = subprocess.Popen(['sh', '-c', 'ulimit -c unlimited && exec "$@"', 'sh', *command], cwd=folder,
                                       stderr=subprocess.DEVNULL)
            time.sleep(0.5)
            process.send_signal(signal.SIGABRT)
            process.wait()
            if not os.listdir(folder):
                return  # this system leaves dumps elsewhere, or none: nothing to see here
            continue
        with Waiting(custos, folder, WARRANTS) as audit:
            audit.process.send_signal(signal.SIGABRT)
            check(audit.process.wait(WAIT_S) == -signal.SIGABRT, 'the audit did not abort')
        check(not os.listdir(folder), f'a crash left {os.listdir(folder)}')
