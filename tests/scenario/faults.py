"""The ledger as a whole program under faults: killed at any moment, refused by the disk at any file call, its power cut.

What must hold: a record whose line was printed is there afterwards, as it was given; the ledger opens again and all of it verifies,
against what its signer signed, too. CUSTOS_FAULTS=full: in the numbers of `make faults`.
"""
import contextlib
import fcntl
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import threading
import time

from tool import SANITIZER, check, need, read, registry, write

FULL = os.environ.get('CUSTOS_FAULTS') == 'full'
KILLS, CUTS, CALLS = (10000, 1000, None) if FULL else (12, 3, 15)
RENEW = 250  # lives of one ledger
LOOKS = 10 if FULL else 1  # after so many lives what was acknowledged is looked for: what is lost stays lost
CHUNK = 8
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2  # FS_IOC_SHUTDOWN of ext4 and xfs
FILE_CALLS = ('openat', 'close', 'pread64', 'pwrite64', 'write', 'fsync', 'fdatasync', 'renameat', 'ftruncate', 'fallocate', 'mkdirat', 'unlinkat', 'getdents64',
              'sendto', 'recvfrom')
WAIT_S = 60

table, scenario = registry('faults')


def line_of(value):
    return json.dumps({'type': 'note', 'n': value}) + '\n'


