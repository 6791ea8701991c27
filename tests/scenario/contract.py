"""What scripts of others rely on: exit statuses, where output goes, what reports hold, and what must never appear in them."""
import gzip
import hmac
import json
import os
import re
import shutil
import struct
import subprocess

from tool import (ROOT, assert_no_target, check, clear_targets, example, pcap_records, pcapng_comments, read, read_json, registry, without, write, zstd)

SHADOW = example('shadow-interception')
COPY = example('covert-copy')
HANDOVER = example('shadow-interception', 'handover.pcap')
CORE = example('covert-copy', 'core.pcapng.zst')
HI1 = [os.path.join(ROOT, 'tests', 'golden', 'hi1', name) for name in ('create.xml', 'update.xml', 'cancel.xml')]
HI1_LOSSY = [os.path.join(ROOT, 'tests', 'golden', 'hi1', 'lossy.xml')]
SHADOW_ARGS = ['-n', example('shadow-interception', 'network.yaml'), '-w', example('shadow-interception', 'warrants.yaml')]
COPY_ARGS = ['-n', example('covert-copy', 'network.yaml'), '-w', example('covert-copy', 'warrants.yaml')]
SEVERITIES = ['info', 'low', 'medium', 'high', 'critical']
SEVERITY_WORD = re.compile(r'^(CRITICAL|HIGH|MEDIUM|LOW|INFO)\b', re.M)

# what, arguments, exit status, a word that must stand on standard output (0) or standard error (2)
COMMAND_LINES = [
    ('--help', ['--help'], 0, 'audit'),
    ('--version', ['--version'], 0, 'custos 0.'),
    ('audit --help', ['audit', '--help'], 0, '--network'),
    ('decode --help', ['decode', '--help'], 0, '--keylog'),
    ('survey --help', ['survey', '--help'], 0, 'survey'),
    ('register --help', ['register', '--help'], 0, 'seal'),
    ('drill --help', ['drill', '--help'], 0, 'make'),
    ('audit --version', ['audit', '--version'], 0, 'custos 0.'),
    ('nothing', [], 2, 'usage'),
    ('an unknown command', ['frobnicate'], 2, 'frobnicate'),
    ('an unknown option', ['audit', '--frobnicate', HANDOVER], 2, 'frobnicate'),
    ('audit without a capture', ['audit'], 2, ''),
    ('a capture that is not there', ['audit', 'no-such-file.pcap'], 2, 'no-such-file.pcap'),
    ('one of two captures not there', ['audit', HANDOVER, 'no-such-file.pcap'], 2, 'no-such-file.pcap'),
    ('a folder as capture', ['audit', SHADOW], 2, 'shadow-interception'),
    ('a text file as capture', ['audit', example('covert-copy', 'README.md')], 2, 'README.md'),
    ('a tap that the network lacks', ['audit', *SHADOW_ARGS, f'no-such-tap={HANDOVER}'], 2, 'no-such-tap'),
    ('a network file that is not there', ['audit', '-n', 'no-such.yaml', HANDOVER], 2, 'no-such.yaml'),
    ('a warrant file that is not there', ['audit', '-w', 'no-such.yaml', HANDOVER], 2, 'no-such.yaml'),
    ('a key log that is not there', ['audit', '-k', 'no-such.keys', HANDOVER], 2, 'no-such.keys'),
    ('warrants as network', ['audit', '-n', example('shadow-interception', 'warrants.yaml'), HANDOVER], 2, 'warrants.yaml'),
    ('network as warrants', ['audit', '-w', example('shadow-interception', 'network.yaml'), HANDOVER], 2, 'network.yaml'),
    ('a window that is no number', ['audit', '--window', 'soon', HANDOVER], 2, 'soon'),
    ('a negative window', ['audit', '--window', '-1', HANDOVER], 2, '-1'),
    ('a memory size that is none', ['audit', '--memory', 'much', HANDOVER], 2, 'much'),
    ('an unknown severity', ['audit', '--fail-on', 'awful', HANDOVER], 2, 'awful'),
    ('an unknown export', ['audit', '-o', 'x', '--export', 'ecs,csv', HANDOVER], 2, 'csv'),
    ('an empty export', ['audit', '-o', 'x', '--export', 'ecs,', HANDOVER], 2, 'ecs,'),
    ('an export without a folder', ['audit', '--export', 'ecs', HANDOVER], 2, '--output'),
    ('a marking without a folder', ['audit', '--tlp', 'red', HANDOVER], 2, '--output'),
    ('an unknown TLP level', ['audit', '-o', 'x', '--tlp', 'white', HANDOVER], 2, 'white'),
    ('a classification of two lines', ['audit', '-o', 'x', '--classification', 'a\nb', HANDOVER], 2, 'one line'),
    ('sealed exports without a key', ['audit', '-o', 'x', '--export-sealed', HANDOVER], 2, '--seal-key'),
    ('an output folder that cannot be', ['audit', '-o', os.path.join(HANDOVER, 'x'), HANDOVER], 2, 'handover.pcap'),
    ('decode without a capture', ['decode'], 2, ''),
    ('decode of what is no capture', ['decode', example('covert-copy', 'README.md')], 2, 'README.md'),
    ('survey without a capture', ['survey'], 2, ''),
    ('survey of what is no capture', ['survey', example('covert-copy', 'README.md')], 2, 'README.md'),
    ('an unknown drill', ['drill', 'make', 'no-such-drill', '-o', '.'], 2, 'no-such-drill'),
    ('a curve over nothing known', ['drill', 'run', 'copy-gre', '--vary', 'speed=1'], 2, 'one-in'),
    ('a curve without values', ['drill', 'run', 'copy-gre', '--vary', 'one-in'], 2, 'one-in'),
    ('a curve over a bad value', ['drill', 'run', 'copy-gre', '--vary', 'one-in=1,0'], 2, 'whole number from 1'),
    ('a curve of no drill', ['drill', 'run', '--vary', 'loss=1'], 2, 'name the drills'),
    ('a curve over copies of a drill that copies nothing', ['drill', 'run', 'clean-day', '--vary', 'cut=64'], 2, 'copies nothing'),
    ('a drill with two values', ['drill', 'make', 'copy-gre', '--vary', 'cut=64,96', '-o', 'no-such-folder'], 2, 'one value'),
    ('a curve over two series', ['drill', 'run', 'copy-gre', '--vary', 'cut=64,96', '--vary', 'loss=1,2'], 2, 'several values'),
    ('a curve over a parameter twice', ['drill', 'run', 'copy-gre', '--vary', 'cut=64', '--vary', 'cut=96'], 2, 'twice'),
    ('a drill whose audit has no room', ['drill', 'run', 'copy-gre', '--memory', '1M'], 2, 'at least 16M'),
    ('register without a verb', ['register'], 2, ''),
    ('register with an unknown verb', ['register', 'frobnicate'], 2, 'frobnicate'),
    ('an import of nothing', ['register', 'import'], 2, 'no file'),
    ('an import of what is no HI1', ['register', 'import', os.path.join(SHADOW, 'warrants.yaml')], 2, 'no HI1'),
    ('an import to where nothing can be', ['register', 'import', '-o', os.path.join(HANDOVER, 'x'), HI1[0]], 2, 'handover.pcap'),
]

