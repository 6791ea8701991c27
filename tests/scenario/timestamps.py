"""Time stamps of checkpoints (RFC 3161), by an authority that openssl plays: what is asked, what is taken, what is not."""
import hashlib
import os
import re
import shutil
import subprocess

from tool import check, need, read, registry, write

AUTHORITY = '''
[tsa]
serial = {0}/serial
signer_cert = {0}/clock.pem
signer_key = {0}/clock.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
clock_precision_digits = 3
ess_cert_id_alg = sha256
'''

table, scenario = registry('time stamps')


def openssl(*args):
    done = subprocess.run(['openssl', *map(str, args)], capture_output=True, check=False)
    check(done.returncode == 0, f'openssl {args[0]}: {done.stderr.decode(errors="replace")[-400:]}')
    return done.stdout.decode(errors='replace')


class Authority:
    """A root, and a certificate for time stamping below it."""

    def __init__(self, folder):
        os.makedirs(folder)
        self.folder, self.root = folder, os.path.join(folder, 'root.pem')
        key, request = os.path.join(folder, 'clock.key'), os.path.join(folder, 'clock.csr')
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', 30, '-subj', '/CN=Root', '-keyout', f'{folder}/root.key',
                '-out', self.root)
        openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=Clock', '-keyout', key, '-out', request)
        usage = write(os.path.join(folder, 'usage'), 'extendedKeyUsage = critical,timeStamping\n')
        openssl('x509', '-req', '-in', request, '-CA', self.root, '-CAkey', f'{folder}/root.key', '-CAcreateserial', '-days', 30, '-extfile', usage,
                '-out', f'{folder}/clock.pem')
        write(os.path.join(folder, 'serial'), '2A\n')
        self.config = write(os.path.join(folder, 'tsa.cnf'), AUTHORITY.format(folder))

    def answer(self, request, out):
        openssl('ts', '-reply', '-config', self.config, '-section', 'tsa', '-queryfile', request, '-out', out)
        return out


def ledger_of(custos, tmp, records=3):
    ledger = os.path.join(tmp, 'ledger')
    custos('ledger', 'init', '--origin', 'example.org/custos', ledger, expect=0)
    grow(custos, tmp, ledger, records)
    return ledger


def grow(custos, tmp, ledger, records):
    lines = write(os.path.join(tmp, 'lines'), ''.join(f'{{"type": "note", "n": "{i}"}}\n' for i in range(records)))
    custos('ledger', 'append', ledger, lines, expect=0)


def request(custos, ledger):
    return custos('ledger', 'timestamp', ledger, '--request', expect=0).out.strip()


@scenario
def asked_answered_and_kept(custos, tmp):
    need(shutil.which('openssl'), 'openssl')
    authority, ledger = Authority(os.path.join(tmp, 'tsa')), ledger_of(custos, tmp)
    query = request(custos, ledger)
    check(query.startswith(ledger + '/timestamp/3-') and query.endswith('.tsq'), query)
    first = read(query, 'rb')
    check(request(custos, ledger) == query and read(query, 'rb') == first, 'asked again, it is another request')
    shown = openssl('ts', '-query', '-in', query, '-text')
    check('sha256' in shown and 'Certificate required: yes' in shown and 'Nonce: 0x' in shown, shown)
    answer = authority.answer(query, os.path.join(tmp, 'answer.tsr'))
    said = custos('ledger', 'timestamp', ledger, '--check', answer, '--ca', authority.root, expect=0).out
    check(re.fullmatch(r'size 3  20\d\d-\S+Z  serial 2B  /CN=Clock\n', said), said)
    check(read(query[:-1] + 'r', 'rb') == read(answer, 'rb'), 'the answer was not kept')
    openssl('ts', '-verify', '-queryfile', query, '-in', query[:-1] + 'r', '-CAfile', authority.root)
    custos('ledger', 'timestamp', ledger, '--request', expect=2)  # it has its stamp
    grow(custos, tmp, ledger, 4)
    check(request(custos, ledger).split('/')[-1].startswith('7-'), 'not the latest checkpoint')
    said = custos('ledger', 'timestamp', ledger, '--ca', authority.root, expect=0).out.splitlines()
    check(len(said) == 3 and said[0].startswith('size 3  20') and 'not answered yet' in said[1] and said[2] == '1 time stamps hold, 1 wait for an answer, 0 are wrong', said)
    check('verified 7 records' in custos('ledger', 'verify', ledger, expect=0).out, 'time stamps disturb the ledger')


