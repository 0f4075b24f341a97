from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint.wire import PAUSE_ID
from pausepoint_bot.api.queries import cursor_after, pause_before
from pausepoint_bot.errors import RequestRefused


@given(st.from_regex(PAUSE_ID, fullmatch=True))
def test_a_cursor_leads_back_to_its_pause(pause):
    cursor = cursor_after(pause)
    assert cursor.isascii()
    assert "=" not in cursor
    assert pause_before(cursor) == pause


@given(st.text(max_size=60))
def test_any_other_cursor_is_refused(text):
    with pytest.raises(RequestRefused, match="/cursor"):
        pause_before(text)