NETWORK = 'custos: network/1\nname: X\nelements:\n  - {name: a, role: UPF, zone: core, addresses: [10.0.0.1]}\n'
WARRANT = ('custos: warrants/1\nwarrants:\n  - {id: W-1, authority: C, country: NL, liid: L1, targets: ["imsi:001010000000001"], scope: [iri],'
           ' from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n')
# what, option, file text, line that the message must name, a word of the message
BAD_REGISTERS = [
    ('no YAML', '-n', NETWORK + 'taps: [\n', None, ''),
    ('another version', '-n', NETWORK.replace('network/1', 'network/9'), 1, 'network/9'),
    ('an unknown key', '-n', NETWORK + 'colour: red\n', 5, 'colour'),
    ('an unknown key of an element', '-n', NETWORK.replace('zone: core', 'zone: core, colour: red'), 4, 'colour'),
    ('a bad address', '-n', NETWORK.replace('10.0.0.1', '10.0.0.256'), 4, '10.0.0.256'),
    ('a prefix with host bits', '-n', NETWORK.replace('10.0.0.1', '10.0.0.1/8'), 4, '10.0.0.1/8'),
    ('an unknown zone', '-n', NETWORK.replace('zone: core', 'zone: moon'), 4, 'moon'),
    ('two elements of one name', '-n', NETWORK + '  - {name: a, role: SMF, zone: core, addresses: [10.0.0.2]}\n', 5, 'a'),
    ('a tap at no element', '-n', NETWORK + 'taps:\n  - {name: t, at: b, side: core}\n', 6, 'b'),
    ('a tap on no side', '-n', NETWORK + 'taps:\n  - {name: t, at: a, side: inside}\n', 6, 'inside'),
    ('a conversation over nothing', '-n', NETWORK + 'conversations:\n  - {from: a, to: a, over: udp/70000, as: signalling}\n', 6, '70000'),
    ('a conversation for nothing', '-n', NETWORK + 'conversations:\n  - {from: a, to: a, over: udp/7, as: fun}\n', 6, 'fun'),
    ('an alias', '-n', NETWORK.replace('name: X', 'name: &x X') + 'taps: *x\n', None, ''),
    ('a bad time', '-w', WARRANT.replace('2026-12-01', '2026-13-01'), 3, '2026-13-01'),
    ('an end before its start', '-w', WARRANT.replace('2026-12-01', '2026-10-01'), 3, ''),
    ('an unknown target type', '-w', WARRANT.replace('imsi:', 'shoe:'), 3, 'targets'),
    ('an unknown scope', '-w', WARRANT.replace('[iri]', '[iri, video]'), 3, 'video'),
    ('two warrants of one id', '-w', WARRANT + WARRANT.split('warrants:\n')[1].replace('L1', 'L2'), 4, 'W-1'),
    ('a bad XID', '-w', WARRANT.replace('scope:', 'xids: [12], scope:'), 3, '12'),
    ('a bad destination', '-w', WARRANT.replace('scope:', 'deliver_to: ["10.0.0.1"], scope:'), 3, '10.0.0.1'),
]

