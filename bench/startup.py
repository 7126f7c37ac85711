"""Starts: how long until the first answer out of the database, and how many there are in the first seconds."""

import signal
import subprocess
import time

from load import Http
from processes import Window, cpu, rss, say, wait_for
from rounds import DISTURBED

FIRST_SECONDS = 6
# Classes and profiles are kept, which takes the longer the busier the machine is.
RECORDING_SECONDS = 300


def record_aot_cache(service, home, cache, paths, header):
    """Trains a service under load, and makes an AOT cache (JEP 483, 514) of what it loaded and compiled."""
    say("AOT cache: training")
    # By the default collector: Java 25 keeps objects of no other one. The service's own reads them.
    service.start(home, [f"-XX:AOTCacheOutput={cache}"], ())
    for i, path in enumerate(paths):
        Http(service.work, f"training-{i}", service.url(path), [header]).run(4, {"service": service.process.pid})
    began = time.monotonic()
    service.process.stop(RECORDING_SECONDS)
    say(f"AOT cache: recorded in {time.monotonic() - began:.0f} s")


def aot_options(cache):
    # "on" makes a cache that does not fit an error; otherwise it is ignored in silence.
    return [f"-XX:AOTCache={cache}", "-XX:AOTMode=on"]


class Start:
    """One start, up to the first 200."""

    def __init__(self, service, command, header, pids):
        with Window(pids) as window:
            service.launch(command)
            self.seconds = wait_for(
                service.url("/api/user"), service.process, {"Authorization": header}, pause=0.01
            )
            self.cpu = cpu(service.process.pid)
            self.rss = rss(service.process.pid)
        # The service's own is not among the bench's, since it is not waited for yet.
        self.others = max(0.0, window.others - self.cpu / window.seconds)
        service.stop()


def pairs(service, commands, header, pids, count, extra):
    """Starts each command in turn and back again. Returns the undisturbed rounds, or all, and whether that is enough."""
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
    """How many requests are served in the first seconds after a start; and the cores that others used meanwhile."""
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
            # Interrupted, it says what it has counted.
            wrk.send_signal(signal.SIGINT)
            output, _ = wrk.communicate(timeout=30)
            answer = Http.read(output)
            served = answer["requests"] - answer["status"] if answer else 0
        used = cpu(process.pid)
    stop()
    return served, max(0.0, window.others - used / window.seconds)


def answered(load, header):
    """Starts the load once there is a first answer."""
    ask = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-m", "2", "-w", "%{http_code}", "-H", f"Authorization: {header}", load.url],
        capture_output=True,
        text=True,
        check=False,
    )
    if ask.stdout != "200":
        return None
    return subprocess.Popen(load.command(FIRST_SECONDS, load.connections), stdout=subprocess.PIPE, text=True)
