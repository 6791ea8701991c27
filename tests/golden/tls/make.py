#!/usr/bin/env python3
"""make.py [NAME...]: writes *.tls beside this file (those named only): sessions between openssl s_client and s_server (OpenSSL 3.0), recorded by a relay between
them. A line each: "client|server HEX" bytes as they were sent, in order; "secret LINE" of the key log; "clear-client|clear-server
HEX" what was put in. Keys and certificate are made for the occasion and thrown away."""
import os, socket, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
PDUS = [open(os.path.join(HERE, '..', 'x2x3', n + '.bin'), 'rb').read() for n in ('x2-sip-v1', 'x3-ip-v5', 'x3-ipv6-v2')]
ANSWER = b'taken\n'


def x1(start, name):
    body = open(os.path.join(HERE, '..', 'x1', name + '.xml'), 'rb').read()
    return start + b'\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n' % len(body) + body


def relay(listener, port, log):
    """One connection; log gets (who, bytes)."""
    client, _ = listener.accept()
    server = socket.create_connection(('127.0.0.1', port))

    def pump(name, a, b):
        while data := a.recv(65536):
            log.append((name, data))
            b.sendall(data)
        b.shutdown(socket.SHUT_WR)
    threads = [threading.Thread(target=pump, args=x) for x in (('client', client, server), ('server', server, client))]
    for t in threads: t.start()
    for t in threads: t.join()


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def session(folder, client_args, client_commands, port):
    """Talk to the server at `port`; returns what went over the wire and the key log."""
    log, listener = [], socket.create_server(('127.0.0.1', 0))
    thread = threading.Thread(target=relay, args=(listener, port, log))
    thread.start()
    keys = os.path.join(folder, 'keys')
    if os.path.exists(keys): os.unlink(keys)
    client = subprocess.Popen(['openssl', 's_client', '-connect', '127.0.0.1:%d' % listener.getsockname()[1], '-keylogfile', keys, *client_args],
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    for data in client_commands:
        client.stdin.write(data)
        client.stdin.flush()
        time.sleep(0.15)
    time.sleep(0.2)
    client.stdin.write(b'Q\n')
    client.stdin.close()
    client.wait()
    thread.join()
    return log, [l for l in open(keys).read().splitlines() if l and l[0] != '#']


def write(name, log, keys, clear_client, clear_server):
    with open(os.path.join(HERE, name + '.tls'), 'w') as out:
        for line in keys: out.write('secret %s\n' % line)
        for who, data in log: out.write('%s %s\n' % (who, data.hex()))
        out.write('clear-client %s\nclear-server %s\n' % (clear_client.hex(), clear_server.hex()))


def make(name, folder, server_args, client_args, commands=PDUS, twice=False, answer=ANSWER, who='mdf'):
    if sys.argv[1:] and name not in sys.argv[1:]: return
    port, cert = free_port(), os.path.join(folder, who + '.pem')
    server = subprocess.Popen(['openssl', 's_server', '-accept', '127.0.0.1:%d' % port, '-cert', cert, '-key', os.path.join(folder, 'key.pem'), *server_args],
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)

    def say():
        time.sleep(0.6)
        server.stdin.write(answer)
        server.stdin.flush()
    saved = os.path.join(folder, 'session')
    if twice:
        session(folder, [*client_args, '-sess_out', saved], [b'first\n'], port)
        client_args = [*client_args, '-sess_in', saved]
    talker = threading.Thread(target=say)
    talker.start()
    log, keys = session(folder, client_args, commands, port)
    talker.join()
    server.kill()
    server.wait()
    write(name, log, keys, b''.join(c for c in commands if c not in (b'K\n', b'k\n')), answer)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for who, names in (('mdf', []), ('upf-1', ['-addext', 'subjectAltName=DNS:upf-1.example,IP:10.0.9.1']), ('admf-1', [])):
            subprocess.run(['openssl', 'req', '-x509', *(['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', folder + '/key.pem'] if who == 'mdf' else ['-key', folder + '/key.pem']),
                            '-days', '1', '-subj', '/CN=' + who, *names, '-out', '%s/%s.pem' % (folder, who)], check=True, stderr=subprocess.DEVNULL)
        for suite in ('AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256', 'AES_128_CCM_SHA256', 'AES_128_CCM_8_SHA256'):
            make('tls13-' + suite.lower().replace('_', '-'), folder, ['-num_tickets', '1', '-ciphersuites', 'TLS_' + suite],
                 ['-tls1_3', '-ciphersuites', 'TLS_' + suite])
        for suite in ('AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-CCM', 'AES256-CCM8'):
            args = ['-cipher', 'ECDHE-ECDSA-' + suite + ':@SECLEVEL=0']
            make('tls12-' + suite.lower(), folder, args, ['-tls1_2', *args])
        a, b, c = PDUS
        make('tls13-key-update', folder, [], ['-tls1_3'], [a, b'K\n', b, b'k\n', c])
        make('tls13-resumed', folder, [], ['-tls1_3'], twice=True)
        make('tls13-retry', folder, ['-groups', 'P-384'], ['-tls1_3', '-groups', 'X25519:P-384'])
        make('tls12-resumed-ticket', folder, [], ['-tls1_2'], twice=True)
        make('tls12-resumed-session-id', folder, ['-no_ticket'], ['-tls1_2', '-no_ticket'], twice=True)
        make('tls12-cbc', folder, [], ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA256'])
        request, response = x1(b'POST /X1/NE HTTP/1.1\r\nHost: upf-1', 'ActivateTaskRequest'), x1(b'HTTP/1.1 200 OK', 'ActivateTaskResponse')
        make('tls13-x1', folder, ['-Verify', '1'], ['-tls1_3', '-cert', folder + '/admf-1.pem', '-key', folder + '/key.pem'], [request], answer=response, who='upf-1')
        make('tls13-x1-unbound', folder, [], ['-tls1_3'], [request], answer=response)
        make('tls12-x1', folder, [], ['-tls1_2'], [request], answer=response, who='upf-1')
        make('tls12-x1-unbound', folder, [], ['-tls1_2'], [request], answer=response)


sys.exit(main())