table, scenario = registry()


def command_line(args, status, word):
    def run(custos, scratch):
        r = custos(*args, expect=status, cwd=scratch)
        check(word in (r.err if status == 2 else r.out), f'"{word}" is not in its {"message" if status == 2 else "output"}: {r.err or r.out!r}')
        check(status == 2 or not r.err, f'standard error: {r.err!r}')
        check(status == 0 or not r.out, f'standard output: {r.out!r}')
        check(status == 0 or r.err.strip(), 'it does not say why')
    return run


def bad_register(option, text, line, word):
    def run(custos, scratch):
        path = write(os.path.join(scratch, 'bad.yaml'), text)
        r = custos('audit', '--json', option, path, HANDOVER, expect=2)
        check('bad.yaml' + (f':{line}' if line else '') in r.err, f'the message does not name bad.yaml{f":{line}" if line else ""}: {r.err!r}')
        check(word in r.err, f'the message does not hold "{word}": {r.err!r}')
        check(not r.out, f'standard output: {r.out!r}')
    return run


table += [(f'exit {status}: {what}', command_line(args, status, word)) for what, args, status, word in COMMAND_LINES]
table += [(f'bad register: {what}', bad_register(*rest)) for what, *rest in BAD_REGISTERS]


# ---- what goes where

@scenario
def json_is_all_that_standard_output_holds(custos, _):
    r = custos('audit', '--json', *COPY_ARGS, CORE, expect=1)
    report = read_json(r.out, 'standard output')
    check(report['custos']['schema'] == 1, f"schema {report['custos'].get('schema')}")
    for key in ('captures', 'elements', 'intercepts', 'findings', 'ruled_out', 'coverage'):
        check(key in report, f'the report lacks "{key}"')
    check('\r' not in r.err and '\x1b' not in r.err, f'a progress bar without a terminal: {r.err!r}')


@scenario
def findings_have_all_their_keys(custos, _):
    for args in ([*COPY_ARGS, CORE], [*SHADOW_ARGS, HANDOVER]):
        report, _status = custos.report(*args)
        for number, f in enumerate(report['findings'], 1):
            lacking = {'id', 'rule', 'severity', 'confidence', 'depth', 'summary', 'element', 'supplier', 'warrant', 'xid', 'liid', 'conversation',
                       'copied_conversations', 'first', 'last', 'packets', 'bytes', 'detected_after', 'subscribers', 'correlation',
                       'limits', 'evidence'} - set(f)
            check(not lacking, f'{f["id"]} lacks {", ".join(sorted(lacking))}')
            check(f['id'] == f'F-{number:04}', f'{f["id"]} stands at place {number}')
            check(f['depth'] in ('clear', 'keyed', 'metadata'), f'{f["id"]}: depth {f["depth"]}')
            check(f['severity'] in SEVERITIES and 0 <= f['confidence'] <= 1, f'{f["id"]}: {f["severity"]}, {f["confidence"]}')
            check(f['evidence'], f'{f["id"]} has no evidence')
            check(f['limits']['min_bytes'] is not None, f'{f["id"]} {f["rule"]} does not say what the least is that it could see')
            check(f['detected_after'] and f['detected_after']['bytes'] > 0, f'{f["id"]} {f["rule"]} does not say when it was certain')
            copies = f['rule'] in ('covert-copy', 'encrypted-copy')
            check(not copies or f['subscribers'], f'{f["id"]} names no subscriber')
            check(not copies or f['limits']['max_delay_s'] is not None, f'{f["id"]} does not say what delay it could see')
        ranks = [SEVERITIES.index(f['severity']) for f in report['findings']]
        check(ranks == sorted(ranks, reverse=True), f'findings do not stand worst first: {ranks}')


@scenario
def the_terminal_shows_the_same_findings_without_colour(custos, _):
    report, _status = custos.report(*COPY_ARGS, CORE)
    r = custos('audit', *COPY_ARGS, CORE, expect=1)
    check('\x1b' not in r.out, 'colour without a terminal')
    for f in report['findings']:
        check(f['id'] in r.out and f['rule'] in r.out, f'{f["id"]} {f["rule"]} is not shown')
    check('ggsn-1' in r.out, 'the element is not shown')


