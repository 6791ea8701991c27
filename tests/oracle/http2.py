#!/usr/bin/env python3
"""http2.py [FILE...]: does tshark read in recorded HTTP/2 connections (tests/golden/http2) the bodies that were put in? The unit tests hold
custos against the same recordings. Prints "N passed, M failed"; exit status 1 when one failed."""
import glob, os, subprocess, sys, tempfile
import xml.etree.ElementTree as tree
import tls

DATA, HEADERS, RST_STREAM = '0', '1', '3'


def read(path):
    """Chunks; the body of each (sender, stream)."""
    chunks, bodies = [], {}
    for line in open(path):
        word, *rest = line.rstrip('\n').split(' ')
        if word in ('client', 'server'): chunks.append((word, bytes.fromhex(rest[0])))
        else: bodies['client' if word == 'request' else 'server', int(rest[0])] = bytes.fromhex(rest[2])
    return chunks, bodies


def value(frame, name, attribute):
    field = next((f for f in frame.iter('field') if f.get('name') == name), None)
    return None if field is None else field.get(attribute)


def data_of(frame):
    """Of a DATA frame; tshark 4.0 leaves its padding on."""
    data, padding = bytes.fromhex(value(frame, 'http2.data.data', 'value') or ''), int(value(frame, 'http2.pad_length', 'show') or 0)
    return data[:len(data) - padding]


def seen_by_tshark(capture):
    """The data of each (sender, stream), and those that were reset."""
    text = subprocess.run(['tshark', '-n', '-r', capture, '-d', 'tcp.port==%d,http2' % tls.PORT['server'], '-T', 'pdml'], check=True, capture_output=True)
    found, reset = {}, set()
    for packet in tree.fromstring(text.stdout).iter('packet'):
        tcp = next(p for p in packet.iter('proto') if p.get('name') == 'tcp')
        sender = 'client' if value(tcp, 'tcp.srcport', 'show') == str(tls.PORT['client']) else 'server'
        for frame in packet.iter('proto'):
            if frame.get('name') != 'http2' or not int(value(frame, 'http2.streamid', 'show') or 0): continue
            key, kind, whole = (sender, int(value(frame, 'http2.streamid', 'show'))), value(frame, 'http2.type', 'show'), value(frame, 'http2.body.reassembled.data', 'value')
            if kind == RST_STREAM: reset.add(key)
            if kind in (DATA, HEADERS): found[key] = bytes.fromhex(whole) if whole else found.get(key, b'') + (data_of(frame) if kind == DATA else b'')
    return found, reset


def main():
    passed = failed = 0
    for path in sys.argv[1:] or sorted(glob.glob(os.path.join(tls.ROOT, 'tests/golden/http2/*.h2'))):
        chunks, bodies = read(path)
        with tempfile.TemporaryDirectory() as folder:
            capture = os.path.join(folder, 'x.pcap')
            tls.write_capture(capture, chunks)
            found, reset = seen_by_tshark(capture)
        for key in sorted(set(bodies) | set(found) - reset):
            good = found.get(key) == bodies.get(key)
            passed += good
            failed += not good
            if not good: print('%s: %s of stream %d: tshark reads %s bytes, put in were %s' % (path, *key, len(found.get(key, '')), len(bodies.get(key, ''))))
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0


sys.exit(main())
