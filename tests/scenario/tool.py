"""What scenarios need: to run custos, to cut and join captures, to read what custos wrote."""
import collections
import json
import os
import re
import shutil
import struct
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SANITIZER = re.compile(r'(runtime error:.*|ERROR: \w+Sanitizer.*|SUMMARY: \w+Sanitizer.*|broken assumption at.*)')
LIMIT_S = 300


class Failure(Exception):
    """What a scenario has to complain of."""


class Skipped(Exception):
    """What a scenario lacks on this machine."""


def need(condition, text):
    if not condition:
        raise Skipped(text)


def check(condition, text):
    if not condition:
        raise Failure(text)


def registry(topic=''):
    """(table, decorator): the decorator puts a function into the table, named by what the function is called."""
    table = []

    def scenario(function):
        table.append(((f'{topic}: ' if topic else '') + function.__name__.replace('_', ' '), function))
        return function
    return table, scenario


Result = collections.namedtuple('Result', 'status out err')


class Custos:
    """Runs the binary under test. A sanitizer's report, a crash or a hang is a failure whatever was asked."""

    def __init__(self, path):
        self.path = path
        # 1 and 2 mean something for custos
        self.env = dict(os.environ, ASAN_OPTIONS='exitcode=99', UBSAN_OPTIONS='exitcode=99:print_stacktrace=1', TZ='America/St_Johns')

    def __call__(self, *args, stdin=None, cwd=ROOT, expect=None):
        """Run `custos args`; `expect`: exit statuses that are right (None: 0 or 1)."""
        command = [self.path, *[str(a) for a in args]]
        shown = 'custos ' + ' '.join(command[1:])
        try:
            done = subprocess.run(command, cwd=cwd, input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env, timeout=LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            raise Failure(f'{shown}: no end after {LIMIT_S} s') from None
        except FileNotFoundError:
            raise Failure(f'{self.path} is not there: build it first') from None
        err = done.stderr.decode(errors='replace')
        bad = SANITIZER.search(err)
        check(not bad, f'{shown}: {bad and bad[0]}')
        wanted = (0, 1) if expect is None else expect if isinstance(expect, tuple) else (expect,)
        check(done.returncode in wanted, f'{shown}: exit status {done.returncode}, not {" or ".join(map(str, wanted))}\n{err.strip()[-600:]}')
        return Result(done.returncode, done.stdout.decode(errors='replace'), err)

    def report(self, *args, **kwargs):
        """(report, status) of `custos audit --json args`."""
        r = self('audit', '--json', *args, **kwargs)
        return read_json(r.out, 'standard output with --json'), r.status


def read_json(text, what):
    try:
        return json.loads(text)
    except ValueError as e:
        raise Failure(f'{what} is not JSON: {e}: {text[:200]!r}') from None


def example(name, file=''):
    return os.path.join(ROOT, 'examples', name, file)


def read(path, mode='r'):
    with open(path, mode, **({} if 'b' in mode else {'encoding': 'utf-8'})) as f:
        return f.read()


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    return path


def pcap_records(data):
    """Offset of each record of a little-endian pcap file, and of its end."""
    at, offsets = 24, []
    while at < len(data):
        offsets.append(at)
        at += 16 + struct.unpack_from('<I', data, at + 8)[0]
    return offsets + [at]


def pcapng_blocks(data):
    """(type, body) of every block of a little-endian pcapng file; fails when it is not one."""
    at = 0
    while at < len(data):
        check(len(data) - at >= 12, f'pcapng: {len(data) - at} bytes left over')
        kind, total = struct.unpack_from('<II', data, at)
        check(12 <= total <= len(data) - at and total % 4 == 0, f'pcapng: block of {total} bytes at {at}')
        check(struct.unpack_from('<I', data, at + total - 4)[0] == total, f'pcapng: the lengths of the block at {at} differ')
        yield kind, data[at + 8:at + total - 4]
        at += total


def pcapng_comments(path):
    """The comment of every packet in a pcapng file; None for a packet without one."""
    comments = []
    for kind, body in pcapng_blocks(read(path, 'rb')):
        if kind != 6:
            continue
        at = 20 + (struct.unpack_from('<I', body, 12)[0] + 3) // 4 * 4
        comment = None
        while at + 4 <= len(body):
            code, length = struct.unpack_from('<HH', body, at)
            if code == 1:
                comment = body[at + 4:at + 4 + length].decode()
            at += 4 + (length + 3) // 4 * 4
        comments.append(comment)
    return comments


def zstd(*args):
    check(shutil.which('zstd'), 'zstd is not installed (tools/setup check)')
    subprocess.run(['zstd', '-q', *args], check=True)


def without(report, *keys):
    """A copy of a report without these keys, at any depth."""
    if isinstance(report, dict):
        return {k: without(v, *keys) for k, v in report.items() if k not in keys}
    if isinstance(report, list):
        return [without(v, *keys) for v in report]
    return report


def clear_targets(warrants_text):
    """The values of all clear targets of a warrants file; of prefixes their address."""
    values = []
    for entries in re.findall(r'targets:\s*\[([^\]]*)\]', warrants_text):
        for kind, value in re.findall(r'"?(\w+):([^",\s]+)"?', entries):
            values.append(value.split('/')[0] if kind == 'ip' else value)
    return values


def assert_no_target(text, targets, where):
    for target in targets:
        hit = re.search(r'(?<![\w.:@-])' + re.escape(target) + r'(?![\w.:@-])', text)
        check(not hit, f'{where} shows the target {target}: ...{text[max(0, hit.start() - 60):hit.end() + 20] if hit else ""}...')
