"""The door in for flows and operators: HTTP routes, tokens, problem+json and their description (OpenAPI)."""

from __future__ import annotations

from pausepoint_bot.api.app import build_api
from pausepoint_bot.api.feed import FeedHub
from pausepoint_bot.api.parts import ApiParts, Operators, Probe

__all__ = ["ApiParts", "FeedHub", "Operators", "Probe", "build_api"]
