"""Simulates GitHub for many people: with its latency and rate limits. Counts the requests.

Person n has the token token-of-n. The limits are those of docs.github.com, "Rate limits for the REST API": 5,000 requests per
hour for each person, shared with their other tools, and 100 requests at once. GET /stats returns the counts.
"""

import asyncio
import json
import random
import sys
import time

LIMIT = 5_000
AT_ONCE = 100
# Response time in seconds: log-normal with this median and sigma, and at most LONGEST.
MEDIAN, SIGMA, LONGEST = 0.09, 0.45, 2.0
FAILING = 0.005
# One person in BUSY has used a quarter of the hour's requests with other tools.
BUSY = 50
# One person in RENAMED has a new name.
RENAMED = 10
ORGANIZATIONS = 500


def organizations(person):
    return [(person * 31 + i) % ORGANIZATIONS + 1 for i in range(person % 5)]


class Hub:
    def __init__(self):
        self.chance = random.Random(6)
        self.reset = int(time.time()) + 3_600
        self.used = {}
        self.profiles = {}
        self.spared = set()
        self.at_once = 0
        self.stats = {"requests": 0, "failed": 0, "refused": 0, "most_at_once": 0, "asked_beyond_reserve": 0}

    def answer(self, path, person):
        """Status and body."""
        if self.at_once > AT_ONCE:
            self.stats["refused"] += 1
            return 403, {"message": "You have exceeded a secondary rate limit"}
        if person in self.spared:
            self.stats["asked_beyond_reserve"] += 1
        self.used[person] = self.used.get(person, LIMIT // 4 if person % BUSY == 0 else 0) + 1
        if self.chance.random() < FAILING:
            self.stats["failed"] += 1
            return 502, {"message": "Server Error"}
        if path == "/user":
            self.profiles[person] = self.profiles.get(person, 0) + 1
            if person % BUSY == 0:
                self.spared.add(person)
            name = f"Renamed {person}" if person % RENAMED == 0 else f"Person {person}"
            return 200, {"id": person, "login": f"person{person}", "name": name, "avatar_url": None}
        if path.startswith("/user/orgs"):
            return 200, [{"id": i, "login": f"hub-{i}", "avatar_url": None} for i in organizations(person)]
        return 404, {"message": "Not Found"}

    def summary(self):
        return {
            **self.stats,
            "people": len(self.profiles),
            "asked_again": sum(count > 1 for count in self.profiles.values()),
            "most_of_a_quota": max(self.used.values(), default=0),
            "spared": len(self.spared),
        }


class Exchange(asyncio.Protocol):
    """A connection. The client waits for a response before it sends the next request."""

    def __init__(self, hub):
        self.hub = hub
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            self.ask(head.decode("latin-1").split("\r\n"))

    def ask(self, head):
        path = head[0].split(" ")[1]
        if path == "/stats":
            self.send(200, self.hub.summary())
            return
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        person = int(headers["authorization"].rpartition("-")[2])
        hub = self.hub
        hub.at_once += 1
        hub.stats["requests"] += 1
        hub.stats["most_at_once"] = max(hub.stats["most_at_once"], hub.at_once)
        status, body = hub.answer(path, person)
        wait = min(LONGEST, MEDIAN * hub.chance.lognormvariate(0, SIGMA))
        asyncio.get_running_loop().call_later(wait, self.finish, status, body, person)

    def finish(self, status, body, person):
        self.hub.at_once -= 1
        self.send(
            status,
            body,
            f"x-ratelimit-limit: {LIMIT}\r\nx-ratelimit-remaining: {LIMIT - self.hub.used.get(person, 0)}\r\n"
            f"x-ratelimit-reset: {self.hub.reset}\r\n" + ("retry-after: 60\r\n" if status == 403 else ""),
        )

    def send(self, status, body, headers=""):
        content = json.dumps(body).encode()
        self.transport.write(
            f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n{headers}\r\n".encode()
            + content
        )


async def main(port):
    hub = Hub()
    server = await asyncio.get_running_loop().create_server(lambda: Exchange(hub), "127.0.0.1", port, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
