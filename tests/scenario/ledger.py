"""custos ledger on a real disk: what it prints, what it refuses, and what others can check of it by their own means."""
import base64
import hashlib
import json
import os
import random
import select
import struct
import subprocess
import time

from tool import check, example, read, registry, write

WAIT_S = 30

table, scenario = registry('ledger')


def init(custos, tmp):
    folder = f'{tmp}/ledger'
    vkey = custos('ledger', 'init', '--origin', 'custos.example/scenario', folder, expect=0).out
    check(vkey.startswith('custos.example/scenario+') and read(f'{folder}/log.vkey') == vkey, vkey)
    return folder


def append(custos, folder, *records, expect=0):
    text = ''.join(json.dumps(r) + '\n' for r in records)
    return custos('ledger', 'append', folder, '-', stdin=text.encode(), expect=expect)


def verify(custos, folder, expect=0):
    said = custos('ledger', 'verify', folder, expect=expect)
    check(said.out.startswith('verified '), said.out)
    return said


def slots(custos, folder, index):
    return json.loads(custos('ledger', 'show', folder, str(index), expect=0).out)


def entries(folder, width):
    """The records' public parts, from the last entry bundle."""
    data, found = read(f'{folder}/tile/entries/000.p/{width}', 'rb'), []
    while data:
        size = struct.unpack('>H', data[:2])[0]
        found.append(data[2:2 + size])
        data = data[2 + size:]
    return found


