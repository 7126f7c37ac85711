"""Runs one window of load: wrk against a URL, or pgbench with statements. Also writes their input."""

import collections
import hashlib
import json
import re
import subprocess
import sys

import dataset
from processes import LOOPBACK, Window

# All requests are built before wrk starts its clock. Each thread starts at another place of the list and repeats the list.
LUA = """
local threads = 0
function setup(thread)
  thread:set("offset", threads)
  threads = threads + 1
end
function init(arguments)
  requests = {{}}
  for line in io.lines("{credentials}") do
    local headers = {{ ["Accept"] = "application/json" }}
    if line ~= "" then headers["Authorization"] = line end
    requests[#requests + 1] = wrk.format("GET", nil, headers)
  end
  position = math.floor(#requests / 2) * offset
end
function request()
  position = position % #requests + 1
  return requests[position]
end
function done(summary, latency, all)
  local e = summary.errors
  io.write(string.format(
    'RESULT {{"requests": %d, "microseconds": %d, "bytes": %d, "status": %d, "broken": %d, "timeouts": %d, "p50": %d, "p99": %d}}\\n',
    summary.requests, summary.duration, summary.bytes, e.status, e.connect + e.read + e.write, e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""

# Creates a token, and deletes it with the next request. Each thread has one connection, so a response belongs to the thread's
# last request.
TOKENS_LUA = LUA[: LUA.index("function init")] + """
local created = nil
function init(arguments)
  credentials = {{}}
  for line in io.lines("{credentials}") do credentials[#credentials + 1] = line end
  position = math.floor(#credentials / {threads}) * offset
end
local function headers()
  return {{ ["Accept"] = "application/json", ["Content-Type"] = "application/json", ["Authorization"] = credentials[position] }}
end
function request()
  if created then
    return wrk.format("DELETE", "/api/user/tokens/" .. created, headers())
  end
  position = position % #credentials + 1
  return wrk.format("POST", "/api/user/tokens", headers(), '{{"description":"bench"}}')
end
function response(status, headers, body)
  created = status == 200 and body:match('"id":"([^"]+)"') or nil
end
""" + LUA[LUA.index("function done") :]


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Result:
    """The result of one window."""

    def __init__(self, window, requests, seconds, failed=0, p50=0.0, p99=0.0, size=0):
        self.others = window.others
        self.requests = requests
        self.rate = requests / seconds
        self.failed = failed
        self.p50 = p50
        self.p99 = p99
        self.size = size
        # CPU microseconds per request, for each process.
        self.cpu = {name: used * 1e6 / max(1, requests) for name, used in window.used.items()}


class Http:
    """GET requests. Each uses the next credential of the list."""

    def __init__(self, work, name, url, credentials, connections=16):
        self.name = name
        self.url = url
        self.connections = connections
        self.sent = 0
        listed = f"{work}/{name}.credentials"
        with open(listed, "w") as file:
            file.writelines(f"{line}\n" for line in credentials or [""])
        self.script = f"{work}/{name}.lua"
        with open(self.script, "w") as file:
            file.write(LUA.format(credentials=listed))

    def command(self, seconds, connections):
        threads = min(2, connections)
        return ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "5s"] + [
            "-s",
            self.script,
            self.url,
        ]

    def run(self, seconds, pids, connections=None):
        with Window(pids) as window:
            wrk = subprocess.run(
                self.command(seconds, connections or self.connections),
                capture_output=True,
                text=True,
                timeout=seconds + 60,
                check=False,
            )
        answer = self.read(wrk.stdout)
        if answer is None:
            sys.exit(f"wrk failed: {wrk.stdout}{wrk.stderr}")
        self.sent += answer["requests"]
        return Result(
            window,
            answer["requests"],
            answer["microseconds"] / 1e6,
            answer["status"] + answer["broken"] + answer["timeouts"],
            answer["p50"],
            answer["p99"],
            answer["bytes"] / max(1, answer["requests"]),
        )

    @staticmethod
    def read(output):
        result = re.search(r"^RESULT (.*)$", output, re.MULTILINE)
        return json.loads(result.group(1)) if result else None


class TokenHttp(Http):
    """Creates and deletes personal tokens, each time for another person. Two requests are one unit of work."""

    def __init__(self, work, name, url, credentials, connections=16):
        super().__init__(work, name, url, credentials, connections)
        with open(self.script, "w") as file:
            file.write(TOKENS_LUA.format(credentials=f"{work}/{name}.credentials", threads=connections))

    def command(self, seconds, connections):
        return ["wrk", "-t", str(connections), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "5s"] + [
            "-s",
            self.script,
            self.url,
        ]


class Sql:
    """Sends the statements that the service sends for a request, each time for another person.

    people: the range of their numbers. requests: the statements of some of these people, in order, as (text, detail). pgbench
    chooses the number of a person. From it PostgreSQL makes the parameters that differ from person to person.
    """

    connections = 16

    def __init__(self, work, name, database, people, requests):
        self._begin(work, name, database)
        with open(self.script, "w") as script:
            script.write(self._choose(people))
            for number, (text, _) in enumerate(next(iter(requests.values()))):
                sent = {user: dict(parameters(statements[number][1])) for user, statements in requests.items()}
                script.write(re.sub(r"\$(\d+)", lambda place: self._parameter(number, place[1], sent), text) + ";\n")

    def _begin(self, work, name, database):
        self.name = name
        self.database = database
        self.sent = 0
        self.script = f"{work}/{name}.sql"
        self.variables = []

    @staticmethod
    def _choose(people):
        return f"\\set person {people.start} + {people.step} * random(0, {len(people) - 1})\n"

    def _parameter(self, statement, place, sent):
        ways = {dataset.parameters(user).get(values[place]) for user, values in sent.items()}
        if len(ways) == 1 and None not in ways:
            return ways.pop()
        values = {values[place] for values in sent.values()}
        if len(values) > 1:
            sys.exit(
                f"{self.name}: parameter {place} of statement {statement} differs by person,"
                f" but dataset.py has no SQL for it: {values}"
            )
        name = f"s{statement}p{place}"
        self.variables.append(f"{name}={values.pop()}")
        return f":{name}"

    def run(self, seconds, pids, connections=None):
        clients = connections or self.connections
        command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", self.script]
        for variable in self.variables:
            command += ["-D", variable]
        command += ["-h", LOOPBACK, "-p", str(self.database.port), "-U", "postgres", "rollcall"]
        with Window(pids) as window:
            pgbench = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
        numbers = dict(re.findall(r"^(tps|number of [a-z ]+)(?: =|:) ([0-9.]+)", pgbench.stdout, re.MULTILINE))
        if pgbench.returncode != 0 or "tps" not in numbers:
            sys.exit(f"pgbench failed: {pgbench.stdout[-2000:]}{pgbench.stderr[-2000:]}")
        count = int(numbers["number of transactions actually processed"])
        self.sent += count
        return Result(window, count, count / float(numbers["tps"]), int(numbers.get("number of failed transactions", 0)))


class TokenSql(Sql):
    """Sends the statements that the service sends to create and delete a personal token.

    pairs: for some people, the logged statements of both requests, and the id and the value of the token that was created. The
    token gets its id and its hash from a number that pgbench chooses. Each request begins with the statement that authenticates,
    and then a transaction. PostgreSQL logs its BEGIN in another way than the statements.
    """

    def __init__(self, work, name, database, people, pairs):
        self._begin(work, name, database)
        with open(self.script, "w") as script:
            script.write(self._choose(people) + "\\set token random(1, 9000000000000000)\n")
            authentication = pairs[0][1][0][0]
            for number, (text, _) in enumerate(pairs[0][1]):
                script.write(
                    re.sub(r"\$(\d+)", lambda place, number=number: self._value(number, place[1], pairs), text) + ";\n"
                )
                if text == authentication:
                    script.write("BEGIN;\n")

    def _value(self, statement, place, pairs):
        ways, values = set(), set()
        for user, statements, token, secret in pairs:
            value = dict(parameters(statements[statement][1], null=None))[place]
            known = dataset.parameters(user) | {
                token: "lpad(:token::text, 32, 'c')::uuid",
                "\\x" + hashlib.sha256(secret.encode()).hexdigest(): f"int8send(:token) || '\\x{'11' * dataset.FILLED_UP}'::bytea",
            }
            values.add(value)
            ways.add(known.get(value))
        if len(ways) == 1 and None not in ways:
            return ways.pop()
        if values == {None}:
            return "null"
        if len(values) == 1:
            name = f"s{statement}p{place}"
            self.variables.append(f"{name}={values.pop()}")
            return f":{name}"
        if all(UUID.fullmatch(value) for value in values):
            # The id of an audit event, or of the request.
            return "gen_random_uuid()"
        if all(TIME.match(value) for value in values):
            return "now()"
        return sys.exit(f"{self.name}: parameter {place} of statement {statement} differs: {values}")


def by_request(statements, requests):
    """Groups logged statements by request. Drops a statement that ran less often than once per request: it is not ours."""
    counts = collections.Counter(text for text, _ in statements)
    groups = []
    first = None
    for text, detail in statements:
        if counts[text] < requests:
            continue
        first = first or text
        if text == first:
            groups.append([])
        groups[-1].append((text, detail))
    if len(groups) != requests:
        sys.exit(f"{requests} requests were sent, but the server's log shows {len(groups)}: {counts.most_common(5)}")
    return groups


def by_pair(statements, pairs):
    """Groups logged statements by pairs of requests. Each request begins with the statement that comes first."""
    counts = collections.Counter(text for text, _ in statements)
    groups = []
    first = None
    for text, detail in statements:
        if counts[text] < pairs:
            continue
        first = first or text
        if text == first:
            groups.append([])
        groups[-1].append((text, detail))
    if len(groups) != 2 * pairs:
        sys.exit(f"{2 * pairs} requests were sent, but the server's log shows {len(groups)}: {counts.most_common(9)}")
    return [one + other for one, other in zip(groups[::2], groups[1::2], strict=True)]


NO_NULLS = object()


def parameters(detail, null=NO_NULLS):
    """Number and value of each parameter, read from PostgreSQL's log. null: the value for NULL."""
    found = re.findall(r"\$(\d+) = (?:(NULL)|'((?:[^']|'')*)')", detail)
    if null is NO_NULLS and any(absent for _, absent, _ in found):
        sys.exit(f"pgbench cannot send null: {detail}")
    return [(place, null if absent else value.replace("''", "'")) for place, absent, value in found]
