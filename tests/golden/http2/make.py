#!/usr/bin/python3
"""make.py: writes *.h2 beside this file, and ../tls/*http2.tls: HTTP/2 connections that carry X1, as real senders make them (curl, nghttp and python3-h2; the
server is python3-h2), recorded by a relay. A line each: "client|server HEX" bytes as they were sent, in order; "request|answer STREAM STATUS HEX" the body of
each message (STATUS 0: a request); in *.tls see ../tls/make.py. Wants curl, nghttp2-client, python3-h2, openssl."""
import os, socket, ssl, subprocess, sys, tempfile, threading, time
import h2.config, h2.connection, h2.events

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = ('ActivateTask', 'ListAllDetails', 'GetAllDetails', 'Ping', 'DeactivateTask')


def body(name):
    return open(os.path.join(HERE, '..', 'x1', name + '.xml'), 'rb').read()


class Server(threading.Thread):
    """One connection: answers each request when all of `together` are there, their data in turns, some of it padded."""

    def __init__(self, together, context=None):
        super().__init__(daemon=True)
        self.listener, self.together, self.context = socket.create_server(('127.0.0.1', 0)), together, context
        self.port, self.requests, self.answers, self.clear = self.listener.getsockname()[1], [], [], {'client': b'', 'server': b''}

    def send(self, s, data):
        self.clear['server'] += data
        s.sendall(data)

    def respond(self, c, waiting):
        parts = {}
        for stream, request in waiting:
            kind = next((t for t in TYPES if b'"%sRequest"' % t.encode() in request), None)
            status, text = ('200', body(kind + 'Response')) if kind else ('500', b'')
            self.answers.append((stream, status, text))
            c.send_headers(stream, [(':status', status), ('content-type', 'application/xml'), ('server', 'ne')], end_stream=not text)
            if text: parts[stream] = [text[i:i + 700] for i in range(0, len(text), 700)]
        while parts:
            for stream in list(parts):
                piece = parts[stream].pop(0)
                c.send_data(stream, piece, end_stream=not parts[stream], pad_length=7 if stream % 4 == 1 else None)
                if not parts[stream]: del parts[stream]

    def run(self):
        s, _ = self.listener.accept()
        if self.context: s = self.context.wrap_socket(s, server_side=True)
        c = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        c.initiate_connection()
        self.send(s, c.data_to_send())
        data, waiting = {}, []
        while received := s.recv(65536):
            self.clear['client'] += received
            for e in c.receive_data(received):
                if isinstance(e, h2.events.DataReceived):
                    data[e.stream_id] = data.get(e.stream_id, b'') + e.data
                    c.acknowledge_received_data(e.flow_controlled_length, e.stream_id)
                if isinstance(e, h2.events.StreamEnded):
                    waiting.append((e.stream_id, data.get(e.stream_id, b'')))
                    self.requests.append((e.stream_id, '0', waiting[-1][1]))
            if len(waiting) == self.together: self.respond(c, waiting); waiting = []
            self.send(s, c.data_to_send())
        s.close()


