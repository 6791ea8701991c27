"""The signer as a process: over its socket, killed at any moment, on a disk that fails, with its key in every place.

What must hold whatever happens: it never signs two roots for one size, nor anything that what it signed last is not the beginning of,
and after a new start it knows at least everything that it ever gave out.
"""
import base64
import contextlib
import glob
import hashlib
import os
import random
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import time

from tool import check, need, read, registry, write

ORIGIN = 'example.org/custos'
DONE, MALFORMED, SHRUNK, FORKED, NOT_LAST, UNPROVEN, FAILED = range(7)
FULL = os.environ.get('CUSTOS_FAULTS') == 'full'
KILLS = 2000 if FULL else 40
SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so'
WAIT_S = 30

table, scenario = registry('signer')


# --- trees: RFC 6962 2.1 ---------------------------------------------------------------------------------------------------

def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b'')
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b'\1' + root_of(leaves[:k]) + root_of(leaves[k:]))


def subproof(m, leaves, whole):
    if m == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m <= k:
        return subproof(m, leaves[:k], whole) + [root_of(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [root_of(leaves[:k])]


def leaves_of(name, count):
    return [sha256(b'\0' + f'{name} {i}'.encode()) for i in range(count)]


OURS, OTHERS = leaves_of('ours', 4096), leaves_of('others', 64)


def growth(old, new, leaves=None):
    """Payload of a request to sign."""
    leaves = (leaves or OURS)[:new]
    proof = subproof(old, leaves, True) if 0 < old < new else []
    return struct.pack('>Q', new) + root_of(leaves) + struct.pack('>QB', old, len(proof)) + b''.join(proof)


# --- the socket ------------------------------------------------------------------------------------------------------------

class Gone(Exception):
    """The signer ended the connection."""


class Connection:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(WAIT_S)

    def read(self, count):
        data = b''
        while len(data) < count:
            try:
                more = self.socket.recv(count - len(data))
            except ConnectionError as e:
                raise Gone from e
            if not more:
                raise Gone
            data += more
        return data

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as e:
            raise Gone from e

    def answer(self):
        body = self.read(struct.unpack('>I', self.read(4))[0])
        return body[0], body[1:]

    def ask(self, kind, payload=b''):
        self.send(struct.pack('>IB', 1 + len(payload), kind) + payload)
        return self.answer()

    def last(self):
        verdict, body = self.ask(1)
        check(verdict == DONE, f'the last checkpoint is not told: {verdict} {body}')
        return struct.unpack('>Q', body[:8])[0], body[8:]

    def sign(self, old, new, leaves=None):
        return self.ask(2, growth(old, new, leaves))


def connect(path, process):
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            return Connection(path)
        if process.poll() is not None:
            raise Gone
        time.sleep(0.005)
    raise Gone


# --- the process -----------------------------------------------------------------------------------------------------------

class Signer:
    """Key and state in a folder; started and ended as a test wants."""

    def __init__(self, custos, folder, key=None, env=None):
        self.custos, self.folder, self.env = custos, folder, dict(custos.env, **(env or {}))
        self.key = key or os.path.join(folder, 'key')
        self.state, self.path = os.path.join(folder, 'state'), os.path.join(folder, 'socket')
        self.process = None
        done = subprocess.run([custos.path, 'signer', '--init', '--key', self.key, '--state', self.state, '--origin', ORIGIN], env=self.env,
                              capture_output=True, text=True, check=False, timeout=WAIT_S)
        check(done.returncode == 0 and done.stdout.startswith(f'{ORIGIN}+'), f'signer --init: {done.returncode} {done.stdout} {done.stderr}')
        self.vkey = done.stdout.strip()

    def start(self, *before):
        with open(os.path.join(self.folder, 'err'), 'wb') as err:
            self.process = subprocess.Popen([*before, self.custos.path, 'signer', '--key', self.key, '--state', self.state, '--socket', self.path],
                                            env=self.env, stdin=subprocess.DEVNULL, stdout=err, stderr=err)
        return connect(self.path, self.process)

    def end(self, number=signal.SIGTERM):
        """Its exit status."""
        children = read(f'/proc/{self.process.pid}/task/{self.process.pid}/children').split() if self.process.poll() is None else []
        if self.process.poll() is None and not children:
            self.process.send_signal(number)
        for child in children:  # under strace
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), number)
        status = self.process.wait(WAIT_S)
        bad = [line for line in read(os.path.join(self.folder, 'err')).splitlines() if 'Sanitizer' in line or 'runtime error' in line]
        check(not bad, f'signer: {bad}')
        return status

    def refuses_to_start(self):
        try:
            self.start()
        except Gone:
            return self.end() == 2
        self.end()
        return False


