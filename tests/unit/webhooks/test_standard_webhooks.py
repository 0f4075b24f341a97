"""The signature is the public one: PyPI's `standardwebhooks` verifies ours, and we verify its."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from pausepoint import signing

secrets = st.binary(min_size=24, max_size=64).map(signing.secret_from)
bodies = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none(), max_size=4)


@given(secret=secrets, body=bodies)
def test_the_reference_library_verifies_what_we_sign(secret, body):
    payload = json.dumps(body).encode()
    now = int(datetime.now(UTC).timestamp())
    headers = signing.sign(secret, message_id="evt_pau_1_decided", timestamp=now, body=payload)
    assert Webhook(secret).verify(payload, headers) == body


@given(secret=secrets, body=st.text(max_size=50))
def test_we_verify_what_the_reference_library_signs(secret, body):
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    signature = Webhook(secret).sign("evt_1", moment, body)
    headers = {
        "Webhook-Id": "evt_1",
        "Webhook-Timestamp": str(int(moment.timestamp())),
        "Webhook-Signature": f"v1,bm90IGl0 {signature}",
    }
    assert signing.verify(secret, headers, body.encode(), now=moment.timestamp() + 5) == "evt_1"
    with pytest.raises(signing.SignatureRefused):
        signing.verify(secret, headers, body.encode() + b" ", now=moment.timestamp())
