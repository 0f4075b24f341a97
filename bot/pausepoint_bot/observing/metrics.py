"""Every metric there is, and the hooks through which it is fed. The guide for operators says what each means.

A label's values are ours, or counted: nothing that comes from outside makes a new time series without bound.
"""

from __future__ import annotations

import platform
import re
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

from pausepoint_bot.usecases.life import LifeStep

_WAITS: Final = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600)
_CALLS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
_TURNS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

OTHER: Final = "other"
_MOST_CODES: Final = 60
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,49}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STORE_FAILURES: Final = frozenset({"store_failed", "conflict", "interrupted", "outcome_unknown", "store_closed"})


class _Codes:
    """Lets the first few codes through as they are; what comes after them, or looks like none, is `other`."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(self, code: str) -> str:
        if code in self._known:
            return code
        if len(self._known) == _MOST_CODES or not _CODE.fullmatch(code):
            return OTHER
        self._known.add(code)
        return code


class Metrics:
    """The metrics of one process, in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._slack_codes = _Codes()
        build = Info("pausepoint_build", "Which version this is", registry=registry)
        build.info({"version": version("pausepoint"), "python": platform.python_version()})
        self._make_life(registry)
        self._make_outward(registry)
        self._make_inward(registry)
        self._make_inner(registry)

    def _make_life(self, registry: CollectorRegistry) -> None:
        self.pauses = Gauge(
            "pausepoint_pauses", "Pauses in each state, from the database", ["state"], registry=registry
        )
        self._steps = Counter(
            "pausepoint_pause_steps", "Steps that pauses took in this process", ["step"], registry=registry
        )
        self._decision = Histogram(
            "pausepoint_decision_seconds", "From opening to decision", buckets=_WAITS, registry=registry
        )

    def _make_outward(self, registry: CollectorRegistry) -> None:
        self.owed = Gauge("pausepoint_effects_owed", "Effects owed, from the database", ["kind"], registry=registry)
        self.oldest = Gauge(
            "pausepoint_effects_oldest_seconds", "Age of the oldest effect owed", ["kind"], registry=registry
        )
        self.dead_letters = Gauge(
            "pausepoint_dead_letters", "Effects given up, from the database", ["kind"], registry=registry
        )
        self.figures_age = Gauge(
            "pausepoint_figures_age_seconds", "Age of the figures from the database", registry=registry
        )
        self._delivery = Histogram(
            "pausepoint_delivery_seconds",
            "Attempts to deliver an effect",
            ["kind", "outcome"],
            buckets=_CALLS,
            registry=registry,
        )
        self._slack_calls = Histogram(
            "pausepoint_slack_call_seconds", "Calls of Slack's API", ["method"], buckets=_CALLS, registry=registry
        )
        self._slack_errors = Counter(
            "pausepoint_slack_errors",
            "Calls that Slack refused or did not answer",
            ["method", "error"],
            registry=registry,
        )
        self._rate_limited = Counter(
            "pausepoint_slack_rate_limited", "Calls that Slack asked to make later", ["method"], registry=registry
        )

    def _make_inward(self, registry: CollectorRegistry) -> None:
        self._oddities = Counter(
            "pausepoint_slack_oddities",
            "What came from Slack, or went to it, that was not as it should be",
            ["kind"],
            registry=registry,
        )
        self._knocks = Histogram(
            "pausepoint_slack_knock_seconds",
            "From a click or submit to its answer",
            ["kind"],
            buckets=_CALLS,
            registry=registry,
        )
        self._requests = Histogram(
            "pausepoint_http_request_seconds",
            "Requests to the API",
            ["route", "method", "status"],
            buckets=_CALLS,
            registry=registry,
        )
        self._polls = Counter("pausepoint_feed_answers", "Polls of the event feed", ["outcome"], registry=registry)
        self._checks = Histogram(
            "pausepoint_check_seconds", "Answers shown to the flow", ["outcome"], buckets=_CALLS, registry=registry
        )

    def _make_inner(self, registry: CollectorRegistry) -> None:
        self._transactions = Histogram(
            "pausepoint_store_seconds", "Transactions", ["kind"], buckets=_CALLS, registry=registry
        )
        self._retries = Counter("pausepoint_store_retries", "Transactions that were run again", registry=registry)
        self._failures = Counter("pausepoint_store_failures", "Transactions that failed", ["code"], registry=registry)
        self._lag = Histogram(
            "pausepoint_loop_lag_seconds", "How late the event loop is", buckets=_TURNS, registry=registry
        )

    def count_oddity(self, kind: str) -> None:
        """Count something that Slack sent and that was not as it should be."""
        self._oddities.labels(kind=kind).inc()

    def note_step(self, step: LifeStep) -> None:
        """Count a step of a pause's life."""
        self._steps.labels(step=step.kind).inc()
        if step.kind == "decided" and step.seconds is not None:
            self._decision.observe(step.seconds)

    def note_attempt(self, kind: str, outcome: str, seconds: float) -> None:
        """Note how an attempt to deliver an effect ended."""
        self._delivery.labels(kind=kind, outcome=outcome).observe(seconds)

    def note_slack_call(self, method: str, error: str | None, seconds: float) -> None:
        """Note a call of Slack's API; `error` is Slack's code, or ours where nothing came back."""
        self._slack_calls.labels(method=method).observe(seconds)
        if error is not None:
            self._slack_errors.labels(method=method, error=self._slack_codes(error)).inc()
            if error in ("rate_limited", "ratelimited"):
                self._rate_limited.labels(method=method).inc()

    def note_knock(self, kind: str, seconds: float) -> None:
        """Note how long a person's click or submit waited for its answer."""
        self._knocks.labels(kind=kind).observe(seconds)

    def note_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Note a request to the API; `route` is the name of one, never a path."""
        method = method if method in _METHODS else OTHER
        self._requests.labels(route=route, method=method, status=str(status)).observe(seconds)

    def note_poll(self, events: int) -> None:
        """Note that a poll of the event feed was answered, with so many events."""
        self._polls.labels(outcome="news" if events else "empty").inc()

    def note_check(self, outcome: str, seconds: float) -> None:
        """Note what became of an answer that was shown to the flow, as far as its person waited for it."""
        self._checks.labels(outcome=outcome).observe(seconds)

    def note_transaction(self, kind: str, seconds: float, *, runs: int = 1) -> None:
        """Note a transaction, from its asking to its end."""
        self._transactions.labels(kind=kind).observe(seconds)
        if runs > 1:
            self._retries.inc(runs - 1)

    def note_failure(self, code: str) -> None:
        """Note what the database refused; what a use case refuses is no failure of it."""
        if code in _STORE_FAILURES:
            self._failures.labels(code=code).inc()

    def note_lag(self, seconds: float) -> None:
        """Note how late the event loop came back."""
        self._lag.observe(seconds)
