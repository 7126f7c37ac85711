"""Measures updates of stacks, and checks the bounds in bounds.py.

bench/run updates starts it. It measures `pulumi up` against the service and against the two backends of the CLI that need no
service: files and PostgreSQL. Then checkpoints against pgbench, which writes the same bytes. Then GET /api/user while ten updates
send checkpoints.
"""

import argparse
import base64
import gzip
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import bounds
import report
import rounds
from database import Database
from load import LUA, Http, Result, Sql
from processes import LOOPBACK, Process, Window, say, stop_all
from targets import SERVICE_COLLECTOR, SERVICE_MEMORY, Service

TOKEN = "pul-" + "0123456789" * 4
KEY = base64.b64encode(hashlib.sha256(b"bench updates").digest()).decode()
RESOURCES = 300
ROUNDS, EXTRA = 3, 3
SECONDS = 10
# Each writes the state of its own stack, one after the other, as the CLI does.
WRITERS = 8
UPDATES = 10
# Between two checkpoints of one update. A real one waits for its cloud longer.
PAUSE = 250
# Resources in the state of a checkpoint.
STATE = 100

# Each thread has one connection, and is one update.
CHECKPOINTS_LUA = """
local threads = 0
function setup(thread)
  thread:set("offset", threads)
  threads = threads + 1
end
function init(arguments)
  local updates = {{}}
  for line in io.lines("{updates}") do updates[#updates + 1] = line end
  local path, token = updates[offset + 1]:match("^(%S+) (%S+)$")
  local file = io.open("{body}", "rb")
  checkpoint = wrk.format("PATCH", path, {{
    ["Authorization"] = "update-token " .. token,
    ["Content-Type"] = "application/json",
    ["Content-Encoding"] = "gzip" }}, file:read("*a"))
  file:close()
end
function delay()
  return {pause}
end
function request()
  return checkpoint
end
""" + LUA[LUA.index("function done") :]


