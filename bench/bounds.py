"""The bounds that the service must reach, and the measured values."""

import statistics


class Line:
    """A row of the table of bounds.

    later: the value is measured, but a missed bound is no failure yet. lower: a lower value is better.
    """

    def __init__(self, number, what, must, aim, lower=False, later=False):
        self.number = number
        self.what = what
        self.must = must
        self.aim = aim
        self.lower = lower
        self.later = later
        self.values = []
        self.note = ""
        self.reason = "not measured"

    def measured(self, values, is_judged=True, note=""):
        self.values = values
        self.note = note
        self.reason = None if is_judged else "disturbed"
        return self

    def skip(self, reason):
        self.reason = f"SKIP: {reason}"

    @property
    def value(self):
        return statistics.median(self.values) if self.values else None

    @property
    def spread(self):
        return (min(self.values), max(self.values)) if self.values else None

    def _reaches(self, bound):
        return self.value <= bound if self.lower else self.value >= bound

    @property
    def is_missed(self):
        return self.reason is None and not self.later and not self._reaches(self.must)

    @property
    def is_unjudged(self):
        return not self.later and self.reason is not None and not self.reason.startswith("SKIP")

    @property
    def verdict(self):
        if self.reason:
            return self.reason
        reached = "aim" if self._reaches(self.aim) else "must" if self._reaches(self.must) else "MISSED"
        return f"later ({reached})" if self.later else reached


def updates():
    """The lines of bench/run updates."""
    return {
        line.number: line
        for line in [
            Line("21", "`pulumi up` of 300 resources: seconds here ÷ seconds with the CLI's files", 1, 0.7, lower=True, later=True),
            Line("21s", "the same, each resource with a secret", 1, 0.7, lower=True, later=True),
            Line("22", "`pulumi up` of 300 resources: seconds here ÷ seconds with the CLI's PostgreSQL backend", 1, 0.7, lower=True),
            Line("22s", "the same, each resource with a secret", 1, 0.7, lower=True),
            Line("23", "checkpoints ÷ pgbench, which writes the same bytes, 8 clients", 0.1, 0.3),
            Line("24", "`GET /api/user` while ten updates run ÷ without updates", 0.6, 0.8),
        ]
    }


def lines():
    return {
        line.number: line
        for line in [
            Line("1", "`GET /api/user`, token from PostgreSQL each time ÷ Keycloak account", 1.2, 1.6),
            Line("2", "`GET /api/user` as shipped ÷ Keycloak account", 3, 5, later=True),
            Line("3", "the same ÷ a bare Quarkus REST application from memory", 0.5, 0.8, later=True),
            Line("4", "line 1 ÷ pgbench, the same SQL, 16 clients", 0.4, 0.55),
            Line("5", "page of 100 stacks ÷ pgbench, the same SQL", 0.4, 0.6),
            Line("6", "p50 of the last page ÷ the first, of a user who sees all stacks", 1.2, 1.05, lower=True),
            Line("7", "p50 of the same page, all stacks in the table ÷ few", 1.3, 1.1, lower=True),
            Line("8", "start to the first 200 from the database: AOT cache ÷ fast-jar", 0.5, 0.4, lower=True),
            Line("8n", "the same: native ÷ fast-jar", 0.1, 0.03, lower=True),
            Line("9", "RSS after 50,000 requests, JVM `-Xmx256m` ÷ Keycloak", 0.4, 0.3, lower=True),
            Line("9n", "the same: native ÷ Keycloak", 0.2, 0.1, lower=True),
            Line("10", "requests served in the first 6 s after the start ÷ Keycloak", 5, 15),
            Line("11", "other answers than 2xx, and timeouts, at 64 connections", 0, 0, lower=True),
            Line("11p", "p99 at 64 connections ÷ Keycloak", 1, 0.5, lower=True),
            Line("12", "create and delete a personal token ÷ pgbench, the same SQL, fsync on, 16 clients", 0.4, 0.6),
            Line("13", "p50 of the last page of 100,000 members ÷ the first", 1.2, 1.05, lower=True),
        ]
    }