def checkpoint(note):
    """(size, root) of a note."""
    lines = note.decode().split('\n')
    check(lines[0] == ORIGIN and lines[3] == '' and lines[4].startswith(f'\u2014 {ORIGIN} '), f'no checkpoint: {note}')
    return int(lines[1]), base64.b64decode(lines[2])


def is_ours(size, root):
    return root == root_of(OURS[:size])


# --- what is asked ---------------------------------------------------------------------------------------------------------

@scenario
def signs_growth_and_refuses_the_rest(custos, tmp):
    s = Signer(custos, tmp)
    c = s.start()
    check(c.last() == (0, sha256(b'')), 'a new signer signed something')
    verdict, note = c.sign(0, 5)
    check(verdict == DONE and checkpoint(note) == (5, root_of(OURS[:5])), f'{verdict} {note}')
    check(c.sign(5, 1000)[0] == DONE, 'no growth')
    check(c.sign(1000, 999)[0] == SHRUNK and c.ask(2, growth(0, 0))[0] == SHRUNK, 'it goes back')
    check(c.sign(5, 1001)[0] == NOT_LAST, 'a proof from elsewhere')
    check(c.ask(2, struct.pack('>Q', 1000) + bytes(32) + struct.pack('>QB', 1000, 0))[0] == FORKED, 'another root')
    check(c.ask(2, struct.pack('>Q', 1001) + bytes(32) + struct.pack('>QB', 1000, 0))[0] == UNPROVEN, 'no proof')
    check(s.end() == 0, 'SIGTERM does not end it in order')
    mode = stat.S_IMODE(os.stat(s.path).st_mode)
    check(mode == 0o660, f'socket of mode {mode:o}')


@scenario
def a_ledger_that_was_set_back_cannot_fork(custos, tmp):
    """The ledger loses its last records, grows again with others: from no point does a proof lead there."""
    s = Signer(custos, tmp)
    c = s.start()
    check(c.sign(0, 20)[0] == DONE and c.sign(20, 40)[0] == DONE, 'no growth')
    forked = OURS[:30] + OTHERS
    for old in range(0, 41):
        for new in (40, 41, 50, 60):
            verdict = c.sign(old, new, forked)[0]
            check(verdict not in (DONE, FAILED), f'a fork from {old} to {new}: {verdict}')
    check(c.last() == (40, root_of(OURS[:40])), 'the state moved')
    check(c.sign(40, 41)[0] == DONE, 'the true ledger cannot go on')
    s.end()


@scenario
def two_ledgers_at_once(custos, tmp):
    """Two that take themselves for the ledger: what the one has signed, the other cannot contradict."""
    s = Signer(custos, tmp)
    one, two = s.start(), Connection(s.path)
    one.send(struct.pack('>IB', 1 + len(growth(0, 7)), 2) + growth(0, 7))
    two.send(struct.pack('>IB', 1 + len(growth(0, 7, OTHERS)), 2) + growth(0, 7, OTHERS))
    verdicts = sorted([one.answer()[0], two.answer()[0]])
    check(verdicts == [DONE, FORKED], f'{verdicts}')
    check(one.last() == two.last(), 'they are told differently')
    s.end()


@scenario
def every_byte_of_a_request_flipped(custos, tmp):
    """Its length field and its hashes, over the socket. A flipped size may be signed, since a proof does not bind it: then everything that
    follows is held against that. Signed for the true size is only the true root."""
    s = Signer(custos, tmp)
    c = s.start()
    check(c.sign(0, 11)[0] == DONE, 'no growth')
    payload = growth(11, 20)
    frame = struct.pack('>IB', 1 + len(payload), 2) + payload
    for at in list(range(4)) + list(range(13, len(frame))):
        bad = bytearray(frame)
        bad[at] ^= 0x55
        d = Connection(s.path)
        d.send(bytes(bad))
        d.socket.shutdown(socket.SHUT_WR)
        with contextlib.suppress(Gone):
            verdict, body = d.answer()
            check(verdict not in (DONE, FAILED), f'byte {at}: {verdict} {body}')
        d.socket.close()
    check(c.last() == (11, root_of(OURS[:11])) and c.sign(11, 20)[0] == DONE, 'it does not go on')
    s.end()


