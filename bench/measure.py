"""Measures every line of the bounds and writes the report. bench/run installs, builds and starts it."""

import argparse
import json
import math
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request

import bounds
import dataset
import report
import rounds
import startup
from database import Database
from load import Http, Sql, TokenHttp, TokenSql, by_pair, by_request
from processes import rss, say, stop_all
from targets import (
    KEYCLOAK_MEMORY,
    SERVICE_COLLECTOR,
    SERVICE_MEMORY,
    SERVICE_SETTINGS,
    Keycloak,
    Service,
    start_floor,
)

PAGE = "/api/user/stacks?maxResults=100"
CONNECTIONS = 16
MANY_CONNECTIONS = 64
# Fewer than for the other targets: the code is warm already, and these targets warm it one after the other.
PAGES_WARM = 20_000
# Until the code that writes is compiled: nearly all of it runs once per request.
TOKENS_WARM = 60_000
TOKENS_SQL_WARM = 20_000
# A multiple of the page size, so that the last page is as long as the first.
MEMBERS = 100_000
MEMBERS_WARM = 2_000
# For so many people the statements are read from the log, to see which parameters differ from person to person.
TAKEN = 8


class Mode:
    """How much is measured. extra: how many disturbed rounds can be repeated."""

    def __init__(self, size, tokens, warm, count, seconds, starts, extra):
        self.size = dataset.SIZES[size]
        self.tokens = tokens
        self.warm = warm
        self.count = count
        self.seconds = seconds
        self.starts = starts
        self.extra = extra


MODES = {
    "quick": Mode("quick", tokens=1_000, warm=60_000, count=3, seconds=2, starts=3, extra=2),
    # Keycloak gets faster up to about this many requests.
    "full": Mode("full", tokens=5_000, warm=150_000, count=5, seconds=5, starts=5, extra=10),
}


def header(user):
    return "token " + dataset.secret(user)


