"""Forms that nobody here wrote, pre-filled, opened and submitted in a real modal."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.corpus import entries, measure, report
from tests.support.slack_bot import slack_bot

NOT_REFUSED = 69
"""Of 70 that a flat form can show. The other one asks for a password."""


@pytest.mark.skipif(not entries(), reason="the corpus is not beside this checkout")
async def test_forms_of_others_come_back_as_they_went_out_or_are_refused_with_reasons(tmp_path):
    async with slack_bot(tmp_path) as bot:
        tried = await measure(bot)

    found = Counter((one.hard, one.result) for one in tried)
    assert {result for _, result in found} == {"round trip", "refused"}, report(tried)
    assert found[False, "round trip"] >= NOT_REFUSED, report(tried)
    assert all(one.said for one in tried if one.result == "refused")
