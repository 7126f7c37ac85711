"""Measures starts: the time to the first response from the database, and the requests served in the first seconds."""

import signal
import subprocess
import time

from load import Http
from processes import Window, cpu, rss, say, wait_for
from rounds import DISTURBED

FIRST_SECONDS = 6
# Time for writing the cache: classes and profiles. On a busy machine this takes longer.
RECORDING_SECONDS = 300


def record_aot_cache(service, home, cache, paths, header):
    """Runs a service under load and records an AOT cache (JEP 483, 514) of what it loaded and compiled."""
    say("AOT cache: training")
    # With the default collector: Java 25 stores objects only for that one. The service's collector can read them.
    service.start(home, [f"-XX:AOTCacheOutput={cache}"], ())
    for i, path in enumerate(paths):
        Http(service.work, f"training-{i}", service.url(path), [header]).run(4, {"service": service.process.pid})
    began = time.monotonic()
    service.process.stop(RECORDING_SECONDS)
    say(f"AOT cache: recorded in {time.monotonic() - began:.0f} s")


def aot_options(cache):
    # With "on" a cache that does not fit is an error. Otherwise Java ignores it without a message.
    return [f"-XX:AOTCache={cache}", "-XX:AOTMode=on"]


class Start:
    """One start, until the first 200."""

    def __init__(self, service, command, header, pids):
        with Window(pids) as window:
            service.launch(command)
            self.seconds = wait_for(
                service.url("/api/user"), service.process, {"Authorization": header}, pause=0.01
            )
            self.cpu = cpu(service.process.pid)
            self.rss = rss(service.process.pid)
        # The window counts the service's CPU as that of others: the bench has not waited for this child process yet.
        self.others = max(0.0, window.others - self.cpu / window.seconds)
        service.stop()


def pairs(service, commands, header, pids, count, extra):
    """Starts all commands in each round, in alternating order. Returns the rounds, and whether they can be judged."""
    good, disturbed = [], []
    order = list(commands)
    while len(good) < count and len(good) + len(disturbed) < count + extra:
        starts = {}
        for name in order:
            starts[name] = Start(service, commands[name], header, pids)
        order.reverse()
        others = max(start.others for start in starts.values())
        shown = ", ".join(f"{name} {start.seconds:.2f} s" for name, start in starts.items())
        say(f"start: {shown}; others used {others:.2f} cores{'' if others <= DISTURBED else ': disturbed, not judged'}")
        (good if others <= DISTURBED else disturbed).append(starts)
    enough = len(good) >= min(3, count)
    return (good if enough else good + disturbed), enough


def served_at_first(launch, load, header, pids, stop):
    """The requests served in the first seconds after a start, and the cores that other processes used meanwhile."""
    with Window(pids) as window:
        process = launch()
        served = 0
        wrk = None
        while wrk is None and time.monotonic() - process.began < FIRST_SECONDS - 0.2:
            wrk = answered(load, header)
            if wrk is None:
                time.sleep(0.01)
        time.sleep(max(0.0, process.began + FIRST_SECONDS - time.monotonic()))
        if wrk is not None:
            # On SIGINT wrk prints its counts.
            wrk.send_signal(signal.SIGINT)
            output, _ = wrk.communicate(timeout=30)
            answer = Http.read(output)
            served = answer["requests"] - answer["status"] if answer else 0
        used = cpu(process.pid)
    stop()
    return served, max(0.0, window.others - used / window.seconds)


def answered(load, header):
    """Starts the load if the service answers 200."""
    ask = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-m", "2", "-w", "%{http_code}", "-H", f"Authorization: {header}", load.url],
        capture_output=True,
        text=True,
        check=False,
    )
    if ask.stdout != "200":
        return None
    return subprocess.Popen(load.command(FIRST_SECONDS, load.connections), stdout=subprocess.PIPE, text=True)
