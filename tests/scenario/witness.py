"""The witness as a process: over HTTP, in files, killed at any moment; logs that go back and logs with two faces.

Logs here are signers (signer.py) whose state is set back by hand, as a dishonest keeper would.
"""
import base64
import contextlib
import hashlib
import http.client
import os
import re
import shutil
import signal
import subprocess

from signer import ORIGIN, OTHERS, OURS, Signer, root_of, subproof
from tool import check, read, registry, write

WAIT_S = 30
KILLS = 300 if os.environ.get('CUSTOS_FAULTS') == 'full' else 8

table, scenario = registry('witness')


def request(old, note, leaves=None, proof=None):
    """Body of add-checkpoint for a checkpoint of a tree whose leaves are known."""
    size = int(note.split(b'\n')[1])
    if proof is None:
        proof = subproof(old, (leaves or OURS)[:size], True) if 0 < old < size else []
    lines = b''.join(base64.b64encode(h) + b'\n' for h in proof)
    return f'old {old}\n'.encode() + lines + b'\n' + note


class Log:
    """A key, and a state that can be set back."""

    def __init__(self, custos, folder):
        os.makedirs(folder)
        self.signer = Signer(custos, folder)
        self.vkey = self.signer.vkey

    def sign(self, old, new, leaves=None):
        connection = self.signer.start()
        verdict, note = connection.sign(old, new, leaves)
        check(self.signer.end() == 0 and verdict == 0, f'the log does not sign: {verdict} {note}')
        return note

    def save(self):
        shutil.copytree(self.signer.state, self.signer.state + '.saved', dirs_exist_ok=True)

    def set_back(self):
        shutil.rmtree(self.signer.state)
        shutil.copytree(self.signer.state + '.saved', self.signer.state)


class Witness:
    def __init__(self, custos, folder, name, logs):
        os.makedirs(folder)
        self.custos, self.folder, self.process, self.url = custos, folder, None, ''
        self.key, self.state, self.policy = (os.path.join(folder, n) for n in ('key', 'state', 'policy'))
        write(self.policy, ''.join(f'log {log.vkey}\n' for log in logs) + 'quorum none\n')
        self.vkey = custos('witness', '--init', '--key', self.key, '--state', self.state, '--name', name, expect=0).out.strip()
        self.name = name

    def arguments(self):
        return ['witness', '--key', self.key, '--state', self.state, '--policy', self.policy]

    def start(self):
        self.process = subprocess.Popen([self.custos.path, *self.arguments(), '--listen', '127.0.0.1:0'], env=self.custos.env,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline().decode()
        said = re.fullmatch(r'custos: witness: (http://127\.0\.0\.1:(\d+)/) as (\S+)\n', line)
        check(said and said[3] == self.vkey, f'witness: {line!r} {self.process.poll()}')
        self.url, self.port = said[1], int(said[2])
        return self

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=WAIT_S)
        check(b'Sanitizer' not in err and b'runtime error' not in err, err.decode(errors='replace'))
        check(number == signal.SIGKILL or self.process.returncode == 0, f'witness: {self.process.returncode} {out} {err}')

    def http(self, method, path, body=None):
        """(status, content type, body)"""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=WAIT_S)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.getheader('Content-Type'), answer.read()
        finally:
            connection.close()

    def add(self, body):
        return self.http('POST', '/add-checkpoint', body)

    def file(self, body):
        path = os.path.join(self.folder, 'request')
        write(path, body)
        return self.custos(*self.arguments(), '--answer', path, expect=(0, 1))


def expect(answer, status, body=None):
    check(answer[0] == status, f'{answer} where {status} is right')
    check(body is None or answer[2] == body, f'{answer} where {body} is right')


def cosigned(answer, witness):
    expect(answer, 200)
    check(re.fullmatch(f'\u2014 {re.escape(witness.name)} [A-Za-z0-9+/]+=*\n', answer[2].decode()), f'no cosignature: {answer}')


# --- what is asked ---------------------------------------------------------------------------------------------------------