@scenario
def every_report_says_how_long_content_was_remembered(custos, scratch):
    r = custos('audit', *COPY_ARGS, '--memory', '16M', '-o', scratch, CORE, expect=1)
    c = read_json(read(os.path.join(scratch, 'report.json')), 'report.json')['coverage']
    check(c['window_s'] > 0 and c['long_memory_s'] >= c['window_s'] and c['memory_bytes'] == 16 << 20, f'coverage: {c}')
    for what, text in (('the terminal', ' '.join(r.out.split())), ('report.html', read(os.path.join(scratch, 'report.html')))):
        check(re.search(r'content remembered .*in 16\.8 MB of memory', text), f'{what} does not say how long content was remembered')
    stats = read_json(read(os.path.join(scratch, 'eve.json')).splitlines()[-1], 'the last line of eve.json')['stats']['custos']
    check(stats['window_s'] == c['window_s'] and stats['long_memory_s'] == c['long_memory_s'], f'eve.json: {stats}')


def undecided(custos, folder, *more):
    """What the audit of a drill's folder says it could not decide, by place; its notes must say the same."""
    args = ['-n', 'network.yaml', '-w', 'warrants.yaml', *more, 'capture.pcapng']
    coverage = custos.report(*args, cwd=folder)[0]['coverage']
    for u in coverage['undecided']:
        told = [n for n in coverage['notes'] if u['where'] in n and u['why'] in n and all(rule in n for rule in u['rules'])]
        check(len(told) == 1, f'{len(told)} notes say what was not decided in {u["where"]}')
    return {u['where']: u['rules'] for u in coverage['undecided']}


def verdict_of(custos, folder, threads):
    """The report, without how much was counted as shared content: that depends on the run's random key."""
    files = [os.path.join(folder, name) for name in ('network.yaml', 'warrants.yaml', 'capture.pcapng')]
    report, status = custos.report('--threads', threads, '-n', files[0], '-w', files[1], files[2])
    report['ruled_out'] = [r for r in report['ruled_out'] if r['reason'] != 'shared-content']
    return report, status


@scenario
def a_verdict_does_not_depend_on_the_number_of_threads(custos, scratch):
    drills = [('encrypted-wireguard', []), ('encrypted-ssh', []), ('clean-backup', []), ('bench-mixed', ['--bytes', '30M'])]
    for name, options in drills:
        folder = os.path.join(scratch, name)
        custos('drill', 'make', name, *options, '--seed', 7, '-o', folder, expect=0)
        alone, status = verdict_of(custos, folder, 1)
        check(alone['run']['packets'] > 10000, f'{name} has only {alone["run"]["packets"]} packets')
        check(not name.startswith('encrypted') or alone['findings'], f'{name}: nothing was found')
        for threads in (2, 5):
            check(verdict_of(custos, folder, threads) == (alone, status), f'{name}: {threads} threads come to another verdict than one')


@scenario
def coverage_names_the_rules_that_lacked_depth(custos, scratch):
    closed, short = os.path.join(scratch, 'closed'), os.path.join(scratch, 'short')
    custos('drill', 'make', 'x1-tls', '-o', closed, expect=0)
    x1 = '1 TLS session from admf-1 to upf-1, tcp/8443'
    keyed, closed = undecided(custos, closed, '-k', 'keylog.txt'), undecided(custos, closed)
    check(x1 not in keyed, f'with its key log, of X1: {keyed}')
    check({'intercept-wrong-target', 'unknown-provisioner', 'provisioning-mismatch', 'delivery-after-withdrawal'} <= set(closed.get(x1, [])),
          f'without its key log: {closed}')
    custos('drill', 'make', 'x1-lawful', '--vary', 'snap=96', '-o', short, expect=0)
    cut = undecided(custos, short)
    for where, rule in (('from upf-1 to mdf2-1, tcp/42002', 'content-beyond-scope'), ('from upf-1 to mdf3-1, tcp/42003', 'delivery-gap'),
                        ('from admf-1 to upf-1, tcp/8080', 'provisioning-mismatch')):
        check(any(where in place and rule in rules for place, rules in cut.items()), f'nothing is said of {where}, cut short: {cut}')


def x1_capture(path, targets):
    """A capture in which an element gets one task for each target, over X1 in clear."""
    with open(path, 'wb') as out:
        out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        sequence = 1
        for number, (kind, value) in enumerate(targets):
            body = ('<X1Request xmlns="http://uri.etsi.org/03221/X1/2017/10" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
                    '<x1RequestMessage xsi:type="ActivateTaskRequest"><admfIdentifier>a</admfIdentifier><neIdentifier>n</neIdentifier>'
                    f'<x1TransactionId>{number}</x1TransactionId><taskDetails><xId>11111111-1111-4111-8111-111111111111</xId>'
                    f'<targetIdentifiers><targetIdentifier><{kind}>{value}</{kind}></targetIdentifier></targetIdentifiers>'
                    '</taskDetails></x1RequestMessage></X1Request>').encode()
            http = b'POST /X1/NE HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s' % (len(body), body)
            tcp = struct.pack('>HHIIBBHHH', 40000, 8080, sequence, 1, 0x50, 0x18, 8192, 0, 0) + http
            ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(tcp), number, 0, 64, 6, 0, bytes([10, 0, 0, 9]), bytes([10, 0, 0, 1]))
            frame = bytes([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 8, 0]) + ip + tcp
            out.write(struct.pack('<IIII', 1795262400 + number, 0, len(frame), len(frame)) + frame)
            sequence += len(http)