@scenario
def garbage_and_halves(custos, tmp):
    s = Signer(custos, tmp)
    c = s.start()
    noise = random.Random(7)
    for _ in range(60):
        d = Connection(s.path)
        with contextlib.suppress(Gone):
            d.send(noise.randbytes(noise.randrange(1, 3000)))
        d.socket.close()
    idle = [Connection(s.path) for _ in range(40)]  # more than it has room for
    d = Connection(s.path)
    check(d.sign(0, 3)[0] == DONE, 'idle connections keep a ledger out')
    byte_by_byte = Connection(s.path)
    for byte in struct.pack('>IB', 1, 1):
        byte_by_byte.send(bytes([byte]))
    check(byte_by_byte.answer()[0] == DONE, 'a request in pieces')
    del idle, c
    check(s.end() == 0, 'it does not end')


@scenario
def a_ledger_that_was_put_back_stops(custos, tmp):
    """The whole program: a ledger restored from a copy while its signer went on."""
    s = Signer(custos, tmp)
    s.start().last()
    ledger, copy = os.path.join(tmp, 'ledger'), os.path.join(tmp, 'copy')
    lines = write(os.path.join(tmp, 'lines'), '{"type": "note", "n": "1"}\n{"type": "note", "n": "2"}\n')
    custos('ledger', 'init', '--signer', s.path, '--vkey', s.vkey, '--origin', ORIGIN, ledger, expect=0)
    custos('ledger', 'append', '--signer', s.path, ledger, lines, expect=0)
    shutil.copytree(ledger, copy)
    custos('ledger', 'append', '--signer', s.path, ledger, lines, expect=0)
    check(Connection(s.path).last()[0] == 4, 'not signed at the end')
    shutil.rmtree(ledger)
    os.rename(copy, ledger)
    before = sorted((f, os.path.getsize(f)) for f in glob.glob(f'{ledger}/**', recursive=True))
    refused = custos('ledger', 'append', '--signer', s.path, ledger, lines, expect=2)
    check(refused.out == '' and '4 records are signed' in refused.err, f'{refused}')
    custos('ledger', 'verify', '--signer', s.path, ledger, expect=1)
    check(sorted((f, os.path.getsize(f)) for f in glob.glob(f'{ledger}/**', recursive=True)) == before, 'something was written')
    check(Connection(s.path).last()[0] == 4, 'the state moved')
    s.end()
    custos('ledger', 'append', '--signer', s.path, ledger, lines, expect=2)  # without its signer it takes nothing


# --- the state -------------------------------------------------------------------------------------------------------------

@scenario
def a_lost_or_foreign_state_is_refused(custos, tmp):
    s = Signer(custos, tmp)
    c = s.start()
    check(c.sign(0, 9)[0] == DONE, 'no growth')
    second = subprocess.run([custos.path, 'signer', '--key', s.key, '--state', s.state, '--socket', s.path + '2'], env=custos.env,
                            capture_output=True, check=False, timeout=WAIT_S)
    check(second.returncode == 2 and b'another signer' in second.stderr, f'a second signer: {second.stderr}')
    s.end()
    custos('signer', '--init', '--key', s.key, '--state', s.state, '--origin', ORIGIN, expect=2)
    custos('signer', '--init', '--key', s.key, '--state', os.path.join(tmp, 'new'), '--origin', ORIGIN, expect=2)
    last = os.path.join(s.state, 'last')
    kept = read(last, 'rb')
    os.remove(last)
    check(s.refuses_to_start(), 'a state without memory is taken for a new one')
    write(last, kept[:-20])
    check(s.refuses_to_start(), 'a state that is cut short is taken')
    write(last, kept.replace(b'\n9\n', b'\n8\n'))
    check(s.refuses_to_start(), 'an altered state is taken')
    write(last, kept)
    os.chmod(s.key, 0o644)
    check(s.refuses_to_start(), 'a key that others may read is taken')
    os.chmod(s.key, 0o600)
    os.makedirs(os.path.join(tmp, 'other'))
    other = Signer(custos, os.path.join(tmp, 'other'))
    s.key, own = other.key, s.key
    check(s.refuses_to_start(), 'a state of another key is taken')
    s.key = own
    check(s.start().last() == (9, root_of(OURS[:9])), 'it forgot')
    s.end()


class History:
    """What was given out, over all lives of a signer."""

    def __init__(self):
        self.roots, self.most = {}, 0

    def given(self, note):
        size, root = checkpoint(note)
        check(self.roots.setdefault(size, root) == root, f'two roots for size {size}')
        check(is_ours(size, root), f'a wrong root for size {size}')
        self.most = max(self.most, size)

    def told(self, last):
        size, root = last
        check(size >= self.most, f'it gave out size {self.most} and remembers {size}')
        check(is_ours(size, root), f'a wrong root is remembered for size {size}')
        return size