@scenario
def answers_that_do_not_hold(custos, tmp):
    need(shutil.which('openssl'), 'openssl')
    authority, other, ledger = Authority(os.path.join(tmp, 'tsa')), Authority(os.path.join(tmp, 'other')), ledger_of(custos, tmp)
    query, out = request(custos, ledger), os.path.join(tmp, 'answer.tsr')

    def refused(answer, ca=authority.root, status=1):
        return custos('ledger', 'timestamp', ledger, '--check', answer, '--ca', ca, expect=status).err

    text = read(os.path.join(ledger, 'checkpoint'), 'rb').split(b'\n\n')[0] + b'\n'
    digest = hashlib.sha256(text).hexdigest()
    openssl('ts', '-query', '-digest', digest, '-sha256', '-cert', '-out', os.path.join(tmp, 'nonce.tsq'))
    openssl('ts', '-query', '-digest', 'ab' * 32, '-sha256', '-cert', '-out', os.path.join(tmp, 'imprint.tsq'))
    check('nonce' in refused(authority.answer(os.path.join(tmp, 'nonce.tsq'), out)), 'another nonce')
    check('asked for no such' in refused(authority.answer(os.path.join(tmp, 'imprint.tsq'), out)), 'another imprint')
    check('certificate' in refused(other.answer(query, out)), 'an authority that is not trusted')
    answer = read(authority.answer(query, out), 'rb')
    refused(out, ca=other.root)
    refused(out, ca=os.path.join(tmp, 'nothing'), status=2)
    for cut in (0, 1, len(answer) // 2, len(answer) - 1):
        refused(write(os.path.join(tmp, 'bad'), answer[:cut]))
    token = answer.index(bytes.fromhex(digest))
    for at in (token, token + 31, len(answer) - 1, len(answer) - 40):
        refused(write(os.path.join(tmp, 'bad'), answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1:]))
    check(not os.path.exists(query[:-1] + 'r'), 'something was kept')
    custos('ledger', 'timestamp', ledger, '--check', out, '--ca', authority.root, expect=0)


@scenario
def a_ledger_that_was_set_back_is_found(custos, tmp):
    need(shutil.which('openssl'), 'openssl')
    authority, ledger = Authority(os.path.join(tmp, 'tsa')), ledger_of(custos, tmp)
    shutil.copytree(ledger, os.path.join(tmp, 'old'))
    grow(custos, tmp, ledger, 3)
    query = request(custos, ledger)
    custos('ledger', 'timestamp', ledger, '--check', authority.answer(query, os.path.join(tmp, 'a')), '--ca', authority.root, expect=0)
    kept = read(query[:-3] + 'checkpoint', 'rb')
    write(query[:-3] + 'checkpoint', kept.replace(b'\n6\n', b'\n5\n'))
    check('WRONG' in custos('ledger', 'timestamp', ledger, '--ca', authority.root, expect=1).out, 'an altered checkpoint')
    write(query[:-3] + 'checkpoint', kept)
    shutil.copytree(os.path.join(ledger, 'timestamp'), os.path.join(tmp, 'old', 'timestamp'))
    shutil.rmtree(ledger)
    os.rename(os.path.join(tmp, 'old'), ledger)
    check('set back' in custos('ledger', 'timestamp', ledger, '--ca', authority.root, expect=1).out, 'set back, with its signer')
    grow(custos, tmp, ledger, 9)
    check('another one now' in custos('ledger', 'timestamp', ledger, '--ca', authority.root, expect=1).out, 'and grown again')