X1_WARRANT = ('custos: warrants/1\nwarrants:\n  - {id: W-1, authority: C, country: NL, liid: L1, targets: ["imsi:001010000000001"],'
              ' xids: [11111111-1111-4111-8111-111111111111], scope: [iri], from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n')


@scenario
def targets_are_in_no_output_unless_asked_for(custos, scratch):
    secrets = ('001010000000001', '001010000000666', 'minister@ims.example')
    capture, network, warrants = (os.path.join(scratch, name) for name in ('x1.pcap', 'network.yaml', 'warrants.yaml'))
    x1_capture(capture, [('imsi', secrets[0]), ('imsi', secrets[1]), ('sipUri', 'sip:' + secrets[2])])
    for path, text in ((network, NETWORK + 'taps:\n  - {name: t, at: a, side: all}\n'), (warrants, X1_WARRANT)):
        with open(path, 'w', encoding='utf-8') as out:
            out.write(text)
    for reveal in (False, True):
        folder = os.path.join(scratch, 'revealed' if reveal else 'closed')
        more = ['--reveal-targets'] if reveal else []
        r = custos('audit', '-n', network, '-w', warrants, *more, '-o', folder, 't=' + capture, expect=1)
        check('intercept-wrong-target' in r.out, f'the wrong target is not found: {r.out}')
        files = [os.path.join(where, name) for where, _, names in os.walk(folder) for name in names]
        check(any(f.endswith('.pcapng') for f in files), 'no evidence was written')
        shown = [(r.out + r.err).encode()]
        for name in files:
            with open(name, 'rb') as f:
                shown.append(f.read())
        found = sorted({s for s in secrets for text in shown if s.encode() in text})
        check(bool(found) == reveal, f'targets in the output {"with" if reveal else "without"} --reveal-targets: {found}')


@scenario
def every_report_says_what_was_ruled_out(custos, scratch):
    r = custos('audit', *COPY_ARGS, '-o', scratch, CORE, expect=1)
    listed = read_json(read(os.path.join(scratch, 'report.json')), 'report.json')['ruled_out']
    check(listed, 'nothing was ruled out')
    shown, page = ' '.join(r.out.split()), read(os.path.join(scratch, 'report.html'))
    stats = read_json(read(os.path.join(scratch, 'eve.json')).splitlines()[-1], 'the last line of eve.json')['stats']['custos']
    check(stats['ruled_out'] == listed, 'eve.json and report.json differ in what was ruled out')
    for entry in listed:
        check(f'Ruled out {entry["reason"]} {entry["packets"]:,} packet' in shown and entry['why'] in shown,
              f'the terminal does not show {entry}')
        check(f'<code>{entry["reason"]}</code></th><td>{entry["packets"]:,}</td>' in page, f'report.html does not show {entry}')


@scenario
def fail_on_decides_the_exit_status(custos, _):
    for args in ([*COPY_ARGS, CORE], [*SHADOW_ARGS, HANDOVER]):
        report, _status = custos.report(*args)
        worst = max(SEVERITIES.index(f['severity']) for f in report['findings'])
        for rank, severity in enumerate(SEVERITIES):
            custos('audit', '--json', '--fail-on', severity, *args, expect=1 if worst >= rank else 0)


@scenario
def output_folder_holds_all_reports(custos, scratch):
    out = os.path.join(scratch, 'deep', 'out')
    os.makedirs(os.path.dirname(out))
    custos('audit', *COPY_ARGS, '-o', out, CORE, expect=1)
    report = read_json(read(os.path.join(out, 'report.json')), 'report.json')
    other, _status = custos.report(*COPY_ARGS, CORE)
    check([f['rule'] for f in report['findings']] == [f['rule'] for f in other['findings']], 'report.json and --json differ')
    for line in read(os.path.join(out, 'eve.json')).splitlines():
        event = read_json(line, 'a line of eve.json')
        check('timestamp' in event and 'event_type' in event, f'no EVE event: {line[:100]}')
    for f in report['findings']:
        comments = pcapng_comments(os.path.join(out, 'evidence', f['id'] + '.pcapng'))
        check(comments and all(comments), f'{f["id"]}.pcapng: {len(comments)} packets, {comments.count(None)} without a comment')


@scenario
def wireshark_opens_the_evidence(custos, scratch):
    if not shutil.which('capinfos'):
        return  # an oracle where it is installed
    custos('audit', *COPY_ARGS, '-o', scratch, CORE, expect=1)
    evidence = os.path.join(scratch, 'evidence')
    for name in os.listdir(evidence):
        done = subprocess.run(['capinfos', '-c', '-M', os.path.join(evidence, name)], capture_output=True, text=True, check=False)
        check(done.returncode == 0, f'{name}: {done.stderr}')
        counted = int(re.search(r'Number of packets: *(\d+)', done.stdout)[1])
        check(counted == len(pcapng_comments(os.path.join(evidence, name))), f'{name}: capinfos counts {counted}')


