"""What the figures count, and that nothing from outside makes a new time series without bound."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from pausepoint_bot.observing.metrics import Metrics
from pausepoint_bot.pauses import PauseId
from pausepoint_bot.usecases.life import LifeStep


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_call_is_counted_with_its_error_and_a_rate_limit_apart(metrics: Metrics):
    metrics.note_slack_call("chat.update", None, 0.1)
    metrics.note_slack_call("chat.update", "channel_not_found", 0.1)
    metrics.note_slack_call("chat.update", "rate_limited", 0.1)
    assert value(metrics, "pausepoint_slack_call_seconds_count", method="chat.update") == 3
    assert value(metrics, "pausepoint_slack_errors_total", method="chat.update", error="channel_not_found") == 1
    assert value(metrics, "pausepoint_slack_rate_limited_total", method="chat.update") == 1


@pytest.mark.parametrize("odd", ["Not a code", "x" * 51, "", "<!channel>"])
def test_what_looks_like_no_code_is_other(metrics: Metrics, odd: str):
    metrics.note_slack_call("chat.update", odd, 0.1)
    assert value(metrics, "pausepoint_slack_errors_total", method="chat.update", error="other") == 1


def test_only_so_many_codes_get_a_series_of_their_own(metrics: Metrics):
    for number in range(1000):
        metrics.note_slack_call("chat.update", f"code_{number}", 0.1)
    metrics.note_slack_call("chat.update", "code_0", 0.1)
    errors = [m for m in metrics.registry.collect() if m.name == "pausepoint_slack_errors"]
    series = {sample.labels["error"] for sample in errors[0].samples if sample.name.endswith("_total")}
    assert len(series) == 61
    assert value(metrics, "pausepoint_slack_errors_total", method="chat.update", error="code_0") == 2


def test_a_method_that_nobody_knows_is_other(metrics: Metrics):
    metrics.note_request("get_pause", "BREW", 418, 0.1)
    labels = {"route": "get_pause", "method": "other", "status": "418"}
    assert value(metrics, "pausepoint_http_request_seconds_count", **labels) == 1


def test_a_decision_is_timed_from_its_opening_and_other_steps_are_only_counted(metrics: Metrics):
    for kind in ("opened", "decided"):
        metrics.note_step(LifeStep(kind=kind, pause=PauseId("pau_1"), run=None, seconds=90.0))
    assert value(metrics, "pausepoint_decision_seconds_sum") == 90.0
    assert value(metrics, "pausepoint_decision_seconds_count") == 1
    assert value(metrics, "pausepoint_pause_steps_total", step="opened") == 1


def test_what_a_use_case_refuses_is_no_failure_of_the_database(metrics: Metrics):
    metrics.note_failure("not_found")
    metrics.note_failure("conflict")
    failures = [m for m in metrics.registry.collect() if m.name == "pausepoint_store_failures"]
    assert {sample.labels["code"] for sample in failures[0].samples} == {"conflict"}


def test_only_runs_beyond_the_first_are_retries(metrics: Metrics):
    metrics.note_transaction("write", 0.1)
    metrics.note_transaction("write", 0.1, runs=3)
    assert value(metrics, "pausepoint_store_retries_total") == 2
