"""Measures how fast profiles are updated: many identities that are all due, and a provider with realistic latency.

bench/run reconciliation starts it. It measures one replica with the default settings, then three. Then it measures three that
send almost as many requests at once as the provider allows, until at most one identity in 100 is still due.
"""

import argparse
import base64
import hashlib
import json
import os
import random
import shutil
import statistics
import struct
import sys
import tempfile
import time
import urllib.request

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import dataset
import provider
import report
from database import Database
from processes import LOOPBACK, Process, Window, free_port, say, stop_all, wait_for
from targets import Service

PEOPLE = 200_000
WARM = 2_000
SECONDS = 60
MANY_AT_ONCE = 30
KEY = hashlib.sha256(b"bench reconciliation").digest()


def people(instance):
    """Yields table, columns and rows of people. Each has linked one identity, and this identity is due."""
    chance = random.Random(6)
    numbers = range(1, PEOPLE + 1)
    key = dataset.key_of
    users = [key("user", i) for i in range(PEOPLE + 1)]
    cipher = AESGCM(KEY)

    def token(i):
        context = (str(users[i]), "github.com", instance, str(i), "access")
        parts = [part.encode() for part in context]
        iv = chance.randbytes(12)
        sealed = cipher.encrypt(iv, f"token-of-{i}".encode(), b"".join(struct.pack(">i", len(p)) + p for p in parts))
        return "\\\\x" + (b"\x01" + iv + sealed).hex()

    yield "app_user", "id, kind, name, email", ((users[i], "person", f"Person {i}", f"person{i}@example.com") for i in numbers)
    yield (
        "organization",
        "id, name, kind, default_stack_permission",
        ((key("individual", i), f"Person {i}", "single-user", "none") for i in numbers),
    )
    yield (
        "owner_name",
        "id, name, user_id, organization_id",
        ((key("person-name", i), f"person{i}", users[i], key("individual", i)) for i in numbers),
    )
    yield (
        "membership",
        "user_id, organization_id, role",
        ((users[i], key("individual", i), "admin") for i in numbers),
    )
    yield (
        "identity",
        "id, user_id, provider, instance, subject, login, name",
        ((key("identity", i), users[i], "github.com", instance, i, f"person{i}", f"Person {i}") for i in numbers),
    )
    yield (
        "identity_token",
        "identity_id, access_token, key_id, scopes, version, updated_at",
        (
            (key("identity", i), token(i), hashlib.sha256(KEY).hexdigest()[:16], "read:org", 1, dataset.NOW)
            for i in numbers
        ),
    )
    yield (
        "identity_sync",
        "identity_id, provider, instance, next_sync_at",
        ((key("identity", i), "github.com", instance, dataset.NOW) for i in numbers),
    )


class Replicas:
    """Replicas of the service on one database. The provider is configured as an installation of GitHub."""

    def __init__(self, bench, count, settings):
        self.services = []
        for i in range(count):
            service = Service(bench.work, bench.java, bench.database, "rollcall")
            service.environment |= bench.settings | settings
            service.start(bench.home)
            self.services.append(service)

    def counts(self):
        """How many identities each replica has asked about."""
        return [self._count(service) for service in self.services]

    @staticmethod
    def _count(service):
        return sum(
            float(line.rpartition(" ")[2])
            for line in service.metrics()
            if line.startswith("rollcall_provider_syncs_total")
        )

    def stop(self):
        for service in self.services:
            service.stop()