@scenario
def the_page_loads_nothing_from_elsewhere(custos, scratch):
    for name, args in (('copy', [*COPY_ARGS, CORE]), ('shadow', [*SHADOW_ARGS, HANDOVER])):
        out = os.path.join(scratch, name)
        custos('audit', *args, '-o', out, expect=1)
        page = read(os.path.join(out, 'report.html'))
        check(page.lstrip().lower().startswith('<!doctype html'), 'no doctype')
        for pattern in (r'(?i)\b(src|href|action|data|poster)\s*=\s*["\']?\s*(https?:)?//', r'(?i)\burl\(\s*["\']?\s*(https?:)?//', r'(?i)@import',
                        r'(?i)<\s*(link|iframe|object|embed|base)\b', r'\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b',
                        r'(?i)<script[^>]*\ssrc\s*='):
            hit = re.search(pattern, page)
            check(not hit, f'{name}/report.html loads something: {page[max(0, hit.start() - 40):hit.end() + 40] if hit else ""!r}')


OPTION = re.compile(r'(?<![\w-])(--[a-z][a-z-]+)')


@scenario
def help_and_manual_name_the_same_options(custos, _):
    for command in ('audit', 'decode', 'survey', 'register', 'drill'):
        manual = read(os.path.join(ROOT, 'man', f'custos-{command}.1.scd'))
        told = set(OPTION.findall(custos(command, '--help', expect=0).out))
        if command in ('register', 'drill'):
            for verb in {'register': ('check', 'list', 'seal', 'import'), 'drill': ('list', 'make', 'run')}[command]:
                told |= set(OPTION.findall(custos(command, verb, '--help', expect=0).out))
        written = set(re.findall(r'^\*(?:-\w\*, \*)?(--[a-z-]+)\*', manual, re.M))
        either = {'--help', '--version'}
        check(told - either == written - either, f'{command}: only in --help: {told - written - either}, only in the manual: {written - told - either}')


# ---- targets stay sealed

def all_text(custos, args, out):
    """(where, text) of all that custos says about these captures, once on the terminal and once into a folder."""
    plain = custos('audit', *args)
    as_json = custos('audit', '--json', *args)
    into = custos('audit', *args, '-o', out)
    texts = [('the terminal report', plain.out + plain.err), ('--json', as_json.out + as_json.err), ('audit -o', into.out + into.err)]
    for folder, _, names in os.walk(out):
        for name in names:
            path = os.path.join(folder, name)
            # the bytes of evidence packets are what was on the wire; what custos itself says stands in the comments
            text = '\n'.join(c or '' for c in pcapng_comments(path)) if name.endswith('.pcapng') else read(path)
            texts.append((name, text))
    return texts


@scenario
def no_target_appears_in_clear(custos, scratch):
    targets = clear_targets(read(example('shadow-interception', 'warrants.yaml')))
    check(len(targets) == 9, f'the warrants name {len(targets)} targets')
    for where, text in all_text(custos, [*SHADOW_ARGS, HANDOVER], scratch):
        assert_no_target(text, targets, where)


@scenario
def sealed_warrants_name_no_target_and_judge_the_same(custos, scratch):
    key = write(os.path.join(scratch, 'seal.key'), '00112233445566778899aabbccddeeff' * 2 + '\n')
    warrants = example('shadow-interception', 'warrants.yaml')
    sealed = custos('register', 'seal', '--seal-key', key, warrants, expect=0)
    targets = clear_targets(read(warrants))
    assert_no_target(sealed.out + sealed.err, targets, 'register seal')
    check(sealed.out.count('hmac-sha256:') == len(targets), f'{sealed.out.count("hmac-sha256:")} seals for {len(targets)} targets')
    path = write(os.path.join(scratch, 'sealed.yaml'), sealed.out)
    network = example('shadow-interception', 'network.yaml')
    clear, _ = custos.report(*SHADOW_ARGS, '--seal-key', key, HANDOVER)
    report, _ = custos.report('-n', network, '-w', path, HANDOVER)
    same_report(clear, report, 'sealed warrants')


@scenario
def imported_warrants_are_a_register(custos, scratch):
    key = write(os.path.join(scratch, 'seal.key'), '00112233445566778899aabbccddeeff' * 2 + '\n')
    paths = [os.path.join(scratch, name) for name in ('clear.yaml', 'sealed.yaml', 'again.yaml')]
    said = [custos('register', 'import', '-o', paths[0], *HI1, *HI1_LOSSY, expect=1),
            custos('register', 'import', '--seal-key', key, '-o', paths[1], *HI1, *HI1_LOSSY, expect=1)]
    targets = clear_targets(read(paths[0]))
    check('NL-LEA1-0417' in custos('register', 'import', *HI1, expect=0).out, 'an import without losses lacks a warrant')
    check(len(targets) == 5, f'the imported warrants name {len(targets)} targets')
    for r in said:
        assert_no_target(r.out + r.err, targets, 'register import')
    assert_no_target(read(paths[1]), targets, 'sealed import')
    write(paths[2], custos('register', 'seal', '--seal-key', key, paths[0], expect=0).out)
    for path in paths:
        custos('register', 'check', path, expect=0)
    for path in paths[:2]:
        check(os.stat(path).st_mode & 0o77 == 0, 'others than its owner may read the imported file')
    check(read(paths[1]) == read(paths[2]), 'imported and sealed is not the same as imported sealed')


