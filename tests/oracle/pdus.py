#!/usr/bin/env python3
"""pdus.py [--custos BINARY] [CAPTURE...]: `custos decode` held against foreign decoders, PDU by PDU and field by field.

X2/X3, PFCP, GTPv2-C, RADIUS and SNMP against tshark, on every PDU that tshark can decode: it puts no TCP segments together, so of X2/X3 those that
stand whole in the segment that begins with them. PS-PDUs, which tshark does not know, against openssl's asn1parse, element by element of the
header and the payload's kind. Without CAPTURE: the golden PDUs, each in a packet of its own, an example, and drills with deliveries and orders.
Prints "N passed, M failed"; exit status 1 when one failed."""
import argparse
import collections
import glob
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIMIT_S = 120
DRILLS = ('shadow-interception', 'order-pfcp', 'order-radius', 'order-snmp')
PORTS = {'pspdu': 41002, 'x2x3': 42003, 'pfcp': 8805, 'radius': 3799, 'snmp': 161, 'gtpv2': 2123}
# tshark's field: where in what custos tells (at any depth; with ^ only on top), and how tshark writes it
X2X3 = {'li5g.ver': ('version', int), 'li5g.type': ('type', int), 'li5g.hl': ('header_length', int), 'li5g.pl': ('payload_length', int),
        'li5g.pf': ('payload_format', int), 'li5g.pd': ('payload_direction', int), 'li5g.xid': ('^xid', str), 'li5g.cid': ('^correlation_id', 'u64'),
        'li5g.did': ('domain_id', 'text'), 'li5g.nfid': ('nf_id', 'text'), 'li5g.ipid': ('interception_point_id', 'text'),
        'li5g.srcip': ('source_ipv4', str), 'li5g.dstip': ('destination_ipv4', str), 'li5g.srcipv6': ('source_ipv6', str),
        'li5g.dstipv6': ('destination_ipv6', str), 'li5g.srcport': ('source_port', int), 'li5g.dstport': ('destination_port', int),
        'li5g.ipproto': ('ip_protocol', int)}
PFCP = {'pfcp.msg_type': ('message', int), 'pfcp.seqno': ('sequence_number', int), 'pfcp.far_id': ('far_id', int), 'pfcp.pdr_id': ('pdr_id', int),
        'pfcp.dst_interface': ('destination_interface', int), 'pfcp.outer_hdr_creation.teid': ('outer_header_creation.teid', int),
        'pfcp.outer_hdr_creation.ipv4': ('outer_header_creation.ipv4', str), 'pfcp.outer_hdr_creation.ipv6': ('outer_header_creation.ipv6', str),
        'pfcp.outer_hdr_creation.port': ('outer_header_creation.port', int), 'pfcp.ue_ip_addr_ipv4': ('ue_ipv4', str),
        'pfcp.node_id_ipv4': ('node', str), 'pfcp.f_seid.ipv4': ('session.ipv4', str), 'pfcp.precedence': ('precedence', int)}
RADIUS = {'radius.code': ('code', int), 'radius.id': ('identifier', int), 'radius.Framed-IP-Address': ('framed_ip_address', str),
          'radius.Acct_Session_Id': ('acct_session_id', str), 'radius.Huawei_LI_ID': ('interception_id', str),
          'radius.Huawei_LI_Md_Address': ('mediation_address', str), 'radius.Huawei_LI_Md_Port': ('mediation_port', int)}
SNMP = {'snmp.request_id': ('request_id', int), 'snmp.error_index': ('error_index', int), 'snmp.name': ('variables.name', str),
        'snmp.value.int': ('variables.integer', int), 'snmp.value.g32': ('variables.unsigned32', int)}
GTPV2 = {'gtpv2.message_type': ('message', int), 'gtpv2.seq': ('sequence_number', int), 'gtpv2.teid': ('teid', int), 'e212.imsi': ('imsi', str), 'gtpv2.mei': ('imei', str)}
KINDS = {'X2/X3': ('5gli', X2X3, 'tcp'), 'PFCP': ('pfcp', PFCP, 'udp'), 'RADIUS': ('radius', RADIUS, 'udp'), 'SNMP': ('snmp', SNMP, 'udp'),
         'GTPv2-C': ('gtpv2', GTPV2, 'udp')}


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=LIMIT_S, check=False)


# ---- captures