@scenario
def cosigns_growth_over_http(custos, tmp):
    log = Log(custos, f'{tmp}/log')
    w = Witness(custos, f'{tmp}/w', 'witness.example/1', [log]).start()
    first, second = log.sign(0, 5), log.sign(5, 1000)
    place = f'/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint'
    expect(w.http('GET', place), 404)
    cosigned(w.add(request(0, first)), w)
    expect(w.add(request(0, second)), 409, b'5\n')
    check(w.add(request(0, second))[1] == 'text/x.tlog.size', 'no media type of a size')
    expect(w.add(request(5, second, proof=[])), 422)
    answer = w.add(request(5, second))
    cosigned(answer, w)
    expect(w.http('GET', place), 200, second + answer[2])
    expect(w.http('GET', '/'), 404)
    expect(w.http('GET', '/../state/vkey'), 404)
    expect(w.http('GET', '/add-checkpoint'), 405)
    expect(w.http('POST', place, b'x'), 404)
    expect(w.add(b'nonsense'), 400)
    with contextlib.suppress(OSError):  # it may end the connection while more is being sent
        check(w.add(b'x' * 1000000)[0] == 413, 'takes whatever is sent')
    cosigned(w.add(request(1000, second)), w)
    w.end()


@scenario
def a_log_that_goes_back_or_has_two_faces(custos, tmp):
    log = Log(custos, f'{tmp}/log')
    w = Witness(custos, f'{tmp}/w', 'witness.example/1', [log]).start()
    small = log.sign(0, 8)
    log.save()
    large = log.sign(8, 40)
    cosigned(w.add(request(0, small)), w)
    cosigned(w.add(request(8, large)), w)
    # back to what was, and on from there with other records: at sizes that were seen, and beyond
    expect(w.add(request(8, small, proof=[])), 409, b'40\n')
    expect(w.add(request(40, small, proof=[])), 400)
    forked_leaves = OURS[:8] + OTHERS[8:]
    for size in (40, 50):
        log.set_back()
        forked = log.sign(8, size, forked_leaves)
        expect(w.add(request(40, forked, forked_leaves)), 422)
        expect(w.add(request(8, forked, forked_leaves)), 409, b'40\n')
    honest = Log(custos, f'{tmp}/other')
    expect(w.add(request(0, honest.sign(0, 3))), 403)  # the same origin, another key
    expect(w.add(request(0, honest.sign(3, 4).replace(ORIGIN.encode(), b'elsewhere.example'))), 404)
    w.end()


@scenario
def remembers_what_it_answered(custos, tmp):
    """Killed after any answer, it knows that answer; what it knows never gets smaller."""
    log = Log(custos, f'{tmp}/log')
    w = Witness(custos, f'{tmp}/w', 'witness.example/1', [log])
    size = 0
    for _ in range(KILLS):
        w.start()
        note = log.sign(size, size + 3)
        cosigned(w.add(request(size, note)), w)
        size += 3
        w.end(signal.SIGKILL)
    w.start()
    expect(w.add(request(0, note)), 409, f'{size}\n'.encode())
    # one witness to a state
    second = custos(*w.arguments(), '--listen', '127.0.0.1:0', expect=2)
    check('another witness' in second.err, second.err)
    w.end()


@scenario
def answers_in_files_across_an_air_gap(custos, tmp):
    log = Log(custos, f'{tmp}/log')
    w = Witness(custos, f'{tmp}/w', 'witness.example/1', [log])
    first = log.sign(0, 5)
    r = w.file(request(0, first))
    check(r.status == 0 and r.out.startswith(f'\u2014 {w.name} '), f'{r}')
    r = w.file(request(0, log.sign(5, 6)))
    check(r.status == 1 and '(409)' in r.err and r.err.rstrip().endswith('5') and not r.out, f'{r}')
    r = w.file(b'')
    check(r.status == 1 and '(400)' in r.err, f'{r}')


@scenario
def wants_its_own_state(custos, tmp):
    log = Log(custos, f'{tmp}/log')
    a, b = (Witness(custos, f'{tmp}/{n}', f'witness.example/{n}', [log]) for n in 'ab')
    check('another key' in custos('witness', '--key', a.key, '--state', b.state, '--policy', a.policy, expect=2).err, 'takes any state')
    check('--init' in custos('witness', '--key', a.key, '--state', tmp, '--policy', a.policy, expect=2).err, 'makes a state unasked')
    custos('witness', '--init', '--key', f'{tmp}/new', '--state', a.state, '--name', 'c', expect=2)
    custos('witness', '--init', '--key', a.key, '--state', f'{tmp}/new-state', '--name', 'c', expect=2)
    write(f'{tmp}/bad', 'log nonsense\n')
    check('bad:1' in custos('witness', '--key', a.key, '--state', a.state, '--policy', f'{tmp}/bad', expect=2).err, 'any policy will do')
    check(read(a.state + '/vkey') == a.vkey, 'the state lost its key')


# --- ledgers and their witnesses -------------------------------------------------------------------------------------------

