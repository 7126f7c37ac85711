"""Measures in rounds: all targets in order, then in reverse order. So a slow drift of the machine cancels out."""

import statistics

from processes import say

# A round is worthless if other processes used more than half a core.
DISTURBED = 0.5
WARM_WINDOWS = 60


class Rounds:
    """The undisturbed rounds of some targets. With fewer than three of them, also the disturbed ones, and no verdict."""

    def __init__(self, good, disturbed):
        self.is_judged = len(good) >= 3
        self.disturbed = len(disturbed)
        self.rounds = good if self.is_judged else good + disturbed

    def values(self, of):
        return [of(round_) for round_ in self.rounds]

    def median(self, target, of):
        return statistics.median(of(result) for round_ in self.rounds for result in round_[target])


def warm(targets, requests, pids):
    for target in targets:
        sent = target.sent
        for _ in range(WARM_WINDOWS):
            if target.sent - sent >= requests:
                break
            result = target.run(3, pids)
            if result.failed:
                say(f"warming {target.name}: {result.failed} of {result.requests} failed")
        say(f"warm: {target.name}, {target.sent - sent:,} requests")


def run(name, targets, count, seconds, pids, extra, connections=None):
    """Measures rounds until count of them were undisturbed, but at most count + extra."""
    good, disturbed = [], []
    while len(good) < count and len(good) + len(disturbed) < count + extra:
        number = len(good) + len(disturbed) + 1
        results = {target.name: [] for target in targets}
        for target in [*targets, *reversed(targets)]:
            results[target.name].append(target.run(seconds, pids, connections))
        others = max(result.others for windows in results.values() for result in windows)
        rates = ", ".join(f"{target} {mean(windows, rate):,.0f}" for target, windows in results.items())
        verdict = "" if others <= DISTURBED else ": disturbed, not judged"
        say(f"{name}, round {number}: req/s {rates}; others used {others:.2f} cores{verdict}")
        (good if others <= DISTURBED else disturbed).append(results)
    return Rounds(good, disturbed)


def rate(result):
    return result.rate


def mean(results, of):
    return statistics.fmean(of(result) for result in results)


def ratio(of, above, below):
    """Returns a function of a round: the figure of one target divided by that of another."""
    return lambda results: mean(results[above], of) / mean(results[below], of)
