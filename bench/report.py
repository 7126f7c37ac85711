"""Collects what a bench measures, and writes the report: tables in Markdown and a plot in SVG."""

import math
import os
import platform
import time
from xml.sax.saxutils import escape

import rounds
from database import SETTINGS
from processes import say

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "results")


def save(name, text):
    os.makedirs(FOLDER, exist_ok=True)
    with open(f"{FOLDER}/{name}", "w") as file:
        file.write(text)


class Report:
    """The lines with their bounds, the targets that were measured, and notes."""

    def __init__(self, name, lines):
        self.name = name
        self.lines = lines
        self.notes = []
        self._targets = []
        self._disturbed = 0

    def rounds(self, name, targets, count, seconds, pids, extra, connections=None):
        """Measures rounds as rounds.run does. The report counts those that were disturbed."""
        measured = rounds.run(name, targets, count, seconds, pids, extra, connections)
        self._disturbed += measured.disturbed
        return measured

    def row(self, measured, target, process, connections=None):
        """Adds a target. process: whose CPU it used besides PostgreSQL's, or None."""
        figure = lambda of: measured.median(target.name, of)
        self._targets.append(
            (
                target.name,
                str(connections or target.connections),
                figure(rounds.rate),
                figure(lambda result: result.p50 / 1000) or None,
                figure(lambda result: result.p99 / 1000) or None,
                figure(lambda result: result.cpu[process]) if process else None,
                figure(lambda result: result.cpu["PostgreSQL"]) or None,
            )
        )

    def write(self, commit, database, about, extra):
        """Writes the report and prints it. about: facts of this bench. extra: how many disturbed rounds could be repeated."""
        facts = [
            f"`bench/run {self.name}`, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, commit {commit},"
            f" {os.cpu_count()} CPUs, {platform.machine()}",
            f"PostgreSQL {database.value('show server_version')},"
            f" {database.value('select pg_size_pretty(pg_database_size(current_database()))', 'rollcall')} of data: "
            + ", ".join(f"{name} {SETTINGS[name]}" for name in ("fsync", "synchronous_commit", "shared_buffers")),
            *about,
            f"Rounds run in both directions. {self._disturbed} rounds were disturbed: other processes used more than"
            f" {rounds.DISTURBED} cores. They are not judged, and repeated up to {extra} times per measurement",
        ]
        text = markdown(self.lines, self._targets, facts, self.notes)
        save(f"{self.name}.md", text)
        print(text)

    def status(self):
        """The exit code of bench/run: 1 a bound is missed, 4 other processes used too much CPU to judge."""
        missed = [line.number for line in self.lines.values() if line.is_missed]
        unjudged = [line.number for line in self.lines.values() if line.is_unjudged]
        if missed:
            say("MISSED: line " + ", ".join(missed))
        if unjudged:
            say("not judged: line " + ", ".join(unjudged))
        return 1 if missed else 4 if unjudged else 0


def number(value):
    if value is None:
        return ""
    if math.isinf(value):
        return "∞"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def markdown(lines, targets, facts, notes):
    text = ["# Bench", "", *(f"- {fact}" for fact in facts), "", "## Bounds", ""]
    text += ["| # | line | value | spread | must | aim | verdict | |", "|---|---|---|---|---|---|---|---|"]
    for line in lines.values():
        spread = " to ".join(number(end) for end in line.spread) if line.spread else ""
        sign = "≤ " if line.lower else "≥ "
        text.append(
            f"| {line.number} | {line.what} | {number(line.value)} | {spread} | {sign}{number(line.must)}"
            f" | {sign}{number(line.aim)} | {line.verdict} | {line.note} |"
        )
    text += ["", "Value: the median of all rounds. Spread: the lowest and the highest round.", "", "## Targets", ""]
    text += [
        "| target | connections | req/s | p50 ms | p99 ms | CPU µs per request, process | CPU µs per request, PostgreSQL |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in targets:
        text.append("| " + " | ".join(value if isinstance(value, str) else number(value) for value in row) + " |")
    text += ["", *(f"- {note}" for note in notes), ""]
    return "\n".join(text)


WIDTH, ROW, LEFT, RIGHT = 1000, 30, 520, 960
# The plot shows values up to this many times better or worse than "must".
SCALE = 20


def svg(lines, title):
    shown = [line for line in lines.values() if line.value is not None and line.must]
    height = 70 + ROW * len(shown)
    middle = (LEFT + RIGHT) / 2

    def place(value, line):
        if not value:
            return RIGHT
        times = line.must / value if line.lower else value / line.must
        return middle + max(-1.0, min(1.0, math.log(times, SCALE))) * (RIGHT - middle)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="10" y="24" font-size="16">{escape(title)}</text>',
    ]
    for row, line in enumerate(shown):
        y = 44 + row * ROW
        colour = {"MISSED": "#c0392b", "must": "#e0a030", "aim": "#2e8b57"}.get(line.verdict, "#8899aa")
        x = place(line.value, line)
        parts += [
            f'<text x="10" y="{y + 15}">{escape(f"{line.number}  {line.what}".replace("`", ""))}</text>',
            f'<rect x="{min(x, middle):.1f}" y="{y + 3}" width="{abs(x - middle):.1f}" height="16" fill="{colour}"/>',
            f'<path d="M{place(line.aim, line):.1f} {y} v22" stroke="#333" stroke-dasharray="3 2"/>',
            f'<text x="{x + (6 if x >= middle else -6):.1f}" y="{y + 16}" text-anchor="{"start" if x >= middle else "end"}"'
            f">{number(line.value)}</text>",
        ]
    bottom = 44 + ROW * len(shown)
    parts += [
        f'<path d="M{middle} 36 V{bottom}" stroke="black"/>',
        f'<text x="{middle}" y="{bottom + 16}" text-anchor="middle">must (dashes: aim); right is better, logarithmic</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