@scenario
def decode_tells_every_pdu(custos, scratch):
    """One object a PDU, alike in text and JSON, with and without an inventory; no target in clear, and the same seal as the register's."""
    lines = [json.loads(line) for line in custos('decode', '--json', HANDOVER, expect=0).out.splitlines()]
    text = custos('decode', HANDOVER, expect=0).out.splitlines()
    check(len(lines) == len(text) > 100, f'{len(lines)} objects, {len(text)} lines')
    check(not [d for d in lines if d['unknown'] or d['malformed']], 'a PDU of the example is not understood')
    named = [json.loads(line) for line in custos('decode', '--json', '-n', SHADOW_ARGS[1], HANDOVER, expect=0).out.splitlines()]
    check([d['fields'] for d in named] == [d['fields'] for d in lines], 'an inventory changes what is decoded')
    check(any(d['src_element'] for d in named), 'no element is named')
    key = write(os.path.join(scratch, 'key'), '42' * 32 + '\n')
    clear = custos('decode', '--reveal-targets', HANDOVER, expect=0).out
    sealed = custos('decode', '--seal-key', key, HANDOVER, expect=0).out
    hidden = '\n'.join(text)
    targets = set(re.findall(r'=((?:ip|imsi|msisdn|imei):[0-9a-f.:]+)', clear))
    check(targets, 'no target is revealed')
    for target in targets:
        seal = 'hmac-sha256:' + hmac.new(bytes.fromhex('42' * 32), target.encode(), 'sha256').hexdigest()
        check(target.split(':', 1)[1] not in hidden + sealed or target.startswith('imei'), f'{target} is shown')
        check(seal in sealed or target.startswith('imei'), f'{target} is not sealed as the register seals it')


@scenario
def survey_drafts_a_network_that_audit_takes(custos, scratch):
    for name, capture in (('shadow', HANDOVER), ('copy', CORE)):
        r = custos('survey', capture, expect=0)
        check('custos: network/1' in r.out, f'no network file: {r.out[:200]!r}')
        path = write(os.path.join(scratch, name + '.yaml'), r.out)
        custos('register', 'check', path, expect=0)
        report, _ = custos.report('-n', path, capture)
        check(report['elements'], f'{name}: the drafted network has no elements')


@scenario
def without_warrants_every_interception_is_without_warrant(custos, _):
    report, status = custos.report('-n', example('shadow-interception', 'network.yaml'), HANDOVER)
    accused = sorted(f['liid'] for f in report['findings'] if f['rule'] == 'intercept-without-warrant')
    seen = sorted(i['liid'] for i in report['intercepts'])
    check(status == 1 and accused == seen and len(seen) == 9, f'seen {seen}, accused {accused}')


# ---- the same packets, differently packed

def same_report(one, other, what):
    """Two reports about the same packets say the same, but for where those packets lie."""
    one, other = (without(r, 'captures', 'evidence', 'notes') for r in (one, other))
    for key in one:
        check(one[key] == other.get(key), f'{what}: "{key}" differs:\n{json.dumps(one[key])[:600]}\n{json.dumps(other.get(key))[:600]}')


@scenario
def compressed_and_piped_input_gives_the_same_report(custos, scratch):
    data = read(HANDOVER, 'rb')
    plain, status = custos.report(*SHADOW_ARGS, HANDOVER)
    gz = write(os.path.join(scratch, 'handover.pcap.gz'), gzip.compress(data))
    members = write(os.path.join(scratch, 'members.gz'), gzip.compress(data[:50000]) + gzip.compress(data[50000:]))
    zst = os.path.join(scratch, 'handover.pcap.zst')
    zstd(HANDOVER, '-o', zst)
    misnamed = shutil.copy(zst, os.path.join(scratch, 'handover.pcap'))
    for what, args, stdin in (('gzip', [gz], None), ('gzip in two members', [members], None), ('zstd', [zst], None),
                              ('zstd that is called .pcap', [misnamed], None), ('standard input', ['-'], data),
                              ('zstd on standard input', ['-'], read(zst, 'rb')), ('a named tap', ['handover=' + HANDOVER], None),
                              ('a named tap on standard input', ['handover=-'], data)):
        report, code = custos.report(*SHADOW_ARGS, *args, stdin=stdin)
        check(code == status, f'{what}: exit status {code}')
        same_report(plain, report, what)
        check([c['packets'] for c in report['captures']] == [600], f'{what}: {[c["packets"] for c in report["captures"]]} packets')


