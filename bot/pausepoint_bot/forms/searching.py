"""Finding options by what a person types, for choices with more options than a select shows. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from pausepoint_bot.forms.fields import Choice, Choices, Option

_MOST: Final = 100
"""As many options as Slack takes in one answer to an external select."""


def search_options(field: Choice | Choices, query: str, *, limit: int = _MOST) -> tuple[tuple[int, Option], ...]:
    """Find the options whose label has the query in it, each with its index; those that begin with it come first.

    Neither case nor accents nor spaces around the query matter. An empty query finds the first options.
    """
    wanted = _plain(query.strip())
    labels = _plain_labels(field.options)
    return tuple((index, field.options[index]) for index in islice(_found(labels, wanted), limit))


def _found(labels: tuple[str, ...], wanted: str) -> Iterator[int]:
    yield from (index for index, label in enumerate(labels) if label.startswith(wanted))
    yield from (index for index, label in enumerate(labels) if wanted in label and not label.startswith(wanted))


@lru_cache(maxsize=32)
def _plain_labels(options: tuple[Option, ...]) -> tuple[str, ...]:
    return tuple(_plain(option.label) for option in options)


def _plain(text: str) -> str:
    """Take case and accents off: `Ångström` is `angstrom`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
