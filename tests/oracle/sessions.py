#!/usr/bin/env python3
"""sessions.py [--custos FILE] [FILE...]: does `custos audit` tell of recorded TLS sessions (tests/golden/tls), without their secrets and with
them, what tshark tells: version, suite, server's name, the certificates' names, issuers and fingerprints? Prints "N passed, M failed"; exit status 1 when one failed."""
import argparse, glob, hashlib, json, os, subprocess, sys, tempfile
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
          'tls.handshake.extensions_server_name', 'x509sat.uTF8String', 'x509ce.dNSName', 'x509ce.IPAddress.ipv4', 'tls.handshake.certificate')
TOLD = ('version', 'suite', 'server_name') + tuple(f'{end}_{what}' for end in ('client', 'server') for what in ('certificate', 'issuer', 'fingerprint'))


def seen_by_custos(custos, folder, capture, keylog):
    network = os.path.join(folder, 'network.yaml')
    with open(network, 'w') as out: out.write(NETWORK)
    done = subprocess.run([custos, 'audit', '--json', '-n', network, *keylog, capture], capture_output=True, text=True)
    sessions = json.loads(done.stdout)['sessions']
    s = sessions[0] if len(sessions) == 1 else {}
    return {k: s.get(k) for k in TOLD}


def certificate(subjects, others):
    """As custos writes it; of several common names the last counts. Issuers are the same here: certificates are signed by their own key."""
    names = [n for n in others if n]
    return (subjects[-1] + (' (%s)' % ', '.join(names) if names else '')) if subjects else None


def seen_by_tshark(capture, keylog):
    text = subprocess.run(['tshark', '-n', '-r', capture, *keylog, '-d', 'tcp.port==%d,tls' % tls.PORT['server'], '-Y', 'tls.handshake', '-T', 'fields', *sum((['-e', f] for f in FIELDS), [])],
                          check=True, capture_output=True, text=True).stdout
    said = dict.fromkeys(TOLD)
    for line in text.splitlines():
        port, types, version, chosen, suite, name, subject, dns, ip, der = (line.split('\t') + [''] * len(FIELDS))[:len(FIELDS)]
        types = types.split(',')
        if '1' in types and name: said['server_name'] = name
        if '2' in types: said.update(version=VERSIONS[(chosen or version).split(',')[0]], suite=suite.split(',')[0])
        if '11' in types and der:
            end = 'server' if port == str(tls.PORT['server']) else 'client'
            said[end + '_certificate'] = certificate(subject.split(','), dns.split(',') + ip.split(','))
            said[end + '_issuer'] = subject.split(',')[0]
            said[end + '_fingerprint'] = hashlib.sha256(bytes.fromhex(der.split(',')[0].replace(':', ''))).hexdigest()
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--custos', default=os.path.join(tls.ROOT, 'build/dev/custos'))
    parser.add_argument('files', nargs='*')
    a = parser.parse_args()
    passed = failed = 0
    for path in a.files or sorted(glob.glob(os.path.join(tls.ROOT, 'tests/golden/tls/*.tls'))):
        chunks, secrets, _ = tls.read(path)
        with tempfile.TemporaryDirectory() as folder:
            capture, log = os.path.join(folder, 'x.pcap'), os.path.join(folder, 'keys')
            tls.write_capture(capture, chunks)
            with open(log, 'w') as out: out.write('\n'.join(secrets) + '\n')
            for ours, theirs in (([], []), (['-k', log], ['-o', 'tls.keylog_file:' + log])):
                custos, tshark = seen_by_custos(a.custos, folder, capture, ours), seen_by_tshark(capture, theirs)
                wrong = [k for k in TOLD if tshark[k] != custos[k]]
                passed += len(TOLD) - len(wrong)
                failed += len(wrong)
                for k in wrong: print('%s%s: %s: custos %s, tshark %s' % (path, ' with its key log' if ours else '', k, custos[k], tshark[k]))
    print('%d passed, %d failed' % (passed, failed))
    return failed > 0


sys.exit(main())
