"""What operators see of a running service: figures for Prometheus, and the lines of each pause's life.

Nothing here changes anything: it is told what happened, through hooks, by whoever did it.
"""

from __future__ import annotations

from pausepoint_bot.observing.observation import Observation

__all__ = ["Observation"]
