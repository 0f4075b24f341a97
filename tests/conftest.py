"""Settings that every test shares."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Machines are busy: how long one example takes says nothing. The suite's own time limit still holds.
settings.register_profile("pausepoint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pausepoint")
