#!/usr/bin/env python3
"""tls.py [FILE...]: does tshark, with the key log, read in recorded TLS sessions (tests/golden/tls) what was put in? The unit tests
hold custos against the same sessions. Prints "N passed, M failed"; exit status 1 when one failed."""
import glob, os, re, struct, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ADDRESS = {'client': bytes([192, 0, 2, 1]), 'server': bytes([192, 0, 2, 2])}
PORT = {'client': 40000, 'server': 25000}
SYN, ACK, PUSH = 2, 16, 8


def frame(who, seq, ack, flags, data):
    other = 'server' if who == 'client' else 'client'
    tcp = struct.pack('>HHIIBBHHH', PORT[who], PORT[other], seq, ack, 5 << 4, flags, 65535, 0, 0) + data
    ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, ADDRESS[who], ADDRESS[other])
    return ip + tcp


def read(path):
    """Chunks, key log, and what was put in by client and server."""
    chunks, keys, clear = [], [], {}
    for line in open(path):
        word, _, value = line.strip().partition(' ')
        if word == 'secret': keys.append(value)
        elif word.startswith('clear-'): clear[word[6:]] = bytes.fromhex(value)
        else: chunks.append((word, bytes.fromhex(value)))
    return chunks, keys, clear


def write_capture(path, chunks):
    seq = {'client': 1000, 'server': 5000}
    frames = [frame('client', 999, 0, SYN, b''), frame('server', 4999, 1000, SYN | ACK, b''), frame('client', 1000, 5000, ACK, b'')]
    for who, data in chunks:
        other = 'server' if who == 'client' else 'client'
        for at in range(0, len(data), 1400):
            part = data[at:at + 1400]
            frames.append(frame(who, seq[who], seq[other], ACK | PUSH, part))
            seq[who] += len(part)
    with open(path, 'wb') as out:
        out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        for i, f in enumerate(frames): out.write(struct.pack('<IIII', 1700000000 + i, 0, len(f), len(f)) + f)


def seen_by_tshark(folder, chunks, keys):
    capture, log = os.path.join(folder, 'x.pcap'), os.path.join(folder, 'keys')
    write_capture(capture, chunks)
    with open(log, 'w') as out: out.write('\n'.join(keys) + '\n')
    text = subprocess.run(['tshark', '-n', '-r', capture, '-d', 'tcp.port==25000,tls', '--disable-protocol', '5gli', '-o', 'tls.keylog_file:' + log, '-q', '-z', 'follow,tls,raw,0'],
                          check=True, capture_output=True, text=True).stdout  # its X2/X3 dissector keeps PDUs to itself
    found = {'client': b'', 'server': b''}
    first, second = ('client', 'server') if 'Node 0: 192.0.2.1:' in text else ('server', 'client')  # the second one's lines are indented
    for line in text.splitlines():
        m = re.fullmatch(r'(\t?)([0-9a-f]+)', line)
        if m: found[second if m[1] else first] += bytes.fromhex(m[2])
    return found


def main():
    passed = failed = 0
    for path in sys.argv[1:] or sorted(glob.glob(os.path.join(ROOT, 'tests/golden/tls/*.tls'))):
        chunks, keys, clear = read(path)
        with tempfile.TemporaryDirectory() as folder: found = seen_by_tshark(folder, chunks, keys)
        good = found == clear
        passed += good
        failed += not good
        if not good: print('%s: tshark reads %s, put in were %s bytes' % (path, {k: len(v) for k, v in found.items()}, {k: len(v) for k, v in clear.items()}))
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0


if __name__ == '__main__': sys.exit(main())
