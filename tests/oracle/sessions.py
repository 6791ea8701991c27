#!/usr/bin/env python3
"""sessions.py [--custos FILE] [FILE...]: does `custos audit` tell of recorded TLS sessions (tests/golden/tls), without their secrets, what
tshark tells: version, suite, server's name, names in the certificates? Prints "N passed, M failed"; exit status 1 when one failed."""
import argparse, glob, json, os, subprocess, sys, tempfile
import tls

VERSIONS = {'0x0301': 'TLS 1.0', '0x0302': 'TLS 1.1', '0x0303': 'TLS 1.2', '0x0304': 'TLS 1.3'}
NETWORK = '''custos: network/1
name: oracle
elements:
  - {name: client, role: ADMF, zone: management, addresses: [192.0.2.1]}
  - {name: server, role: UPF, zone: core, addresses: [192.0.2.2]}
taps:
  - {name: oam, at: server, side: management}
'''
FIELDS = ('tcp.srcport', 'tls.handshake.type', 'tls.handshake.version', 'tls.handshake.extensions.supported_version', 'tls.handshake.ciphersuite',
          'tls.handshake.extensions_server_name', 'x509sat.uTF8String', 'x509ce.dNSName', 'x509ce.IPAddress.ipv4')


def seen_by_custos(custos, folder, capture):
    network = os.path.join(folder, 'network.yaml')
    with open(network, 'w') as out: out.write(NETWORK)
    done = subprocess.run([custos, 'audit', '--json', '-n', network, capture], capture_output=True, text=True)
    sessions = json.loads(done.stdout)['sessions']
    s = sessions[0] if len(sessions) == 1 else {}
    return {k: s.get(k) for k in ('version', 'suite', 'server_name', 'server_certificate', 'client_certificate')}


def certificate(subjects, others):
    """As custos writes it; of several common names the last counts. Issuers are the same here: certificates are signed by their own key."""
    names = [n for n in others if n]
    return (subjects[-1] + (' (%s)' % ', '.join(names) if names else '')) if subjects else None


def seen_by_tshark(capture):
    text = subprocess.run(['tshark', '-n', '-r', capture, '-d', 'tcp.port==%d,tls' % tls.PORT['server'], '-Y', 'tls.handshake', '-T', 'fields', *sum((['-e', f] for f in FIELDS), [])],
                          check=True, capture_output=True, text=True).stdout
    said = dict.fromkeys(('version', 'suite', 'server_name', 'server_certificate', 'client_certificate'))
    for line in text.splitlines():
        port, types, version, chosen, suite, name, subject, dns, ip = (line.split('\t') + [''] * len(FIELDS))[:len(FIELDS)]
        types = types.split(',')
        if '1' in types and name: said['server_name'] = name
        if '2' in types: said.update(version=VERSIONS[(chosen or version).split(',')[0]], suite=suite.split(',')[0])
        if '11' in types: said['server_certificate' if port == str(tls.PORT['server']) else 'client_certificate'] = certificate(subject.split(','), dns.split(',') + ip.split(','))
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--custos', default=os.path.join(tls.ROOT, 'build/dev/custos'))
    parser.add_argument('files', nargs='*')
    a = parser.parse_args()
    passed = failed = 0
    for path in a.files or sorted(glob.glob(os.path.join(tls.ROOT, 'tests/golden/tls/*.tls'))):
        with tempfile.TemporaryDirectory() as folder:
            capture = os.path.join(folder, 'x.pcap')
            tls.write_capture(capture, tls.read(path)[0])
            custos, tshark = seen_by_custos(a.custos, folder, capture), seen_by_tshark(capture)
        for key in tshark:
            good = tshark[key] == custos[key]
            passed += good
            failed += not good
            if not good: print('%s: %s: custos %s, tshark %s' % (path, key, custos[key], tshark[key]))
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0


sys.exit(main())