class Ledger:
    """A ledger with a signer of its own, and a policy."""

    def __init__(self, custos, folder):
        self.custos, self.folder, self.count = custos, folder, 0
        self.vkey = custos('ledger', 'init', '--origin', 'carrier.example/ledger', folder, expect=0).out.strip()

    def append(self, count, text='as it was'):
        lines = ''.join(f'{{"type": "observation", "subject": "{self.count + i}", "text": "{text}"}}\n' for i in range(count))
        self.custos('ledger', 'append', self.folder, '-', stdin=lines.encode(), expect=0)
        self.count += count

    def policy(self, rule, *witnesses):
        lines = [f'log {self.vkey}'] + [f'witness w{i} {w.vkey} {w.url}' for i, w in enumerate(witnesses)]
        write(f'{self.folder}/policy', '\n'.join(lines) + f'\n{rule}\n')

    def cosign(self, *options, expect=0):
        return self.custos('ledger', 'cosign', *options, self.folder, expect=expect)

    def cosigners(self):
        return re.findall('^\u2014 (\\S+) ', read(f'{self.folder}/checkpoint'), re.M)


@scenario
def two_witnesses_and_a_quorum(custos, tmp):
    ledger = Ledger(custos, f'{tmp}/ledger')
    a, b = (Witness(custos, f'{tmp}/{n}', f'witness.example/{n}', [ledger]).start() for n in 'ab')
    ledger.append(5)
    ledger.policy('group both all w0 w1\nquorum both', a, b)
    r = ledger.cosign()
    check('w0: has cosigned' in r.err and 'w1: has cosigned' in r.err, r.err)
    check(ledger.cosigners() == ['carrier.example/ledger', a.name, b.name], f'{ledger.cosigners()}')
    custos('ledger', 'verify', ledger.folder, expect=0)
    ledger.cosign()  # nothing to do
    ledger.append(300)
    check(ledger.cosigners() == ['carrier.example/ledger'], 'cosignatures of another checkpoint stay')
    b.end()
    r = ledger.cosign(expect=1)
    check('w0: has cosigned' in r.err and 'asks for more' in r.out, f'{r}')
    ledger.policy('group one any w0 w1\nquorum one', a, b)
    ledger.cosign()
    a.end()
    custos('ledger', 'verify', ledger.folder, expect=0)
    ledger.append(1)
    check(ledger.cosign(expect=1).err.count('witness w') == 2, 'nobody is there, and it is not said')


@scenario
def a_ledger_set_back_or_forked_finds_no_witness(custos, tmp):
    ledger = Ledger(custos, f'{tmp}/ledger')
    a = Witness(custos, f'{tmp}/a', 'witness.example/a', [ledger]).start()
    ledger.policy('quorum w0', a)
    ledger.append(5)
    shutil.copytree(ledger.folder, f'{tmp}/saved')
    ledger.append(5)
    ledger.cosign()
    # everything is set back, the signer's memory too, as who holds the machine can
    shutil.rmtree(ledger.folder)
    shutil.copytree(f'{tmp}/saved', ledger.folder)
    r = ledger.cosign(expect=1)
    check('was set back' in r.err, r.err)
    ledger.append(9, 'as it should have been')
    custos('ledger', 'verify', ledger.folder, expect=0)  # by itself it is in order
    r = ledger.cosign(expect=1)
    check('refused (422)' in r.err, r.err)
    check(ledger.cosigners() == ['carrier.example/ledger'], 'a fork is cosigned')
    a.end()


@scenario
def a_ledger_behind_an_air_gap(custos, tmp):
    ledger = Ledger(custos, f'{tmp}/ledger')
    a = Witness(custos, f'{tmp}/a', 'witness.example/a', [ledger])
    ledger.policy('quorum w0', a)
    old = 0
    for count in (5, 70, 0):
        if count:
            ledger.append(count)
        ledger.cosign('--request', '--old', old, '-o', f'{tmp}/request')
        answer = a.file(read(f'{tmp}/request', 'rb'))
        check(answer.status == 0, answer.err)
        write(f'{tmp}/answer', answer.out)
        check(ledger.cosign('--answer', f'{tmp}/answer', expect=0 if count else 2).status in (0, 2), 'no answer is taken')
        check(ledger.cosigners()[1:] == [a.name], f'{ledger.cosigners()}')
        old += count
    ledger.append(1)
    check('no cosignature' in ledger.cosign('--answer', f'{tmp}/answer', expect=2).err, 'an answer for another checkpoint is taken')
    ledger.cosign('--request', '--answer', f'{tmp}/answer', expect=2)
    ledger.cosign('--request', '--old', 'x', expect=2)
