"""All of this room as one object: what watches a store, and what is told by everyone else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from prometheus_client import CollectorRegistry

from pausepoint_bot.observing.figures import Figures
from pausepoint_bot.observing.journal import Journal
from pausepoint_bot.observing.metrics import Metrics
from pausepoint_bot.observing.store import ObservedStore
from pausepoint_bot.usecases.ports import Clock, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is seen of one running service. `store` is the one to use, so that it is seen what is done with it."""

    metrics: Metrics
    journal: Journal
    store: ObservedStore
    figures: Figures

    @classmethod
    def of(cls, store: Store, *, clock: Clock, registry: CollectorRegistry) -> Self:
        """Watch a store from the running event loop."""
        metrics = Metrics(registry)
        journal = Journal(metrics.note_step)
        observed = ObservedStore(store, metrics=metrics, journal=journal)
        return cls(
            metrics=metrics,
            journal=journal,
            store=observed,
            figures=Figures(observed, clock=clock, metrics=metrics),
        )
