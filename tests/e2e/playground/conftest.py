from tests.e2e.playground.room import room
from tests.support.browser import browser

__all__ = ["browser", "room"]
