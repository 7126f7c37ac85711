"""Starts a real PostgreSQL server for the bench, with fsync on, and fills it with data."""

import glob
import json
import os
import subprocess
import sys
import time

import dataset
from processes import LOOPBACK, Process, free_port, say

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "1GB",
    "effective_cache_size": "3GB",
    "max_wal_size": "4GB",
    # The bench reads statements from this log. JSON is easy to parse.
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_directory": "log",
}


class Database:
    def __init__(self, work, **more):
        self.bin = "/usr/lib/postgresql/15/bin"
        self.port = free_port()
        self.home = f"{work}/postgresql"
        self.data = f"{self.home}/data"
        subprocess.run(["install", "-d", "-o", "postgres", self.home], check=True)
        self._as_postgres(
            f"{self.bin}/initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8"
        )
        options = [argument for name, value in (SETTINGS | more).items() for argument in ("-c", f"{name}={value}")]
        # setpriv replaces itself with PostgreSQL, so the process id is PostgreSQL's.
        self.process = Process(
            "PostgreSQL",
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", f"{self.bin}/postgres"]
            + ["-D", self.data, "-p", str(self.port), "-k", self.home, *options],
            f"{work}/postgresql.log",
        )
        for _ in range(200):
            self.process.check()
            ready = subprocess.run(
                ["pg_isready", "-q", "-h", LOOPBACK, "-p", str(self.port)], check=False, stdout=subprocess.DEVNULL
            )
            if ready.returncode == 0:
                break
            time.sleep(0.1)
        else:
            sys.exit("PostgreSQL did not become ready within 20 seconds")
        say(f"PostgreSQL {self.value('show server_version')} on port {self.port}, fsync {self.value('show fsync')}")

    @staticmethod
    def _as_postgres(*command):
        subprocess.run(["runuser", "-u", "postgres", "--", *command], check=True, stdout=subprocess.DEVNULL)

    def arguments(self, name="postgres"):
        return ["-h", LOOPBACK, "-p", str(self.port), "-U", "postgres", "-d", name]

    def value(self, sql, name="postgres"):
        answer = subprocess.run(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", *self.arguments(name), "-c", sql],
            check=True,
            capture_output=True,
            text=True,
        )
        return answer.stdout.strip()

    def number(self, sql):
        return int(self.value(sql, "rollcall"))

    def create(self, name):
        self.value(f"create database {name}")

    def fill(self, name, rows):
        """Copies a data set into tables that the service has created."""
        for table, columns, count, lines in rows.tables():
            self.copy(name, table, columns, count, lines)
        say(f"{name}: vacuum analyze")
        self.value("vacuum (analyze)", name)
        self.value("checkpoint", name)

    def copy(self, name, table, columns, count, rows):
        copy = subprocess.Popen(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", *self.arguments(name)]
            + ["-c", f"copy {table} ({columns}) from stdin"],
            stdin=subprocess.PIPE,
            text=True,
        )
        began = last = time.monotonic()
        written = 0
        for row in rows:
            copy.stdin.write(dataset.copy_line(row))
            written += 1
            if time.monotonic() - last > 10:
                last = time.monotonic()
                say(f"{name}: {table}: {written:,} of {f'{count:,}' if count else '?'}")
        copy.stdin.close()
        if copy.wait() != 0:
            sys.exit(f"{table} could not be filled")
        say(f"{name}: {table}: {written:,} rows in {time.monotonic() - began:.1f} s")

    def statements(self, during):
        """Calls during(). Returns the statements that the server executed meanwhile, as (text, parameters)."""
        self._log_statements("all")
        marks = {log: os.path.getsize(log) for log in self._logs()}
        during()
        time.sleep(1)
        self._log_statements("none")
        found = []
        for log in self._logs():
            with open(log) as file:
                file.seek(marks.get(log, 0))
                for line in file:
                    entry = json.loads(line)
                    message = entry.get("message", "")
                    if message.startswith("execute ") and entry.get("dbname") != "postgres":
                        found.append((message.partition(": ")[2], entry.get("detail", "")))
        return found

    def _logs(self):
        return sorted(glob.glob(f"{self.data}/log/*.json"))

    def _log_statements(self, which):
        self.value(f"alter system set log_statement = '{which}'")
        self.value("select pg_reload_conf()")
        time.sleep(1)