def frame(data, port, tcp, number):
    head = struct.pack('>HHIIBBHHH', 20000 + number, port, 1000, 1, 5 << 4, 0x18, 65535, 0, 0) if tcp else \
        struct.pack('>HHHH', 20000 + number, port, 8 + len(data), 0)
    return struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(head + data), number, 0, 64, 6 if tcp else 17, 0, bytes((192, 0, 2, 1)),
                       bytes((192, 0, 2, 2))) + head + data


def golden_capture(path):
    """Every golden PDU in a conversation of its own."""
    with open(path, 'wb') as out:
        out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 228))
        number = 0
        for kind, port in PORTS.items():
            for name in sorted(glob.glob(os.path.join(ROOT, 'tests/golden', kind, '*.b[ei][rn]'))):
                number += 1
                with open(name, 'rb') as f:
                    packet = frame(f.read(), port, kind in ('pspdu', 'x2x3'), number)
                out.write(struct.pack('<IIII', 1700000000 + number, 0, len(packet), len(packet)) + packet)


def captures(custos, folder):
    golden_capture(os.path.join(folder, 'golden.pcap'))
    yield os.path.join(folder, 'golden.pcap')
    yield os.path.join(ROOT, 'examples/shadow-interception/handover.pcap')
    for drill in DRILLS:
        run(custos, 'drill', 'make', drill, '--seed', '1', '-o', os.path.join(folder, drill))
        yield os.path.join(folder, drill, 'capture.pcapng')


# ---- both sides' values

def values(tree, path):
    """All values at a path below any group, in their order. A revealed identity is its value; NAME#2 is another NAME."""
    if path[0] == '^': return [tree[path[1:]]]
    names = path.split('.')
    found = []

    def walk(node, left):
        if isinstance(node, list):
            for x in node: walk(x, left)
        elif isinstance(node, dict) and 'kind' in node and 'value' in node and not left:
            found.append(node['value'])
        elif isinstance(node, dict):
            for key, x in node.items():
                here = left and key.split('#')[0] == left[0]
                if here and len(left) == 1 and not isinstance(x, (list, dict)): found.append(x)
                elif here and isinstance(x, dict) and set(x) == {'kind', 'value'} and len(left) == 1: found.append(x['value'])
                else: walk(x, left[1:] if here and len(left) > 1 else left if not (here and len(left) == 1) else left)
    walk(tree, names)
    return found


def written(value, form):
    if form == 'u64': return '%016x' % value
    if form == 'text': return value.encode().hex()
    return str(value)


def read(cell, form):
    """tshark writes some numbers in hexadecimal."""
    return [str(int(v, 0)) if form is int else v.replace(':', '') if form in ('u64', 'text') else v for v in cell.split(',') if v]


def alone(pdus):
    """X2/X3 PDUs that begin their packet's segment and end in it."""
    by_packet, torn = collections.defaultdict(list), set()
    for d in pdus:
        by_packet[d['packet']].append(d)
        if d['first_packet'] != d['packet']: torn |= {d['first_packet'], d['packet']}
    return {number: found[0] for number, found in by_packet.items() if number not in torn and len(found) == 1}


def compare_tshark(path, protocol, pdus):
    """(PDUs compared, differences)."""
    dissector, fields, transport = KINDS[protocol]
    ours = alone(pdus) if transport == 'tcp' else {d['packet']: d for d in pdus}
    ports = {d['sport'] if protocol == 'RADIUS' and d['dport'] != 3799 else d['dport'] for d in ours.values()}
    by_port = 'gtp' if dissector == 'gtpv2' else dissector
    decode_as = [x for port in ports for x in ('-d', f'{transport}.port=={port},{by_port}')]
    columns = [x for name in fields for x in ('-e', name)]
    out = run('tshark', '-n', '-r', path, *decode_as, '-Y', dissector, '-T', 'fields', '-e', 'frame.number', '-e', 'tcp.len', *columns).stdout
    compared, bad = 0, []
    for line in out.decode(errors='replace').splitlines():
        cells = line.split('\t')
        d = ours.get(int(cells[0]))
        if not d or (transport == 'tcp' and cells[1] != str(d['bytes'])): continue
        compared += 1
        for (name, (path_, form)), cell in zip(fields.items(), cells[2:]):
            want, got = read(cell, form), [written(v, form) for v in values(d['fields'], path_)]
            if want not in (got, [v for v in got for _ in (1, 2)]):  # of X2/X3 it may show an attribute twice
                bad.append(f'packet {cells[0]}: {name}: tshark {want}, custos {got}')
    return compared, bad