class Ledger:
    """A ledger, and what it acknowledged."""

    def __init__(self, custos, folder):
        self.custos, self.folder, self.acknowledged, self.sent, self.dark = custos, folder, {}, 0, False
        custos('ledger', 'init', '--origin', 'example.org/faults', folder, expect=0)

    def copy(self, folder):
        """The same ledger in another place, or after its disk was put back."""
        other = Ledger.__new__(Ledger)
        other.custos, other.folder, other.acknowledged, other.sent, other.dark = self.custos, folder, dict(self.acknowledged), self.sent, False
        return other

    def life(self, end, before=(), env=None, limit=1 << 30):
        """One writer, fed until it ends or has taken `limit` lines. `end(process)` is called in a thread once it has started. Its exit status."""
        process = subprocess.Popen([*before, self.custos.path, 'ledger', 'append', self.folder, '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=dict(self.custos.env, **(env or {})), start_new_session=True)
        guard = threading.Timer(WAIT_S, os.killpg, (process.pid, signal.SIGKILL))  # strace and what it traces
        guard.start()
        thread = threading.Thread(target=end, args=(process,))
        thread.start()
        taken = 0
        with contextlib.suppress(BrokenPipeError):
            while taken < limit:
                values = [f'{self.sent + i}' for i in range(min(CHUNK, limit - taken))]
                self.sent += len(values)
                process.stdin.write(''.join(map(line_of, values)).encode())
                process.stdin.flush()
                got = self.read_acknowledgements(process, values)
                taken += got
                if got < len(values):
                    break
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        said = process.stderr.read().decode(errors='replace')
        status = process.wait(WAIT_S)
        hung = not guard.is_alive()
        guard.cancel()
        check(not hung, f'ledger append hangs ({" ".join(before)})')
        process.stdout.close()
        process.stderr.close()
        thread.join()
        bad = SANITIZER.search(said)
        check(not bad or 'LeakSanitizer' in bad[0] and before, f'ledger append: {bad and bad[0]}')
        return status

    def read_acknowledgements(self, process, values):
        for count, value in enumerate(values):
            line = process.stdout.readline().decode()
            if not line.endswith('\n') or self.dark:
                return count
            index, leaf = line.split()
            check(int(index) not in self.acknowledged, f'record {index} is acknowledged twice')
            self.acknowledged[int(index)] = (leaf, value)
        return len(values)

    def hold(self, since=0):
        """It opens again, and everything from record `since` on that was acknowledged is there."""
        self.custos('ledger', 'checkpoint', self.folder, expect=0)
        wanted = {i: a for i, a in self.acknowledged.items() if i >= since}
        if not wanted:
            return
        shown = {}
        for line in self.custos('ledger', 'show', self.folder, f'{min(wanted)}-{max(wanted)}', expect=0).out.splitlines():
            record = json.loads(line)
            shown[record['index']] = (record['leaf'], record['slots'].get('n'))
        lost = [f'{i} {a} -> {shown.get(i)}' for i, a in wanted.items() if shown.get(i) != a]
        check(not lost, f'{len(lost)} acknowledged records are lost or altered: {lost[:3]}')

    def verify(self):
        said = self.custos('ledger', 'verify', self.folder, expect=0).out
        count = int(re.match(r'verified (\d+) records', said)[1])
        check(count > max(self.acknowledged, default=-1), f'{count} records, and more were acknowledged')


def never(process):
    del process


# --- kill -9 ---------------------------------------------------------------------------------------------------------------

@scenario
def killed_while_it_writes(custos, tmp):
    """Early, while it opens and recovers, and late, while it writes, commits and has signed."""
    chance, ledger, number, acknowledged = random.Random(3), None, 0, 0
    began = time.monotonic()
    custos('ledger', '--help', expect=0)
    start_s = 4 * (time.monotonic() - began)
    for life in range(KILLS):
        if life % RENEW == 0:
            if ledger:
                ledger.verify()
                shutil.rmtree(ledger.folder)
            ledger, number = Ledger(custos, os.path.join(tmp, f'ledger{life}')), 0
        after = chance.random() * (start_s if life % 3 == 0 else 4 * start_s)

        def kill(process, after=after):
            time.sleep(after)
            process.kill()

        ledger.life(kill)
        if (life + 1) % LOOKS:
            continue
        ledger.hold(since=number)
        acknowledged += sum(1 for i in ledger.acknowledged if i >= number)
        number = max(ledger.acknowledged, default=-1) + 1
    ledger.verify()
    check(acknowledged > 4 * KILLS, f'only {acknowledged} records in {KILLS} lives')


@scenario
def acknowledgements_that_nobody_gets_end_it(custos, tmp):
    """Standard output is full: who sends more would never learn what is durable. What is, stays."""
    ledger = Ledger(custos, os.path.join(tmp, 'ledger'))
    with open('/dev/full', 'wb') as full:
        process = subprocess.Popen([custos.path, 'ledger', 'append', ledger.folder, '-'], stdin=subprocess.PIPE, stdout=full, stderr=subprocess.PIPE, env=custos.env)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(line_of('1').encode())
        process.stdin.flush()
        end = time.monotonic() + WAIT_S
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
    check(process.poll() == 2, f'it goes on: {process.poll()}')
    check(b'acknowledgement' in process.stderr.read(), 'it does not say why')
    check(custos('ledger', 'verify', ledger.folder, expect=0).out.startswith('verified 1 records'), 'the record is not there')


# --- file calls that fail --------------------------------------------------------------------------------------------------

def call_points(custos, tmp):
    """(name, number) of the file calls of a writer once it has opened the ledger's folder."""
    trace, ledger = os.path.join(tmp, 'trace'), Ledger(custos, os.path.join(tmp, 'traced'))
    status = ledger.life(never, ('strace', '-qq', '-o', trace), {'ASAN_OPTIONS': 'exitcode=99:detect_leaks=0'}, limit=2 * CHUNK)
    check(status == 0, 'no ledger under strace')
    counts, inside, points = {}, False, []
    for line in read(trace).splitlines():
        name = line.split('(')[0]
        counts[name] = counts.get(name, 0) + 1
        inside = inside or ledger.folder in line and name == 'openat'
        if inside and name in FILE_CALLS:
            points.append((name, counts[name]))
    shutil.rmtree(ledger.folder)
    return points


@scenario
def refused_by_the_disk(custos, tmp):
    """EIO, ENOSPC and KILL at the file calls of a writer, one after the other."""
    need(shutil.which('strace'), 'strace')
    base, folder = Ledger(custos, os.path.join(tmp, 'base')), os.path.join(tmp, 'ledger')
    base.life(never, limit=3)
    faults = [(p, fault) for p in call_points(custos, tmp) for fault in ('error=EIO', 'error=ENOSPC', 'signal=KILL')]
    step = 1 if CALLS is None else max(1, len(faults) // CALLS) | 1  # odd: all three kinds
    failed = 0
    for (name, number), fault in faults[::step]:
        what = f'{name}:{fault}:when={number}'
        shutil.copytree(base.folder, folder)
        ledger = base.copy(folder)
        before = len(ledger.acknowledged)
        status = ledger.life(never, ('strace', '-qq', '-o', '/dev/null', '-e', f'inject={what}'), {'ASAN_OPTIONS': 'exitcode=99:detect_leaks=0'}, limit=2 * CHUNK)
        failed += status != 0
        check(status != 0 or len(ledger.acknowledged) == before + 2 * CHUNK, f'{what}: it ended well without having taken all')
        try:
            ledger.hold()
            ledger.verify()
        except Exception as e:
            raise type(e)(f'after {what}: {e}') from e
        shutil.rmtree(folder)
    check(failed * 3 > len(faults[::step]), f'only {failed} of {len(faults[::step])} faults had an effect')


# --- power -----------------------------------------------------------------------------------------------------------------

class Disk:
    """A file system in a file, on a loop device. Every cut has an image of its own: pages of an old one would belie the next."""

    def __init__(self, tmp):
        self.template, self.place, self.number, self.image = os.path.join(tmp, 'template'), os.path.join(tmp, 'disk'), 0, None
        os.makedirs(self.place)
        write(self.template, b'')
        os.truncate(self.template, 256 << 20)
        subprocess.run(['mkfs.ext4', '-q', '-F', self.template], check=True, capture_output=True)

    def mount(self, image):
        done = subprocess.run(['mount', '-o', 'loop', image, self.place], capture_output=True, text=True, check=False)
        return done.returncode == 0

    def unmount(self):
        end = time.monotonic() + WAIT_S
        while subprocess.run(['umount', self.place], capture_output=True, check=False).returncode != 0 and time.monotonic() < end:
            time.sleep(0.02)

    def fresh(self):
        """A new image like the template."""
        if self.image:
            os.remove(self.image)
        self.number += 1
        self.image = f'{self.template}{self.number}'
        subprocess.run(['cp', '--sparse=always', self.template, self.image], check=True)
        return self.image

    def cut(self):
        """All that is not on the disk now is lost; every later call fails."""
        handle = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.ioctl(handle, SHUTDOWN, struct.pack('=I', NO_LOG_FLUSH))
        os.close(handle)


def cut_once(disk, template, after):
    """One power cut. How many records had been acknowledged in the life that it ended."""
    ledger = template.copy(template.folder)
    before = len(ledger.acknowledged)

    def cut(process):
        time.sleep(after)
        ledger.dark = True  # nothing that is said from here on was said: an fdatasync that meets the shutdown may report success
        disk.cut()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.send_signal(signal.SIGKILL)

    check(disk.mount(disk.fresh()), 'the image cannot be mounted')
    try:
        ledger.life(cut)
        disk.unmount()
        check(disk.mount(disk.image), 'the image cannot be mounted again')
        ledger.hold()
        ledger.verify()
    finally:
        disk.unmount()
    return len(ledger.acknowledged) - before


@scenario
def power_cut(custos, tmp):
    """Real ones: ext4 on a loop device, shut down without a flush, mounted again. The signer's state is on the same disk."""
    need(os.geteuid() == 0 and shutil.which('mkfs.ext4') and os.path.exists('/dev/loop-control'), 'loop devices, mkfs.ext4, as root')
    disk, chance, acknowledged = Disk(tmp), random.Random(5), 0
    need(disk.mount(disk.template), 'loop devices that can be mounted')
    template = Ledger(custos, os.path.join(disk.place, 'ledger'))
    template.life(never, limit=3)
    disk.unmount()
    began = time.monotonic()
    custos('ledger', '--help', expect=0)
    start_s = 4 * (time.monotonic() - began)
    for _ in range(CUTS):
        acknowledged += cut_once(disk, template, start_s / 2 + chance.random() * 4 * start_s)
    check(acknowledged > CUTS, f'only {acknowledged} records in {CUTS} lives')