@scenario
def evidence_from_standard_input(custos, scratch):
    custos('audit', *SHADOW_ARGS, '-o', scratch, '-', stdin=read(HANDOVER, 'rb'), expect=1)
    comments = pcapng_comments(os.path.join(scratch, 'evidence', 'F-0001.pcapng'))
    check(comments and all(comments), 'no evidence excerpt')


@scenario
def several_files_are_merged_by_time(custos, scratch):
    data = read(HANDOVER, 'rb')
    offsets = pcap_records(data)
    check(len(offsets) == 601, f'{len(offsets) - 1} records')
    plain, _ = custos.report(*SHADOW_ARGS, HANDOVER)
    halves = [data[24:offsets[300]], data[offsets[300]:]]
    odd_even = [b''.join(data[offsets[i]:offsets[i + 1]] for i in range(start, 600, 2)) for start in (0, 1)]
    for what, parts in (('two halves', halves), ('halves in the wrong order', halves[::-1]), ('every other packet', odd_even)):
        files = [write(os.path.join(scratch, f'part{i}.pcap'), data[:24] + part) for i, part in enumerate(parts)]
        report, _ = custos.report(*SHADOW_ARGS, *['handover=' + f for f in files])
        check(len(report['captures']) == 2 and sum(c['packets'] for c in report['captures']) == 600, f'{what}: {report["captures"]}')
        same_report(plain, report, what)


# ---- broken input

def cut_report(custos, path, **kwargs):
    report, _ = custos.report(*SHADOW_ARGS, path, **kwargs)
    return report['captures'][0]


@scenario
def a_truncated_capture_is_judged_up_to_the_break(custos, scratch):
    data = read(HANDOVER, 'rb')
    offsets = pcap_records(data)
    path = os.path.join(scratch, 'cut.pcap')
    for number, inside in ((1, 3), (150, 16), (300, 15), (599, 40)):
        write(path, data[:offsets[number] + inside])
        capture = cut_report(custos, path)
        check(capture['truncated'] is True and capture['packets'] == number, f'cut inside record {number + 1}: {capture}')
        text = custos('audit', *SHADOW_ARGS, path)
        check(str(offsets[number]) in text.out + text.err, f'the break at {offsets[number]} is not named')
    write(path, data[:offsets[300]])
    check(cut_report(custos, path)['truncated'] is False, 'a capture that ends between records counts as cut')


@scenario
def a_truncated_compressed_capture_is_judged_up_to_the_break(custos, scratch):
    for what, data in (('gzip', gzip.compress(read(HANDOVER, 'rb'))), ('zstd', read(CORE, 'rb'))):
        path = write(os.path.join(scratch, 'cut.' + what), data[:len(data) * 3 // 4])
        args = SHADOW_ARGS if what == 'gzip' else COPY_ARGS
        report, _ = custos.report(*args, path)
        check(report['captures'][0]['truncated'] is True and report['captures'][0]['packets'] > 0, f'{what}: {report["captures"][0]}')


@scenario
def a_capture_that_turns_to_rubbish_is_judged_up_to_there(custos, scratch):
    data = bytearray(read(HANDOVER, 'rb'))
    at = pcap_records(bytes(data))[200]
    data[at + 8:at + 12] = b'\xff\xff\xff\x7f'  # a captured length of 2 GiB
    capture = cut_report(custos, write(os.path.join(scratch, 'rubbish.pcap'), bytes(data)))
    check(capture['truncated'] is True and capture['packets'] == 200, f'{capture}')


@scenario
def nothing_judged_is_exit_2(custos, scratch):
    data = read(HANDOVER, 'rb')
    for what, text in (('an empty file', b''), ('half a header', data[:12]), ('a header and half a record', data[:30]), ('zeros', bytes(5000)),
                       ('half a gzip header', b'\x1f\x8b\x08'), ('a zstd magic alone', b'\x28\xb5\x2f\xfd')):
        path = write(os.path.join(scratch, 'broken.pcap'), text)
        r = custos('audit', '--json', *SHADOW_ARGS, path, expect=(0, 1, 2))
        check(r.status == 2, f'{what}: exit status {r.status}')
        check('broken.pcap' in r.err, f'{what}: the message does not name the file: {r.err!r}')
        check(not r.out, f'{what}: standard output: {r.out!r}')
        piped = custos('audit', '--json', *SHADOW_ARGS, '-', stdin=text, expect=(0, 1, 2))
        check(piped.status == 2, f'{what} on standard input: exit status {piped.status}')


@scenario
def a_capture_without_packets_balances(custos, scratch):
    path = write(os.path.join(scratch, 'empty.pcap'), read(HANDOVER, 'rb')[:24])
    report, status = custos.report(*SHADOW_ARGS, path)
    check(status == 0 and not report['findings'], f'exit status {status}, {report["findings"]}')
    check(report['captures'][0]['first'] is None, f'{report["captures"][0]}')
