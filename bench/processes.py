"""Starts and stops the processes of the bench, finds free ports, and measures CPU and memory."""

import atexit
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
LOOPBACK = "127.0.0.1"

_started = []


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


class Process:
    """A process and its descendants. It always ends with the bench, also if the bench fails."""

    def __init__(self, name, command, log, environment=None):
        self.name = name
        self.log = log
        self.began = time.monotonic()
        with open(log, "ab") as output:
            self.child = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
            )
        self.pid = self.child.pid
        _started.append(self)

    def is_running(self):
        return self.child.poll() is None

    def check(self):
        if not self.is_running():
            with open(self.log, errors="replace") as log:
                sys.exit(f"{self.name} ended:\n" + "".join(log.readlines()[-15:]))

    def stop(self, seconds=20):
        if self in _started:
            _started.remove(self)
        if self.is_running():
            self.child.terminate()
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                for member in reversed(tree(self.pid)):
                    os.kill(member, signal.SIGKILL)
                self.child.wait()


def stop_all():
    for process in list(reversed(_started)):
        process.stop()


atexit.register(stop_all)
# SIGTERM becomes an exception, so that the processes that the bench started end too.
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def wait_for(url, process, headers=None, seconds=300, pause=0.05):
    """Requests the URL until the response is 200. Returns the seconds since the start of the process."""
    last = time.monotonic()
    while time.monotonic() - process.began < seconds:
        process.check()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=5) as answer:
                answer.read()
                return time.monotonic() - process.began
        except (urllib.error.URLError, OSError):
            time.sleep(pause)
        if time.monotonic() - last > 20:
            last = time.monotonic()
            say(f"{process.name}: still starting")
    process.stop()
    sys.exit(f"{process.name} is not ready after {seconds} seconds; its log is {process.log}")


def _stat(pid):
    with open(f"/proc/{pid}/stat") as file:
        # The second field, a name, may contain spaces and parentheses.
        return file.read().rpartition(")")[2].split()


def tree(pid):
    """The process and all its running descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents.setdefault(int(_stat(entry)[1]), []).append(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                pass
    found = [pid]
    for member in found:
        found.extend(parents.get(member, []))
    return found


def cpu(pid):
    """CPU seconds of the process and its descendants, with those that ended and were waited for."""
    ticks = 0
    for member in tree(pid):
        try:
            ticks += sum(int(value) for value in _stat(member)[11:15])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return ticks / TICKS


def rss(pid):
    """RSS of the process and its descendants in megabytes. A start script that waits for Java adds little."""
    kilobytes = 0
    for member in tree(pid):
        with open(f"/proc/{member}/status") as file:
            kilobytes += sum(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
    return kilobytes / 1024


def machine_cpu():
    """CPU seconds that all processes of this machine have used."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, interrupts, soft = (int(value) for value in file.readline().split()[1:8])
    return (user + nice + system + interrupts + soft) / TICKS


class Window:
    """CPU that was used while a block ran: by each named process, and by all processes that are not the bench's."""

    def __init__(self, pids):
        self.pids = pids

    @staticmethod
    def _own():
        own = resource.getrusage(resource.RUSAGE_SELF)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    def _read(self):
        return time.monotonic(), machine_cpu(), self._own(), {name: cpu(pid) for name, pid in self.pids.items()}

    def __enter__(self):
        self.before = self._read()
        return self

    def __exit__(self, *failure):
        after = self._read()
        self.seconds = after[0] - self.before[0]
        self.used = {name: after[3][name] - self.before[3][name] for name in self.pids}
        # Of the bench itself, and of the commands that it ran and waited for.
        self.own = after[2] - self.before[2]
        ours = self.own + sum(self.used.values())
        self.others = max(0.0, after[1] - self.before[1] - ours) / self.seconds