# ---- PS-PDUs

def segments(path):
    """What each packet's TCP segment carries."""
    out = run('tshark', '-n', '-r', path, '-Y', 'tcp.len > 0', '-T', 'fields', '-e', 'frame.number', '-e', 'tcp.payload').stdout.decode()
    rows = [line.split('\t') for line in out.splitlines()]
    return {int(number): bytes.fromhex(octets.replace(':', '')) for number, octets in rows if ',' not in octets}


LINE = re.compile(r'^ *(\d+):d=(\d+) +hl=(\d+) l= *(\d+|inf) (prim|cons): +(?:cont \[ (\d+) \]|(\w+))')


def elements(data):
    """(path of tags, contents) of each element, by asn1parse; none of the constructed ones."""
    with tempfile.NamedTemporaryFile() as f:
        f.write(data)
        f.flush()
        out = run('openssl', 'asn1parse', '-inform', 'DER', '-in', f.name).stdout.decode(errors='replace')
    path, found = [], []
    for line in out.splitlines():
        m = LINE.match(line)
        if not m: continue
        at, depth, head, length = int(m[1]), int(m[2]), int(m[3]), int(m[4])
        path[depth:] = [m[6] if m[6] else m[7]]
        found.append(('.'.join(path[1:]), data[at + head:at + head + length] if m[5] == 'prim' else b''))
    return found


def compare_openssl(path, pdus):
    compared, bad = 0, []
    carried = segments(path)
    for number, d in alone(pdus).items():
        data = carried.get(number, b'')
        if len(data) != d['bytes']: continue
        compared += 1
        theirs = dict(reversed(elements(data)))
        header, payload = d['fields']['header'], d['fields']['payload']
        integer = lambda b: int.from_bytes(b, 'big')
        known = (('1.1', header.get('liid'), bytes.decode), ('1.2', header.get('country'), bytes.decode), ('1.4', header.get('sequence_number'), integer),
                 ('1.3.1', header['communication'].get('cin'), integer), ('1.3.0.0', header['communication']['network_identifier'].get('operator_id'), bytes.decode),
                 ('1.3.0.1', header['communication']['network_identifier'].get('network_element_id'), bytes.decode),
                 ('1.6', header.get('interception_point_id'), bytes.decode), ('1.7.0', header.get('microsecond_time', {}).get('seconds'), integer),
                 ('1.7.1', header.get('microsecond_time', {}).get('microseconds'), integer), ('1.8', header.get('time_qualifier'), integer))
        for where, ours, form in known:
            want = form(theirs[where]) if where in theirs else None
            if want != ours: bad.append(f'packet {number}: [{where}]: openssl {want}, custos {ours}')
        kind = next(p for p in (x.split('.') for x in theirs) if p[0] == '2')[1]
        names = ('iri', 'cc', 'tri', 'hi1', 'encryption_container', 'hi1_3gpp', 'ilhi', 'hi4')
        if list(payload) != [names[int(kind)]]: bad.append(f'packet {number}: payload: openssl [{kind}], custos {list(payload)}')
    return compared, bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--custos', default=os.path.join(ROOT, 'build/dev/custos'))
    parser.add_argument('captures', nargs='*')
    args = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in args.captures or captures(args.custos, folder):
            done = run(args.custos, 'decode', '--json', '--reveal-targets', path)
            pdus = collections.defaultdict(list)
            for line in done.stdout.splitlines():
                d = json.loads(line)
                pdus[d['protocol']].append(d)
            for protocol, list_ in sorted(pdus.items()):
                if protocol not in KINDS and protocol != 'HI2/HI3': continue
                compared, bad = compare_openssl(path, list_) if protocol == 'HI2/HI3' else compare_tshark(path, protocol, list_)
                for line in bad[:20]: print(f'{os.path.basename(path)}: {protocol}: {line}')
                wrong = len({b.split(':')[0] for b in bad})
                passed, failed = passed + compared - wrong, failed + wrong
                print(f'{os.path.relpath(path, folder)}: {protocol}: {compared} of {len(list_)} PDUs compared, {wrong} differ')
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
