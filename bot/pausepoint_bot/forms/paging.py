"""A long form in pages: which of its fields belong together on one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pausepoint_bot.forms.fields import Field
from pausepoint_bot.forms.parts import Heading

Item = Field | Heading
Page = tuple[Item, ...]
Fits = Callable[[Page], bool]

ON_A_PAGE: Final = 15
"""More fields than this are no longer filled in at a stretch."""


def paginate(items: Sequence[Item], *, per_page: int = ON_A_PAGE, fits: Fits | None = None) -> tuple[Page, ...]:
    """Part items into pages, one at least. Where not even a field and its headings fit, it has a page to itself."""
    count = _count(items)
    if count <= per_page and (fits is None or fits(tuple(items))):
        return (tuple(items),)
    evenly = _paged(items, _even(count, per_page), fits)
    return evenly if len(evenly) * per_page < count + per_page else min(evenly, _paged(items, per_page, fits), key=len)


def _paged(items: Sequence[Item], per_page: int, fits: Fits | None) -> tuple[Page, ...]:
    book = _Book(per_page=per_page, fits=fits or (lambda _: True))
    book.add(tuple(items), above=())
    return tuple(book.pages)


def _even(count: int, per_page: int) -> int:
    """Spread the fields evenly over as few pages as there must be."""
    pages = -(-count // per_page)
    return -(-count // max(pages, 1))


def _count(items: Sequence[Item]) -> int:
    return sum(not isinstance(item, Heading) for item in items)


@dataclass(slots=True, kw_only=True)
class _Book:
    """The pages so far; the last one is still being filled."""

    per_page: int
    fits: Fits
    pages: list[Page] = field(default_factory=list)

    def add(self, items: Page, *, above: Page) -> None:
        """Add items whose headings are `above`, on one page if they can be."""
        if self._add_here(above, items) or self._add_after(above, items):
            return
        units = list(_units(items))
        if len(units) > 1:
            for unit in units:
                self.add(unit, above=above)
        elif isinstance(items[0], Heading) and len(items) > 1:
            self._split(items, above)
        else:
            self.pages.append((*above, *items))

    def _split(self, items: Page, above: Page) -> None:
        """Go on below a heading. It opens a page, unless its first field has room on this one."""
        heading, inner = items[0], items[1:]
        first = next(_units(inner))
        if self._add_here(above, (heading, *first)) or self._add_after(above, (heading, *first)):
            inner = inner[len(first) :]
        for unit in _units(inner):
            self.add(unit, above=(*above, heading))

    def _add_here(self, above: Page, items: Page) -> bool:
        """Go on on the last page, with those of the headings that it does not have yet."""
        if not self.pages:
            return False
        page = self.pages[-1]
        missing = tuple(heading for heading in above if heading not in page)
        return self._put(page, (*missing, *items), at=len(self.pages) - 1)

    def _add_after(self, above: Page, items: Page) -> bool:
        return self._put(above, items, at=len(self.pages))

    def _put(self, before: Page, items: Page, *, at: int) -> bool:
        page = (*before, *items)
        if _count(page) > self.per_page or not self.fits(page):
            return False
        self.pages[at:] = [page]
        return True


def _units(items: Page) -> Iterator[Page]:
    """Part items into fields, and headings with all that is under them."""
    starts = [0]
    under = ""
    for index, item in enumerate(items):
        if under and item.pointer.startswith(under):
            continue
        under = f"{item.pointer}/" if isinstance(item, Heading) else ""
        if index:
            starts.append(index)
    yield from (items[start:end] for start, end in pairwise([*starts, len(items)]))