class Relay(threading.Thread):
    def __init__(self, port):
        super().__init__(daemon=True)
        self.listener, self.to, self.log = socket.create_server(('127.0.0.1', 0)), port, []
        self.port = self.listener.getsockname()[1]

    def pump(self, name, a, b):
        try:
            while received := a.recv(65536):
                self.log.append((name, received))
                b.sendall(received)
            b.shutdown(socket.SHUT_WR)
        except OSError: pass

    def run(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(('127.0.0.1', self.to))
        threads = [threading.Thread(target=self.pump, args=x) for x in (('client', client, server), ('server', server, client))]
        for t in threads: t.start()
        for t in threads: t.join()


def curl(port, folder, *more):
    scheme = 'https' if more else 'http'
    for name in ('ActivateTask', 'ListAllDetails'): open(os.path.join(folder, name), 'wb').write(body(name + 'Request'))
    command = ['curl', '-s', '-o', os.devnull, *(more or ['--http2-prior-knowledge']), '-H', 'Content-Type: application/xml']
    url = '%s://localhost:%d/X1/NE' % (scheme, port)
    first = [*command, '--data-binary', '@' + os.path.join(folder, 'ActivateTask'), url]
    return [*first, '--next', *command[1:], '--data-binary', '@' + os.path.join(folder, 'ListAllDetails'), url] if more else first  # curl 7.88 breaks on two in clear


def nghttp(port, folder):
    open(os.path.join(folder, 'GetAllDetails'), 'wb').write(body('GetAllDetailsRequest'))
    url = 'http://localhost:%d/X1/NE' % port
    return ['nghttp', '-n', '--padding=100', '--continuation', '-H', 'content-type: application/xml', '-H', ':method: POST', '-d', os.path.join(folder, 'GetAllDetails'), url, url + '?2', url + '?3']


def interleaved(port):
    """Four requests whose data take turns, padded, one with headers beyond a frame; then one on the same connection."""
    s = socket.create_connection(('127.0.0.1', port))
    c = h2.connection.H2Connection()
    c.initiate_connection()
    head = [(':method', 'POST'), (':scheme', 'http'), (':authority', 'ne'), (':path', '/X1/NE')]
    texts = {1: body('ActivateTaskRequest'), 3: body('GetAllDetailsRequest'), 5: b'nothing of X1' * 100, 7: body('PingRequest')}
    for stream in texts: c.send_headers(stream, head + [('content-type', 'application/xml'), ('x-filler', '%x' % stream * (30000 if stream == 3 else 10))])
    parts = {stream: [text[i:i + 500] for i in range(0, len(text), 500)] for stream, text in texts.items()}
    while parts:
        for stream in list(parts):
            piece = parts[stream].pop(0)
            c.send_data(stream, piece, end_stream=not parts[stream], pad_length=stream * 9)
            if not parts[stream]: del parts[stream]
    s.sendall(c.data_to_send())
    time.sleep(0.4)
    c.receive_data(s.recv(1 << 20))
    c.send_headers(9, head)
    c.send_data(9, body('DeactivateTaskRequest'), end_stream=True)
    c.send_headers(11, head, end_stream=True)
    c.send_headers(13, head)
    c.send_data(13, b'<half')
    c.reset_stream(13)
    c.send_headers(15, head)
    c.send_data(15, body('PingRequest'), end_stream=True)
    c.send_headers(17, head)
    c.send_data(17, body('PingRequest'), end_stream=True)
    s.sendall(c.data_to_send())
    time.sleep(0.4)
    c.close_connection()
    s.sendall(c.data_to_send())
    s.close()


def record(together, run, context=None):
    server = Server(together, context)
    relay = Relay(server.port)
    server.start(), relay.start()
    run(relay.port)
    server.join(20), relay.join(20)
    return server, relay.log


def write(name, server, log):
    with open(os.path.join(HERE, name + '.h2'), 'w') as out:
        for who, data in log: out.write('%s %s\n' % (who, data.hex()))
        for kind, list_ in (('request', server.requests), ('answer', server.answers)):
            for stream, status, text in list_: out.write('%s %d %s %s\n' % (kind, stream, status, text.hex()))


def in_tls(folder):
    key, cert, keys = (os.path.join(folder, n) for n in ('key.pem', 'cert.pem', 'keys'))
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=ne', '-keyout', key, '-out', cert],
                   check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.set_alpn_protocols(['h2'])
    server, log = record(1, lambda port: subprocess.run(curl(port, folder, '--http2', '-k', '--tlsv1.3'), check=True, env={**os.environ, 'SSLKEYLOGFILE': keys}), context)
    with open(os.path.join(HERE, '..', 'tls', 'tls13-x1-http2.tls'), 'w') as out:
        for line in open(keys):
            if line[0] != '#': out.write('secret ' + line)
        for who, data in log: out.write('%s %s\n' % (who, data.hex()))
        for who in ('client', 'server'): out.write('clear-%s %s\n' % (who, server.clear[who].hex()))


def main():
    with tempfile.TemporaryDirectory() as folder:
        write('curl', *record(1, lambda port: subprocess.run(curl(port, folder), check=True)))
        write('nghttp', *record(3, lambda port: subprocess.run(nghttp(port, folder), check=True, stdout=subprocess.DEVNULL)))
        write('interleaved', *record(4, interleaved))
        in_tls(folder)


sys.exit(main())
