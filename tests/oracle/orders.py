#!/usr/bin/env python3
"""orders.py [--orders BINARY]: the decoders of orders (PFCP, RADIUS, SNMP, GTPv2-C) and of records (TS 33.128) held against tshark, message by
message.

The messages are the decoders' fuzz seeds. Every value that a decoder tells must be among those that tshark shows in the same field, in the
same order; a field that only orders have must hold the same values for both, where the decoder takes the message for an order at all. The
last line is `N passed, N failed`.
"""
import argparse
import os
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIMIT_S = 60
# what an order alone has: all of tshark's values must be told
ORDERS_ONLY = ('lix2.iMSI', 'lix2.iMEI', 'lix2.iMEISV', 'lix2.mSISDN', 'lix2.pDUSessionID', 'lix2.dNN', 'pfcp.forwarding_policy_id', 'radius.Huawei_LI_ID', 'radius.Huawei_LI_Md_Address', 'radius.Huawei_LI_Md_Port', 'radius.LI_Id',
               'radius.LI_Md_Address', 'radius.LI_Md_Port')
FIELDS = {
    'gtpv2': ('gtpv2.message_type', 'e212.imsi', 'gtpv2.trace_id', 'gtpv2.ipv4_addr'),
    'pfcp': ('pfcp.msg_type', 'pfcp.seqno', 'pfcp.ue_ip_addr_ipv4', 'pfcp.outer_hdr_creation.ipv4', 'pfcp.outer_hdr_creation.ipv6',
             'pfcp.outer_hdr_creation.teid', 'pfcp.outer_hdr_creation.port', 'pfcp.forwarding_policy_id'),
    'radius': ('radius.code', 'radius.Huawei_LI_ID', 'radius.Huawei_LI_Md_Address', 'radius.Huawei_LI_Md_Port',
               'radius.LI_Id', 'radius.LI_Md_Address', 'radius.LI_Md_Port', 'radius.Framed-IP-Address'),
    'snmp': ('snmp.value.octets', 'snmp.value.g32'),
    'xiri': ('lix2.event', 'lix2.pDUSessionID', 'lix2.dNN', 'lix2.iMSI', 'lix2.iMEI', 'lix2.iMEISV', 'lix2.mSISDN', 'lix2.nAI',
             'lix2.iPv4Address')}
PORTS = {'gtpv2': 2123, 'pfcp': 8805, 'radius': 3799, 'snmp': 161, 'xiri': 42002}
PROTOCOLS = {'gtpv2': 'gtp', 'xiri': '5gli'}


def x2(payload):
    """A PDU of TS 103 221-2 with a record of TS 33.128 in it."""
    return struct.pack('>HHIIHH', 1, 1, 40, len(payload), 2, 3) + bytes(range(1, 17)) + bytes(8) + payload


def transport(message, port):
    if port == PORTS['xiri']:
        return 6, struct.pack('>HHIIBBHHH', 40000, port, 1, 1, 0x50, 0x18, 65535, 0, 0) + x2(message)
    return 17, struct.pack('>HHHH', 40000, port, 8 + len(message), 0) + message


def capture(message, port):
    protocol, inner = transport(message, port)
    ends = bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2))
    ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(inner), 1, 0, 64, protocol, 0, *ends) + inner
    head = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 228)
    return head + struct.pack('<IIII', 0, 0, len(ip), len(ip)) + ip


def value(text):
    """tshark shows some numbers in hexadecimal; octets it shows without 0x."""
    return str(int(text, 16)) if text.startswith('0x') else text


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          timeout=LIMIT_S, check=False)


def shown(kind, message):
    """Field -> values, as tshark shows them."""
    with tempfile.NamedTemporaryFile(suffix='.pcap') as f:
        f.write(capture(message, PORTS[kind]))
        f.flush()
        columns = [c for name in FIELDS[kind] for c in ('-e', name)]
        layer = 'tcp' if kind == 'xiri' else 'udp'
        done = run('tshark', '-n', '-r', f.name, '-d', '%s.port==%d,%s' % (layer, PORTS[kind], PROTOCOLS.get(kind, kind)), '-T', 'fields',
                   *columns)
    cells = done.stdout.rstrip('\n').split('\t')
    return {name: [value(v) for v in cell.split(',') if v] for name, cell in zip(FIELDS[kind], cells)}


def told(binary, kind, path):
    """Field -> values, as the decoder tells them; None: it takes the message for no order."""
    done = run(binary, kind, path)
    if done.returncode not in (0, 1):
        raise RuntimeError('%s: exit status %d' % (binary, done.returncode))
    fields = {}
    for line in done.stdout.splitlines():
        name, text = line.split(' ', 1)
        fields.setdefault(name, []).append(value(text))
    return fields if done.returncode == 0 else None


def is_within(few, many):
    rest = iter(many)
    return all(v in rest for v in few)


def differences(ours, theirs):
    if ours is None and 'lix2.event' in theirs:
        return []  # not a record of X2, or of an event that tshark does not have; its OID is not looked at there
    if ours is None:
        return ['tshark shows %s: %s' % (n, theirs[n]) for n in ORDERS_ONLY if theirs.get(n)]
    bad = ['%s: %s, tshark %s' % (n, v, theirs.get(n)) for n, v in ours.items() if not is_within(v, theirs.get(n, []))]
    return bad + ['%s: %s, tshark %s' % (n, ours.get(n, []), theirs[n]) for n in ORDERS_ONLY
                  if theirs.get(n, []) != ours.get(n, [])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--orders', default=os.path.join(ROOT, 'build/dev/oracle_orders'))
    args = parser.parse_args()
    passed = failed = 0
    for kind in FIELDS:
        folder = os.path.join(ROOT, 'tests/fuzz/corpus/proto_' + kind)
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            with open(path, 'rb') as f:
                bad = differences(told(args.orders, kind, path), shown(kind, f.read()))
            for line in bad:
                print('%s/%s: %s' % (kind, name, line))
            passed, failed = passed + (not bad), failed + bool(bad)
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