@scenario
def killed_at_any_moment(custos, tmp):
    """kill -9 while it signs: between the state's write and the answer too."""
    s, history, chance = Signer(custos, tmp), History(), random.Random(1)
    size = 0
    for _ in range(KILLS):
        c = s.start()
        size = history.told(c.last())
        until = time.monotonic() + chance.random() * 0.02
        with contextlib.suppress(Gone):
            while time.monotonic() < until:
                verdict, note = c.sign(size, size + 1)
                check(verdict == DONE, f'{verdict} {note}')
                history.given(note)
                size += 1
            payload = growth(size, size + 1)
            c.send(struct.pack('>IB', 1 + len(payload), 2) + payload)
            time.sleep(chance.random() * 0.002)
            s.process.kill()
            history.given(c.answer()[1])
        s.end(signal.SIGKILL)
        size = min(size, len(OURS) - 64)
    check(history.most > KILLS // 2, f'only {history.most} were signed')
    c = s.start()
    history.told(c.last())
    s.end()


def with_fault(s, history, fault):
    """One life under a fault. How many were signed, or None when it did not get so far as to listen."""
    signed = 0
    try:
        c = s.start('strace', '-qq', '-o', os.path.join(s.folder, 'trace'), '-e', f'inject={fault}')
    except Gone:
        s.end(signal.SIGKILL)
        return None
    with contextlib.suppress(Gone):
        size = history.told(c.last())
        for new in range(size + 1, size + 4):
            verdict, note = c.sign(size, new)
            check(verdict in (DONE, FAILED), f'{fault}: {verdict} {note}')
            if verdict == FAILED:
                check(c.sign(size, new)[0] == FAILED, f'{fault}: after a failure it signs again')
                break
            history.given(note)
            size, signed = new, signed + 1
    s.end(signal.SIGTERM)
    return signed


def traced(s):
    """The system calls of one life with three checkpoints, as strace writes them."""
    trace = os.path.join(s.folder, 'trace')
    c = s.start('strace', '-qq', '-o', trace)
    size = c.last()[0]
    for new in range(size + 1, size + 4):
        check(c.sign(size, new)[0] == DONE, 'no growth under strace')
        size = new
    s.end()
    return read(trace).splitlines()


@scenario
def synced_before_a_signature_leaves(custos, tmp):
    """What kill -9 cannot show, because the kernel lives on: the order of the calls that a power cut would lay bare."""
    need(shutil.which('strace'), 'strace')
    calls = [line for line in traced(Signer(custos, tmp)) if re.match(r'(openat|write|fsync|rename\w*|sendto)\(', line)]
    sent = [i for i, line in enumerate(calls) if line.startswith('sendto(')]
    check(len(sent) == 4, f'{len(sent)} answers')  # what was signed last, and three notes
    for before, at in zip(sent, sent[1:]):
        names = [re.match(r'\w+?(?=at2?\(|\()', line)[0] for line in calls[before + 1:at]]
        check(names == ['open', 'write', 'fsync', 'rename', 'fsync'], f'before a signature leaves: {calls[before + 1:at]}')
        handles = [re.search(r'\((\d+)', line)[1] for line in calls[before + 1:at] if line.startswith('fsync')]
        check(handles[0] != handles[1], f'the folder is not synced: {calls[before + 1:at]}')


def fault_points(s):
    """The file calls of one life with three checkpoints: (name, number), those after it began to listen."""
    counts, listening, points = {}, False, []
    for line in traced(s):
        name = line.split('(')[0]
        counts[name] = counts.get(name, 0) + 1
        listening = listening or name == 'listen'
        if listening and name in ('openat', 'write', 'fsync', 'close', 'rename', 'renameat', 'renameat2', 'sendto'):
            points.append((name, counts[name]))
    return points


@scenario
def faults_of_the_disk(custos, tmp):
    """EIO, ENOSPC and KILL at every file call of a signature: nothing wrong is signed, nothing that was given out is forgotten."""
    need(shutil.which('strace'), 'strace')
    s, history = Signer(custos, tmp), History()
    points = fault_points(s)
    check({name for name, _ in points} >= {'openat', 'write', 'fsync', 'close', 'sendto'}, f'strace sees only {points}')
    if not FULL:
        points = points[:14]  # the first signature and the beginning of the second
    failures = 0
    for name, number in points:
        for fault in ('error=EIO', 'error=ENOSPC', 'signal=KILL'):
            signed = with_fault(s, history, f'{name}:{fault}:when={number}')
            failures += signed is not None and signed < 3
            c = s.start()
            size = history.told(c.last())
            verdict, note = c.sign(size, size + 1)
            check(verdict == DONE, f'after {name} {fault}: {verdict} {note}')
            history.given(note)
            s.end()
    check(failures > len(points), f'only {failures} faults of {3 * len(points)} had an effect')


# --- confined --------------------------------------------------------------------------------------------------------------

@scenario
def it_is_shut_in(custos, tmp):
    s = Signer(custos, tmp)
    s.start().last()  # it listens before it is shut in, but answers only then
    status = dict(line.split(':\t', 1) for line in read(f'/proc/{s.process.pid}/status').splitlines() if ':\t' in line)
    limits, maps = read(f'/proc/{s.process.pid}/limits'), read(f'/proc/{s.process.pid}/maps')
    files = sorted(os.readlink(f) for f in glob.glob(f'/proc/{s.process.pid}/fd/*'))
    s.end()
    check(status['Seccomp'] == '2' and status['NoNewPrivs'] == '1', f"Seccomp {status['Seccomp']}, NoNewPrivs {status['NoNewPrivs']}")
    check(re.search(r'^Max core file size +0 +0 ', limits, re.M), f'core dumps are on: {limits}')
    check('libasan' in maps or int(status['VmLck'].split()[0]) > 0, f"the key's memory is not locked: {status['VmLck']}")  # ASan locks nothing
    check(not any(f.endswith('key') for f in files), f'the key stays open: {files}')
    check(any(f.endswith('/state') for f in files), f'its state is not open: {files}')


# --- keys elsewhere --------------------------------------------------------------------------------------------------------

@scenario
def key_from_a_credential(custos, tmp):
    s = Signer(custos, tmp)
    folder = os.path.join(tmp, 'credentials')
    os.makedirs(folder)
    shutil.move(s.key, os.path.join(folder, 'ledger.key'))
    s.key = 'credential:ledger.key'
    check(s.refuses_to_start(), 'a credential without systemd')
    s.env['CREDENTIALS_DIRECTORY'] = folder
    check(s.start().sign(0, 3)[0] == DONE, 'no signature with a credential')
    s.end()


def soft_token(tmp):
    """(URI, environment) of a token with an Ed25519 key of openssl's making, and its public key."""
    tokens, pin, pem = os.path.join(tmp, 'tokens'), os.path.join(tmp, 'pin'), os.path.join(tmp, 'key.pem')
    os.makedirs(tokens)
    env = {'SOFTHSM2_CONF': write(os.path.join(tmp, 'softhsm2.conf'), f'directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n')}
    write(pin, '4711\n')

    def run(*command):
        done = subprocess.run(command, env=dict(os.environ, **env), capture_output=True, check=False)
        check(done.returncode == 0, f'{command[0]}: {done.stdout}{done.stderr}')
        return done.stdout

    run('openssl', 'genpkey', '-algorithm', 'ed25519', '-out', pem)
    run('softhsm2-util', '--init-token', '--free', '--label', 'custos', '--so-pin', '12345678', '--pin', '4711')
    run('softhsm2-util', '--import', pem, '--token', 'custos', '--label', 'ledger', '--id', '01', '--pin', '4711')
    public = run('openssl', 'pkey', '-in', pem, '-pubout', '-outform', 'DER')[-32:]
    return f'pkcs11:token=custos;object=ledger;id=%01?module-path={SOFTHSM}&pin-source=file:{pin}', env, public


@scenario
def key_in_a_token(custos, tmp):
    need(os.path.exists(SOFTHSM) and shutil.which('softhsm2-util'), 'softhsm2')
    uri, env, public = soft_token(tmp)
    s = Signer(custos, tmp, key=uri, env=env)
    check(base64.b64decode(s.vkey.split('+', 2)[2]) == b'\1' + public, f'not the public key of the token: {s.vkey}')
    c = s.start()
    check(c.sign(0, 3)[0] == DONE and c.sign(3, 70)[0] == DONE and c.sign(3, 70)[0] == NOT_LAST, 'no growth with a token')
    s.end()
    check(s.start().last() == (70, root_of(OURS[:70])), 'it forgot')
    s.end()
    good = s.key
    for bad in (uri.replace('object=ledger', 'object=other'), uri.replace('token=custos', 'token=other'), uri.replace('id=%01', 'id=%02'),
                uri.replace(SOFTHSM, '/usr/lib/nothing.so'), uri.replace('file:' + os.path.join(tmp, 'pin'), os.path.join(tmp, 'key.pem'))):
        s.key = bad
        check(s.refuses_to_start(), f'started with {bad}')
    s.key = good
    s.start()
    s.end()