class Bench:
    def __init__(self, home, java, work):
        self.home = home
        self.java = java
        self.work = work
        self.rows = []

    def prepare(self):
        self.database = Database(self.work, shared_preload_libraries="pg_stat_statements")
        self.database.create("rollcall")
        self.database.value("create extension pg_stat_statements", "rollcall")
        port = free_port()
        self.provider_url = f"http://{LOOPBACK}:{port}"
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "provider.py")
        self.provider = Process("provider", [sys.executable, script, str(port)], f"{self.work}/provider.log")
        wait_for(self.provider_url + "/stats", self.provider)
        self.settings = {
            "ROLLCALL_ENCRYPTION_KEYS": base64.b64encode(KEY).decode(),
            "ROLLCALL_RECONCILIATION_EVERY": "1s",
            **{
                f"ROLLCALL_PROVIDERS_GITHUB_MANY_{name}": value
                for name, value in (
                    ("BASE_URL", self.provider_url),
                    ("API_URL", self.provider_url),
                    ("CLIENT_ID", "client"),
                    ("CLIENT_SECRET", "secret"),
                )
            },
        }
        first = Replicas(self, 1, {})
        first.stop()
        for table, columns, rows in people(self.provider_url):
            self.database.copy("rollcall", table, columns, PEOPLE, rows)
        self.database.value("vacuum (analyze)", "rollcall")

    def asked(self):
        return self.database.number("select count(*) from identity_sync where last_attempt_at is not null")

    def due(self):
        return self.database.number("select count(*) from identity_sync where next_sync_at <= now()")

    def statements(self):
        """Numbers of statements and of transactions. Leaves out begin, commit and the like, and the bench's own statements."""
        statements = self.database.number(
            "select sum(calls) from pg_stat_statements join pg_database d on d.oid = dbid where datname = 'rollcall'"
            " and query !~* '^(begin|commit|rollback|set |show )'"
            " and query !~ 'pg_stat|identity_sync where (last_attempt_at is not null|next_sync_at <= now)'"
        )
        return statements, self.database.number("select xact_commit from pg_stat_database where datname = 'rollcall'")

    def measure(self, name, count, settings, until):
        replicas = Replicas(self, count, settings)
        pids = {f"replica {i}": service.process.pid for i, service in enumerate(replicas.services)}
        pids |= {"PostgreSQL": self.database.process.pid, "provider": self.provider.pid}
        start = self.asked()
        while self.asked() < start + WARM:
            time.sleep(0.5)
        before, each, spent = self.asked(), replicas.counts(), self.statements()
        rates = []
        with Window(pids) as window:
            began = last = time.monotonic()
            seen = before
            while not until(time.monotonic() - began):
                time.sleep(1)
                if time.monotonic() - last >= 10:
                    now, moment = self.asked(), time.monotonic()
                    rates.append((now - seen) / (moment - last))
                    seen, last = now, moment
                    say(f"{name}: {now:,} of {PEOPLE:,} asked about, {rates[-1]:,.0f} per second")
            done = self.asked() - before
        sql, transactions = (after - ago for after, ago in zip(self.statements(), spent))
        shares = [after - ago for after, ago in zip(replicas.counts(), each)]
        replicas.stop()
        self.rows.append(
            (
                name,
                f"{done:,}",
                f"{done / window.seconds:,.0f}",
                f"{statistics.median(rates[:3]):,.0f} and {statistics.median(rates[-3:]):,.0f}",
                f"{sql / done:.1f} in {transactions / done:.1f}",
                f"{min(shares) / max(shares):.2f}",
                f"{1e3 * sum(window.used[pid] for pid in pids if pid.startswith('replica')) / done:.2f}",
                f"{1e3 * window.used['PostgreSQL'] / done:.2f}",
                f"{window.others:.2f}",
            )
        )
        say(f"{name}: {self.rows[-1]}")

    def run(self):
        self.measure("1 replica, defaults", 1, {}, lambda seconds: seconds >= SECONDS)
        self.measure("3 replicas, defaults", 3, {}, lambda seconds: seconds >= SECONDS)
        self.measure(
            f"3 replicas, `concurrency` {MANY_AT_ONCE}, to the end",
            3,
            {
                "ROLLCALL_RECONCILIATION_CONCURRENCY": str(MANY_AT_ONCE),
                "ROLLCALL_RECONCILIATION_BATCH": str(MANY_AT_ONCE),
            },
            lambda seconds: int(seconds) % 5 == 0 and self.due() <= PEOPLE // 100,
        )
        with urllib.request.urlopen(self.provider_url + "/stats", timeout=30) as answer:
            return json.load(answer)

    def write(self, stats, commit, java_version):
        outcomes = self.database.value(
            "select string_agg(outcome || ' ' || number, ', ' order by number desc) from (select coalesce(last_outcome,"
            " 'not asked') as outcome, count(*) as number from identity_sync group by 1) o",
            "rollcall",
        )
        lines = [
            "# Reconciliation",
            "",
            f"- `bench/run reconciliation`, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, commit {commit},"
            f" {os.cpu_count()} CPUs, Java {java_version}",
            f"- {PEOPLE:,} identities, all due. Each takes two requests to the provider. Half of the requests take less than"
            f" {provider.MEDIAN * 1000:.0f} ms; {provider.FAILING:.1%} fail. One name in {provider.RENAMED} is new",
            f"- The provider allows {provider.LIMIT:,} requests per hour for each person, and {provider.AT_ONCE} requests at"
            f" once. One person in {provider.BUSY} has already used a quarter of their requests",
            "",
            "| | identities | per second | at the start and at the end | statements in transactions, per identity"
            " | smallest ÷ largest share of a replica | CPU ms per identity, replicas | CPU ms per identity, PostgreSQL"
            " | cores of others |",
            "|---|---|---|---|---|---|---|---|---|",
            *("| " + " | ".join(row) + " |" for row in self.rows),
            "",
            f"Last outcome of the identities: {outcomes}.",
            "",
            f"The provider got {stats['requests']:,} requests about {stats['people']:,} people. It failed"
            f" {stats['failed']:,} of them. It had at most {stats['most_at_once']} at once, and refused {stats['refused']}"
            " because there were too many."
            f" {stats['spared']:,} people had little of their quota left. The replicas asked about them again within the hour"
            f" {stats['asked_beyond_reserve']} times.",
            "",
        ]
        text = "\n".join(lines)
        report.save("reconciliation.md", text)
        print(text)

    def status(self, stats):
        broken = []
        if stats["refused"]:
            broken.append(f"the provider refused {stats['refused']} requests, because there were too many at once")
        if stats["asked_beyond_reserve"]:
            broken.append(f"{stats['asked_beyond_reserve']} requests used the quota that is reserved for people's other tools")
        if self.due() > PEOPLE // 100:
            broken.append(f"{self.due():,} identities are still due")
        for what in broken:
            say(f"MISSED: {what}")
        return 1 if broken else 0


def main():
    parser = argparse.ArgumentParser()
    for name in ("fast-jar", "java-home", "java-version", "commit"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    work = tempfile.mkdtemp(prefix="rollcall-bench-")
    os.chmod(work, 0o755)
    try:
        bench = Bench(arguments.fast_jar, f"{arguments.java_home}/bin/java", work)
        bench.prepare()
        stats = bench.run()
        bench.write(stats, arguments.commit, arguments.java_version)
        return bench.status(stats)
    finally:
        stop_all()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