def node(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


def root_above(index, size, leaf, proof):
    """RFC 9162 section 2.1.3.2."""
    at, last, r = index, size - 1, leaf
    for p in proof:
        check(last > 0, 'the proof is too long')
        if at & 1 or at == last:
            r = node(p, r)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            r = node(r, p)
        at, last = at >> 1, last >> 1
    check(last == 0, 'the proof is too short')
    return r


@scenario
def leaves_and_proofs_hold_by_other_means(custos, tmp):
    folder = init(custos, tmp)
    told = append(custos, folder, *({'type': 'observation', 'text': f'number {i}', 'subject': None} for i in range(11))).out.split()
    check(told[::2] == [str(i) for i in range(11)], told)
    bundle = entries(folder, 11)
    leaves = [hashlib.sha256(b'\0' + e).digest() for e in bundle]
    check([leaf.hex() for leaf in leaves] == told[1::2], 'leaf hashes are not those of the entries')
    check(b'number' not in b''.join(bundle), 'a value stands in the tree')
    note = read(f'{folder}/checkpoint').split('\n')
    check(note[:2] == ['custos.example/scenario', '11'], note)
    for i in range(11):
        proof = custos('ledger', 'prove', folder, str(i), expect=0).out
        head, whole = proof.split('\n\n', 1)
        lines = head.split('\n')
        check(lines[:2] == ['c2sp.org/tlog-proof@v1', f'index {i}'] and whole == read(f'{folder}/checkpoint'), proof)
        root = root_above(i, 11, leaves[i], [base64.b64decode(x) for x in lines[2:]])
        check(base64.b64encode(root).decode() == note[2], f'the proof of record {i} does not hold')
    check(verify(custos, folder).out.startswith('verified 11 records\n'), 'verify')
    custos('ledger', 'prove', folder, '11', expect=2)


@scenario
def told_while_input_goes_on(custos, tmp):
    """Whoever waits for the answer before the next line gets it."""
    folder = init(custos, tmp)
    with subprocess.Popen([custos.path, 'ledger', 'append', folder, '-'], env=custos.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as p:
        for i in range(5):
            p.stdin.write(b'{"text": "one"}\n')
            p.stdin.flush()
            ready = select.select([p.stdout], [], [], WAIT_S)[0]
            check(ready, f'record {i}: no answer')
            line = os.read(p.stdout.fileno(), 4096).split()
            check(line[0] == str(i).encode() and len(line[1]) == 64, line)
        custos('ledger', 'append', folder, '-', stdin=b'{"text": "another writer"}\n', expect=2)
        p.stdin.close()
        check(p.wait(WAIT_S) == 0, 'append failed')
    check(verify(custos, folder).out.startswith('verified 5 records\n'), 'verify')


@scenario
def signed_and_verified_while_a_writer_waits(custos, tmp):
    folder = init(custos, tmp)
    with subprocess.Popen([custos.path, 'ledger', 'append', folder, '-'], env=custos.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as p:
        p.stdin.write(b'{"a": 1}\n')
        p.stdin.flush()
        check(p.stdout.readline().startswith(b'0 '), 'the record is told')
        until = time.monotonic() + WAIT_S
        while read(f'{folder}/checkpoint').split('\n')[1] != '1' and time.monotonic() < until:
            time.sleep(0.05)
        check(read(f'{folder}/checkpoint').split('\n')[1] == '1', 'what waits is signed though no more input comes')
        said = verify(custos, folder).out
        check(said.startswith('verified 1 records\n') and 'was not asked' in said, said)
        p.stdin.close()
        check(p.wait(WAIT_S) == 0, p.returncode)
    check('was not asked' not in verify(custos, folder).out, 'a signer that is free is asked')


@scenario
def lines_that_are_no_records(custos, tmp):
    folder, count = init(custos, tmp), 0
    for bad in ('{"a": 1', '[1]', '7', '{"a": 1, "a": 2}', '{"type": "gap"}', '{"type": "erasure", "records": "0"}', '{"a b": 1}', '{"type": "A/"}',
                json.dumps({'text': 'x' * (2 << 20)})):
        said = custos('ledger', 'append', folder, '-', stdin=b'{"text": "stands"}\n\n' + bad.encode() + b'\n{"text": "is not reached"}\n', expect=2)
        check(said.out.split()[0] == str(count) and len(said.out.split()) == 2, said.out)
        check('line 3' in said.err, said.err)
        count += 1
    check(verify(custos, folder).out.startswith(f'verified {count} records\n'), 'verify')
    for args in (['show', folder, str(count)], ['show', folder, 'x'], ['prove', folder], ['erase', folder, '0'], ['append', folder], ['verify', tmp + '/none'],
                 ['init', folder], ['nonsense'], ['verify', '--growth', '1', folder]):
        custos('ledger', *args, expect=2)


@scenario
def any_changed_byte_is_found(custos, tmp):
    folder = init(custos, tmp)
    append(custos, folder, *({'text': f'number {i}'} for i in range(4)))
    append(custos, folder, *({'text': f'number {i}'} for i in range(3)))
    files = [os.path.join(at, f) for at, _, names in os.walk(folder) for f in names if '/signer' not in at]
    check(len(files) >= 9, files)
    chance = random.Random(7)
    for path in sorted(files):
        whole = read(path, 'rb')
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1
        write(path, bytes(changed))
        custos('ledger', 'verify', folder, expect=1 if not path.endswith('log.vkey') else (1, 2))
        write(path, whole)
    check(verify(custos, folder).out.startswith('verified 7 records\n'), 'verify')


@scenario
def an_old_copy_is_found(custos, tmp):
    """The folder is put back, the signer's memory is not."""
    folder = init(custos, tmp)
    append(custos, folder, {'text': 'before'})
    subprocess.run(['cp', '-a', folder, f'{tmp}/old'], check=True)
    append(custos, folder, {'text': 'what somebody wants forgotten'})
    for name in ('journal', 'tile', 'checkpoint', 'checkpoints.log'):
        subprocess.run(['rm', '-rf', f'{folder}/{name}'], check=True)
        subprocess.run(['cp', '-a', f'{tmp}/old/{name}', f'{folder}/{name}'], check=True)
    said = append(custos, folder, {'text': 'another history'}, expect=2)
    check('2 records are signed' in said.err and not said.out, said.err)
    said = verify(custos, folder, expect=1)
    check('2 records was signed' in said.err, said.err)


@scenario
def erased_is_gone_and_proofs_hold(custos, tmp):
    folder = init(custos, tmp)
    append(custos, folder, {'text': 'the target is imsi:001010000000001'}, {'text': 'stays'})
    proof = custos('ledger', 'prove', folder, '0', expect=0).out
    custos('ledger', 'erase', '--why', 'retention is over', folder, '0', expect=0)
    found = subprocess.run(['grep', '-r', '001010000000001', folder], capture_output=True, check=False)
    check(found.returncode == 1, found.stdout)
    check(slots(custos, folder, 0)['erased'] and slots(custos, folder, 1)['slots']['text'] == 'stays', 'what is left')
    check(slots(custos, folder, 2)['slots']['why'] == 'retention is over', 'the order')
    said = verify(custos, folder).out
    check(said.startswith('verified 3 records\n') and 'erased: 1 record' in said, said)
    leaf = hashlib.sha256(b'\0' + entries(folder, 3)[0]).digest()
    lines = proof.split('\n\n')[0].split('\n')
    root = root_above(0, 2, leaf, [base64.b64decode(x) for x in lines[2:]])
    check(base64.b64encode(root).decode() == proof.split('\n\n')[1].split('\n')[2], 'the old proof does not hold any more')


@scenario
def an_audit_is_on_record(custos, tmp):
    folder, source = init(custos, tmp), example('covert-copy')
    capture = os.path.join(source, 'core.pcapng.zst')
    custos('audit', '--ledger', folder, '-n', os.path.join(source, 'network.yaml'), '-w', os.path.join(source, 'warrants.yaml'), capture, expect=1)
    records = [json.loads(line) for line in custos('ledger', 'show', folder, expect=0).out.splitlines()]
    check([r['type'] for r in records[:3]] == ['run', 'capture', 'finding'], records)
    check(records[1]['slots']['sha256'] == hashlib.sha256(read(capture, 'rb')).hexdigest(), records[1])
    network = hashlib.sha256(read(os.path.join(source, 'network.yaml'), 'rb')).hexdigest()
    check(records[0]['slots']['network.sha256'] == network, records[0])
    finding = records[2]['slots']
    blob = finding['evidence.blob']
    check(hashlib.sha256(read(f'{folder}/blob/{blob[:2]}/{blob}', 'rb')).hexdigest() == blob, 'the blob')
    check(finding['id'] == 'F-0001' and finding['rule'] == 'covert-copy' and finding['run'] == '0', finding)
    check(f'verified {len(records)} records' in verify(custos, folder).out, 'verify')
    custos('audit', '--ledger', f'{tmp}/none', capture, expect=2)


@scenario
def fast_enough_in_the_sanitizer_build(custos, tmp):
    """A group of records shares one sync: a thousand need no thousand syncs."""
    folder, begun = init(custos, tmp), time.monotonic()
    out = append(custos, folder, *({'text': f'number {i}'} for i in range(2000))).out
    check(len(out.splitlines()) == 2000 and time.monotonic() - begun < WAIT_S, f'{time.monotonic() - begun:.1f} s')
    check(verify(custos, folder).out.startswith('verified 2000 records\n'), 'verify')