def ask(url, credential):
    request = urllib.request.Request(url, headers={"Authorization": credential})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def send(method, url, credential, body=None):
    request = urllib.request.Request(url, body, {"Authorization": credential, "Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def last_members(service, credential):
    """Follows continuation tokens to the last page of the large organization. Returns its path and the number of members."""
    path, seen, token = "/api/orgs/large/members", 0, ""
    while True:
        page = path + (f"?continuationToken={token}" if token else "")
        answer = json.loads(ask(service.url(page), credential))
        seen += len(answer["members"])
        token = answer.get("continuationToken")
        if not token:
            return page, seen


def last_full_page(service, credential):
    """Follows continuation tokens to the last page of 100 stacks. Returns its path and the number of stacks."""
    token, seen, page = "", 0, None
    began = last = time.monotonic()
    size = 1_000
    start_of_last_thousand = ""
    while time.monotonic() - began < 1_800:
        answer = json.loads(
            ask(service.url(f"/api/user/stacks?maxResults={size}" + (f"&continuationToken={token}" if token else "")), credential)
        )
        if size == 1_000:
            seen += len(answer["stacks"])
            if len(answer["stacks"]) == size:
                start_of_last_thousand = token
        elif len(answer["stacks"]) == size:
            page = token
        following = answer.get("continuationToken")
        if time.monotonic() - last > 10:
            last = time.monotonic()
            say(f"following pages: {seen:,} stacks")
        if following:
            token = following
        elif size == 1_000:
            size, token = 100, start_of_last_thousand
        else:
            return f"{PAGE}&continuationToken={page}", seen
    sys.exit("The bench did not reach the last page within half an hour")


class Bench:
    def __init__(self, arguments, work):
        self.arguments = arguments
        self.mode = MODES[arguments.mode]
        self.work = work
        self.java = f"{arguments.java_home}/bin/java"
        self.report = report.Report(arguments.mode, bounds.lines())
        self.lines = self.report.lines
        self.chance = random.Random(6)
        self.users = dataset.some_users(self.mode.size, self.mode.tokens)
        self.page_users = dataset.some_page_users(self.mode.size, self.mode.tokens)

    def prepare(self):
        self.database = Database(self.work)
        self.services = {}
        for name, small in (("rollcall", False), ("rollcall_small", True)):
            self.database.create(name)
            service = Service(self.work, self.java, self.database, name)
            service.start(self.arguments.fast_jar)
            say(f"{name}: migrated by the service")
            self.database.fill(name, dataset.Dataset(self.mode.size, small))
            self.services[name] = service
        self.service = self.services["rollcall"]
        self.keycloak = Keycloak(self.work, self.arguments.java_home, self.arguments.keycloak, self.database, len(self.users))
        say("Keycloak: first start, with import")
        self.keycloak.start("--import-realm")
        say(f"Keycloak: tokens of {len(self.users):,} people")
        self.bearers = ["Bearer " + token for token in self.keycloak.tokens()]
        self.user_tokens = self._shuffled(self.users)
        self.page_tokens = self._shuffled(self.page_users)
        answers = [len(ask(self.service.url("/api/user"), token)) for token in self.user_tokens[:200]]
        self.answer_bytes = round(statistics.fmean(answers))
        pages = [json.loads(ask(self.service.url(PAGE), token)) for token in self.page_tokens[:20]]
        if any(len(page["stacks"]) != 100 for page in pages):
            sys.exit("A page user does not see 100 stacks")
        self.floor, floor_url = start_floor(self.work, self.java, self.arguments.floor, self.answer_bytes)
        self.floor_bytes = len(ask(floor_url, "none"))
        ask(self.keycloak.url(), self.bearers[0])

        self.user = Http(self.work, "user", self.service.url("/api/user"), self.user_tokens)
        self.page = Http(self.work, "stacks", self.service.url(PAGE), self.page_tokens)
        self.account = Http(self.work, "keycloak", self.keycloak.url(), self.bearers)
        self.bare = Http(self.work, "floor", floor_url, None)
        self.user_sql = self._taken_from_service("pgbench-user", "/api/user", self.users)
        self.page_sql = self._taken_from_service("pgbench-stacks", PAGE, self.page_users)
        self.pids = {
            "service": self.service.process.pid,
            "small": self.services["rollcall_small"].process.pid,
            "PostgreSQL": self.database.process.pid,
            "Keycloak": self.keycloak.process.pid,
            "floor": self.floor.pid,
        }

    def _shuffled(self, users):
        """Tokens in random order, so that rows of consecutive callers are not neighbours."""
        return [header(user) for user in self.chance.sample(users, len(users))]

    def _taken_from_service(self, name, path, users):
        some = users[:TAKEN]
        statements = self.database.statements(lambda: [ask(self.service.url(path), header(user)) for user in some])
        requests = dict(zip(some, by_request(statements, len(some)), strict=True))
        say(f"{name}: {len(requests[some[0]])} statement(s) per request, taken from PostgreSQL's log")
        return Sql(self.work, name, self.database, users, requests)

    def throughput(self):
        targets = [self.user, self.account, self.bare, self.user_sql, self.page, self.page_sql]
        rounds.warm(targets, self.mode.warm, self.pids)
        measured = self._rounds("throughput", targets)
        ratio = lambda above, below: measured.values(rounds.ratio(rounds.rate, above.name, below.name))
        self.lines["1"].measured(ratio(self.user, self.account), measured.is_judged)
        self.lines["2"].measured(ratio(self.user, self.account), measured.is_judged, "no snapshot yet: same as line 1")
        self.lines["3"].measured(ratio(self.user, self.bare), measured.is_judged)
        self.lines["4"].measured(ratio(self.user, self.user_sql), measured.is_judged)
        self.lines["5"].measured(ratio(self.page, self.page_sql), measured.is_judged)
        for target, process in (
            (self.user, "service"),
            (self.account, "Keycloak"),
            (self.bare, "floor"),
            (self.user_sql, None),
            (self.page, "service"),
            (self.page_sql, None),
        ):
            self.report.row(measured, target, process)

    def _rounds(self, name, targets, connections=None):
        mode = self.mode
        return self.report.rounds(name, targets, mode.count, mode.seconds, self.pids, mode.extra, connections)

    def depth_and_size(self):
        everything = header(dataset.ADMIN_OF_ALL)
        path, seen = last_full_page(self.service, everything)
        if seen != self.mode.size.stacks:
            sys.exit(f"The user who sees everything sees {seen:,} stacks")
        first = Http(self.work, "first-page", self.service.url(PAGE), [everything], 4)
        last = Http(self.work, "last-page", self.service.url(path), [everything], 4)
        large = Http(self.work, "large-table", self.service.url(PAGE), self.page_tokens, 4)
        small = Http(self.work, "small-table", self.services["rollcall_small"].url(PAGE), self.page_tokens, 4)
        rounds.warm([first, last, large, small], PAGES_WARM, self.pids)
        p50 = lambda result: result.p50
        measured = self._rounds("depth", [first, last])
        self.lines["6"].measured(
            measured.values(rounds.ratio(p50, last.name, first.name)),
            measured.is_judged,
            f"{measured.median(last.name, p50) / 1000:.1f} ÷ {measured.median(first.name, p50) / 1000:.1f} ms,"
            f" {seen:,} stacks in {self.mode.size.organizations:,} organizations",
        )
        self.report.row(measured, first, "service")
        self.report.row(measured, last, "service")
        measured = self._rounds("table", [large, small])
        few = int(self.database.value("select count(*) from stack", "rollcall_small"))
        self.lines["7"].measured(
            measured.values(rounds.ratio(p50, large.name, small.name)),
            measured.is_judged,
            f"{seen:,} and {few:,} stacks",
        )
        self.report.row(measured, large, "service")
        self.report.row(measured, small, "small")

    def tokens(self):
        """Writes rows, so it comes after everything that reads the tables of tokens and of audit events."""
        url = self.service.url("/api/user/tokens")
        made = []

        def pairs():
            for user in self.users[:TAKEN]:
                made.append(json.loads(send("POST", url, header(user), b'{"description":"bench"}')))
                send("DELETE", f"{url}/{made[-1]['id']}", header(user))

        statements = by_pair(self.database.statements(pairs), len(self.users[:TAKEN]))
        say(f"pgbench-tokens: {len(statements[0])} statements to create and delete a token, taken from PostgreSQL's log")
        requests = [
            (user, sent, token["id"], token["tokenValue"])
            for user, sent, token in zip(self.users[:TAKEN], statements, made, strict=True)
        ]
        service = TokenHttp(self.work, "tokens", self.service.url("/"), self.user_tokens)
        sql = TokenSql(self.work, "pgbench-tokens", self.database, self.users, requests)
        rounds.warm([service], TOKENS_WARM, self.pids)
        rounds.warm([sql], TOKENS_SQL_WARM, self.pids)
        measured = self._rounds("tokens", [service, sql])
        ratio = rounds.ratio(rounds.rate, service.name, sql.name)
        failed = sum(result.failed for round_ in measured.rounds for result in round_[service.name])
        self.lines["12"].measured(
            # Two requests are one transaction of pgbench's script.
            measured.values(lambda results: ratio(results) / 2),
            measured.is_judged and failed == 0,
            f"{measured.median(service.name, rounds.rate) / 2:,.0f} ÷ {measured.median(sql.name, rounds.rate):,.0f} pairs/s",
        )
        self.report.row(measured, service, "service")
        self.report.row(measured, sql, None)

    def members(self):
        large = dataset.LARGE_ORGANIZATION.format(members=MEMBERS - 1, admin=dataset.user_key(dataset.ADMIN_OF_ALL))
        self.database.value(large, "rollcall")
        self.database.value("vacuum (analyze)", "rollcall")
        admin = header(dataset.ADMIN_OF_ALL)
        path, seen = last_members(self.service, admin)
        if seen != MEMBERS:
            sys.exit(f"The large organization has {seen:,} members")
        first = Http(self.work, "first-members", self.service.url("/api/orgs/large/members"), [admin], 4)
        last = Http(self.work, "last-members", self.service.url(path), [admin], 4)
        rounds.warm([first, last], MEMBERS_WARM, self.pids)
        measured = self._rounds("members", [first, last])
        p50 = lambda result: result.p50
        self.lines["13"].measured(
            measured.values(rounds.ratio(p50, last.name, first.name)),
            measured.is_judged,
            f"{measured.median(last.name, p50) / 1000:.1f} ÷ {measured.median(first.name, p50) / 1000:.1f} ms,"
            f" {seen:,} members in pages of 500",
        )
        self.report.row(measured, first, "service")
        self.report.row(measured, last, "service")

    def crowd(self):
        measured = self._rounds("64 connections", [self.user, self.account], MANY_CONNECTIONS)
        failed = [sum(result.failed for result in round_[self.user.name]) for round_ in measured.rounds]
        self.lines["11"].measured([sum(failed)], True)
        p99 = lambda result: result.p99
        self.lines["11p"].measured(
            measured.values(rounds.ratio(p99, self.user.name, self.account.name)), measured.is_judged
        )
        self.report.row(measured, self.user, "service", MANY_CONNECTIONS)
        self.report.row(measured, self.account, "Keycloak", MANY_CONNECTIONS)

    def memory(self):
        """Runs first: each side has served 50,000 requests and nothing else."""
        rounds.warm([self.user, self.account], 50_000, self.pids)
        ours, theirs = self._memory()
        self.lines["9"].measured([ours / theirs], True, f"{ours:.0f} ÷ {theirs:.0f} MB")
        self.lines["9n"].skip("no native executable")

    def _memory(self):
        return rss(self.service.process.pid), rss(self.keycloak.process.pid)

    def memory_in_the_end(self):
        ours, theirs = self._memory()
        self.report.notes.append(
            f"At the end, with 64 connections: the service used {ours:.0f} MB (RSS) after"
            f" {self.user.sent + self.page.sent:,} requests, Keycloak {theirs:.0f} MB after {self.account.sent:,}."
        )

    def starts(self):
        for service in self.services.values():
            service.stop()
        self.keycloak.stop()
        self.floor.stop()
        self.pids = {"PostgreSQL": self.database.process.pid}
        one = self.user_tokens[0]
        cache = f"{self.work}/app.aot"
        aot = Service(self.work, self.java, self.database, "rollcall")
        startup.record_aot_cache(aot, self.arguments.aot_jar, cache, ["/api/user", PAGE], one)
        with_cache = aot.command(self.arguments.aot_jar, startup.aot_options(cache))
        commands = {"fast-jar": aot.command(self.arguments.fast_jar), "AOT cache": with_cache}
        executable = self.arguments.native
        if executable:
            commands["native"] = [executable]
        measured, judged = startup.pairs(aot, commands, one, self.pids, self.mode.starts, self.mode.extra)
        median = lambda name, of: statistics.median(getattr(starts[name], of) for starts in measured)
        ratio = lambda name: [starts[name].seconds / starts["fast-jar"].seconds for starts in measured]
        self.lines["8"].measured(
            ratio("AOT cache"),
            judged,
            f"{median('AOT cache', 'seconds'):.2f} ÷ {median('fast-jar', 'seconds'):.2f} s,"
            f" CPU {median('AOT cache', 'cpu'):.2f} ÷ {median('fast-jar', 'cpu'):.2f} s,"
            f" RSS {median('AOT cache', 'rss'):.0f} ÷ {median('fast-jar', 'rss'):.0f} MB",
        )
        if executable:
            self.lines["8n"].measured(ratio("native"), judged)
        else:
            self.lines["8n"].skip("no native executable")

        def launch_service():
            aot.launch(with_cache)
            return aot.process

        def launch_keycloak():
            self.keycloak.launch()
            return self.keycloak.process

        load = Http(self.work, "at-first", aot.url("/api/user"), self.user_tokens)
        counts, good = [], []
        while len(good) < self.mode.starts and len(counts) < self.mode.starts + self.mode.extra:
            ours, busy = startup.served_at_first(launch_service, load, one, self.pids, aot.stop)
            theirs, busier = startup.served_at_first(
                launch_keycloak, self.account, self.bearers[0], self.pids, self.keycloak.stop
            )
            disturbed = max(busy, busier) > rounds.DISTURBED
            say(
                f"first 6 s: {ours:,} and Keycloak {theirs:,} requests; others used {max(busy, busier):.2f} cores"
                + (": disturbed, not judged" if disturbed else "")
            )
            counts.append((ours, theirs))
            if not disturbed:
                good.append((ours, theirs))
        judged = len(good) >= min(3, self.mode.starts)
        shown = good if judged else counts
        self.lines["10"].measured(
            [ours / theirs if theirs else math.inf if ours else 0.0 for ours, theirs in shown],
            judged,
            f"{statistics.median(ours for ours, _ in shown):,.0f} ÷ {statistics.median(theirs for _, theirs in shown):,.0f}",
        )

    def write(self):
        size, mode = self.mode.size, self.arguments.mode
        self.report.notes.append(
            "pgbench sends prepared statements: those that PostgreSQL logged for the service's own requests, for as many"
            " people as the service has callers. The logged requests came one after the other. Under load, the service"
            " looks up as many as eight callers with one statement. PostgreSQL makes the parameters of a person from the"
            " number that pgbench chooses:"
            f" `{'`, `'.join(dataset.parameters(0).values())}`."
        )
        about = [
            f"{size.users:,} users, {size.organizations:,} organizations plus an individual one per user, {size.stacks:,} stacks;"
            f" the load uses the tokens of {len(self.users):,} users, and as many of Keycloak's",
            f"Java {self.arguments.java_version}; service {' '.join([SERVICE_MEMORY, *SERVICE_COLLECTOR])}, Keycloak {KEYCLOAK_MEMORY}",
            "Set for the service: " + ", ".join(f"`{name}={value}`" for name, value in SERVICE_SETTINGS.items()),
            f"`GET /api/user` returns {self.answer_bytes} bytes on average, the bare application {self.floor_bytes}",
            f"{self.mode.count} rounds, {self.mode.seconds} s per window",
        ]
        self.report.write(self.arguments.commit, self.database, about, self.mode.extra)
        report.save(f"{mode}.svg", report.svg(self.lines, f"bench/run {mode}, {time.strftime('%Y-%m-%d')}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=MODES)
    for name in ("fast-jar", "aot-jar", "floor", "keycloak", "java-home", "java-version", "commit"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--native", default="")
    arguments = parser.parse_args()
    work = tempfile.mkdtemp(prefix="rollcall-bench-")
    os.chmod(work, 0o755)
    try:
        bench = Bench(arguments, work)
        bench.prepare()
        bench.memory()
        bench.throughput()
        bench.depth_and_size()
        bench.crowd()
        bench.memory_in_the_end()
        bench.tokens()
        bench.members()
        bench.starts()
        bench.write()
        return bench.report.status()
    finally:
        stop_all()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