def call(service, method, path, body, credential=f"token {TOKEN}"):
    request = urllib.request.Request(
        service.url(path),
        None if body is None else json.dumps(body).encode(),
        {"Authorization": credential, "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


REQUESTS = re.compile(r'http_server_requests_seconds_(count|sum)\{.*uri="([^"]*)".*\} (\S+)')
# The CLI sends these beside everything else. It waits for all other requests.
EVENTS = "events/batch"


def requests(service):
    """Number and seconds of the requests so far, by the end of their routes."""
    found = {}
    for line in service.metrics():
        seen = REQUESTS.match(line)
        if seen:
            route = seen[2].rpartition("{updateID}/")[2] if "{updateID}/" in seen[2] else seen[2].rpartition("/")[2]
            found.setdefault(route, {"count": 0, "sum": 0})[seen[1]] += float(seen[3])
    return found


class Up:
    """Updates a new stack to many resources with the unmodified CLI."""

    connections = 1

    def __init__(self, work, name, url, owner, arguments, secrets, service=None):
        """secrets: whether each resource has one. service: ours, if the URL is its own."""
        self.name = name
        self.owner = owner
        self.service = service
        self.arguments = arguments
        self.sent = 0
        self.home = f"{work}/home-{name}"
        os.makedirs(self.home)
        with open(f"{self.home}/Pulumi.yaml", "w") as project:
            project.write("name: bench\nruntime: go\n")
        self.environment = {
            "PATH": os.path.dirname(arguments.cli) + ":" + os.environ["PATH"],
            "HOME": self.home,
            "PULUMI_HOME": self.home,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
            "PULUMI_BACKEND_URL": url,
            "PULUMI_ACCESS_TOKEN": TOKEN,
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "N": str(arguments.resources),
            "PLAIN": "" if secrets else "true",
        }

    def _command(self, *command):
        done = subprocess.run(
            command, cwd=self.home, env=self.environment, capture_output=True, text=True, timeout=1_800, check=False
        )
        if done.returncode != 0:
            sys.exit(f"{self.name}: {' '.join(command)} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")

    def run(self, _seconds, pids, _connections=None):
        self.sent += 1
        stack = f"{self.owner}/bench/run{self.sent}"
        self._command(self.arguments.cli, "stack", "init", stack)
        before = requests(self.service) if self.service else {}
        began = time.monotonic()
        with Window(pids) as window:
            self._command(self.arguments.program, "up", stack)
        seconds = time.monotonic() - began
        after = requests(self.service) if self.service else {}
        self._command(self.arguments.cli, "stack", "rm", stack, "--force", "--yes")
        result = Result(window, self.arguments.resources, seconds)
        result.seconds = seconds
        result.used = window.used | {"CLI": window.own}
        result.requests_of = {
            route: {what: number - before.get(route, {}).get(what, 0) for what, number in numbers.items()}
            for route, numbers in after.items()
        }
        return result


class Checkpoints(Http):
    """Sends the same state again and again, for several updates at once."""

    def __init__(self, work, name, service, body, updates, pause=0):
        super().__init__(work, name, service.url("/"), None, len(updates))
        listed = f"{work}/{name}.updates"
        with open(listed, "w") as file:
            file.writelines(f"{path}/checkpoint {token}\n" for path, token in updates)
        with open(self.script, "w") as file:
            script = CHECKPOINTS_LUA.format(updates=listed, body=body, pause=pause)
            # Even a delay of nothing costs wrk a timer per request.
            file.write(script if pause else script.replace("function delay()", "function none()"))

    def command(self, seconds, connections):
        return ["wrk", "-t", str(connections), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "5s"] + [
            "-s",
            self.script,
            self.url,
        ]


class StateSql(Sql):
    """Writes the bytes of a state, each client to a row of its own."""

    connections = WRITERS

    def __init__(self, work, name, database, content):
        self._begin(work, name, database)
        database.value("create table written (id bigint primary key, content bytea not null)", "rollcall")
        database.value("alter table written alter content set storage external", "rollcall")
        with open(self.script, "w") as script:
            script.write(
                f"insert into written values (:client_id, '\\x{content.hex()}') on conflict (id) do update"
                " set content = excluded.content;\n"
            )


class Bench:
    def __init__(self, arguments, work):
        self.arguments = arguments
        self.work = work
        self.report = report.Report("updates", bounds.updates())
        self.lines = self.report.lines

    def prepare(self):
        self.database = Database(self.work)
        for name in ("rollcall", "pulumi"):
            self.database.create(name)
        self.service = Service(self.work, f"{self.arguments.java_home}/bin/java", self.database, "rollcall")
        self.service.environment |= {
            "ROLLCALL_ENCRYPTION_KEYS": KEY,
            "ROLLCALL_BOOTSTRAP_LOGIN": "admin",
            "ROLLCALL_BOOTSTRAP_TOKEN": TOKEN,
        }
        self.service.start(self.arguments.fast_jar)
        # Each use of the first administrator's token is written to the audit log. That is not so for other tokens.
        self.database.value("update access_token set audited = false", "rollcall")
        self.pids = {"service": self.service.process.pid, "PostgreSQL": self.database.process.pid}

    def _rounds(self, name, targets, seconds):
        return self.report.rounds(name, targets, self.arguments.rounds, seconds, self.pids, EXTRA)

    def up(self):
        os.makedirs(f"{self.work}/files")
        postgres = f"postgres://postgres@{LOOPBACK}:{self.database.port}/pulumi?sslmode=disable"
        for suffix, secrets in (("", False), ("s", True)):
            target = lambda name, url, owner, *service: Up(
                self.work, name + ("-secrets" if secrets else ""), url, owner, self.arguments, secrets, *service
            )
            ours = target("up", self.service.url(""), "admin", self.service)
            files = target("up-files", f"file://{self.work}/files", "organization")
            self._up(ours, {f"21{suffix}": files, f"22{suffix}": target("up-postgres", postgres, "organization")})

    def _up(self, ours, others):
        """others: the targets to compare with, by the number of the line."""
        for target in (ours, *others.values()):
            result = target.run(0, self.pids)
            say(f"warm: {target.name}, {result.rate:,.1f} resources per second")
        measured = self._rounds(ours.name, [ours, *others.values()], 0)
        seconds = lambda target: self.arguments.resources / measured.median(target.name, rounds.rate)
        cli = lambda target: measured.median(target.name, lambda result: result.used["CLI"])
        for number, other in others.items():
            self.lines[number].measured(
                # Seconds are the reciprocal of the rate.
                measured.values(rounds.ratio(rounds.rate, other.name, ours.name)),
                measured.is_judged,
                f"{seconds(ours):.1f} ÷ {seconds(other):.1f} s. CPU of the CLI alone: {cli(ours):.1f} ÷ {cli(other):.1f} s",
            )
        self.report.row(measured, ours, "service")
        for other in others.values():
            self.report.row(measured, other, None)
        self._where(measured, ours, [ours, *others.values()])

    def _where(self, measured, ours, targets):
        """Says what the time of an up is spent on."""
        median = lambda target, of: measured.median(target.name, of)
        count = lambda route: median(ours, lambda result: result.requests_of.get(route, {"count": 0})["count"])
        waited = lambda result: sum(all_["sum"] for route, all_ in result.requests_of.items() if route != EVENTS)
        checkpoint = lambda result: result.requests_of["checkpoint"]["sum"] / result.requests_of["checkpoint"]["count"]
        self.report.notes.append(
            f"One {ours.name} sends {count('checkpoint'):.0f} checkpoints, {count('batch-encrypt'):.0f} batches of secrets,"
            f" {count(EVENTS):.0f} batches of events. A checkpoint takes the service"
            f" {1e3 * median(ours, checkpoint):.1f} ms. All requests that the CLI waits for take"
            f" {median(ours, waited):.1f} of {median(ours, lambda result: result.seconds):.1f} s"
            f" ({median(ours, lambda result: waited(result) / result.seconds):.0%})."
        )
        for target in targets:
            used = ", ".join(
                f"{name} {median(target, lambda result, name=name: result.used[name]):.1f} s"
                for name in ("CLI", *self.pids)
            )
            self.report.notes.append(f"CPU of one {target.name}: {used}. CLI: with its program.")

    def _begin(self, number):
        call(self.service, "POST", "/api/stacks/admin/checkpoints", {"stackName": f"stack{number}"})
        stack = f"/api/stacks/admin/checkpoints/stack{number}"
        update = f"{stack}/update/" + call(self.service, "POST", f"{stack}/update", {"options": {}})["updateID"]
        return update, call(self.service, "POST", update, {})["token"]

    def _state(self):
        chance = random.Random(6)
        resources = [
            {
                "urn": f"urn:pulumi:dev::bench::pulumi:index:Stash::stash-{i}",
                "custom": True,
                "id": chance.randbytes(16).hex(),
                "type": "pulumi:index:Stash",
                "inputs": {"input": chance.randbytes(60).hex()},
                "outputs": {"input": chance.randbytes(60).hex()},
            }
            for i in range(STATE)
        ]
        state = {"version": 3, "deployment": {"manifest": {"time": "", "magic": "", "version": ""}, "resources": resources}}
        return gzip.compress(json.dumps(state).encode(), 1)

    def checkpoints(self):
        state = self._state()
        body = f"{self.work}/state.gz"
        with open(body, "wb") as file:
            file.write(state)
        service = Checkpoints(
            self.work, "checkpoints", self.service, body, [self._begin(number) for number in range(WRITERS)]
        )
        sql = StateSql(self.work, "pgbench-states", self.database, state)
        rounds.warm([service], 5_000, self.pids)
        measured = self._rounds("checkpoints", [service, sql], SECONDS)
        failed = sum(result.failed for round_ in measured.rounds for result in round_[service.name])
        self.lines["23"].measured(
            measured.values(rounds.ratio(rounds.rate, service.name, sql.name)),
            measured.is_judged and failed == 0,
            f"{measured.median(service.name, rounds.rate):,.0f} ÷ {measured.median(sql.name, rounds.rate):,.0f} per second,"
            f" {len(state):,} bytes each",
        )
        self.report.row(measured, service, "service")
        self.report.row(measured, sql, None)
        return body

    def users(self, body):
        user = Http(self.work, "user", self.service.url("/api/user"), [f"token {TOKEN}"])
        updates = [self._begin(WRITERS + number) for number in range(UPDATES)]
        busy = Checkpoints(self.work, "updates", self.service, body, updates, PAUSE)
        rounds.warm([user], 30_000, self.pids)

        class Beside:
            """The same while the updates run."""

            name = "user-beside-updates"
            connections = user.connections
            sent = 0

            @staticmethod
            def run(seconds, pids, _connections=None):
                load = Process("updates", busy.command(seconds + 5, UPDATES), f"{self.work}/updates.log")
                time.sleep(1)
                result = user.run(seconds, pids | {"updates": load.pid})
                load.child.wait(60)
                load.stop()
                return result

        measured = self._rounds("users", [user, Beside], SECONDS)
        self.lines["24"].measured(
            measured.values(rounds.ratio(rounds.rate, Beside.name, user.name)),
            measured.is_judged,
            f"{measured.median(Beside.name, rounds.rate):,.0f} ÷ {measured.median(user.name, rounds.rate):,.0f} per second;"
            f" each update sends a checkpoint and waits {PAUSE} ms",
        )
        with open(f"{self.work}/updates.log") as log:
            answer = Http.read(log.read())
        if not answer or answer["status"] or answer["broken"]:
            sys.exit(f"The updates failed: {answer}")
        self.report.row(measured, user, "service")
        self.report.row(measured, Beside, "service")

    def write(self):
        about = [
            f"Java {self.arguments.java_version}; service {' '.join([SERVICE_MEMORY, *SERVICE_COLLECTOR])}",
            f"`up` creates {self.arguments.resources} resources, one after the other; up-secrets gives each a secret. Their rate is resources per second",
            f"{self.arguments.rounds} rounds",
        ]
        self.report.write(self.arguments.commit, self.database, about, EXTRA)


def main():
    parser = argparse.ArgumentParser()
    for name in ("fast-jar", "java-home", "java-version", "commit", "cli", "program"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--resources", type=int, default=RESOURCES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    work = tempfile.mkdtemp(prefix="rollcall-bench-")
    os.chmod(work, 0o755)
    try:
        bench = Bench(arguments, work)
        bench.prepare()
        # First, so that Java has compiled most of what the CLI needs. The CLI's own backends need no warm-up.
        bench.users(bench.checkpoints())
        bench.up()
        bench.write()
        return bench.report.status()
    finally:
        stop_all()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
