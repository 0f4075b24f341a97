"""Sign and verify a callback, after the Standard Webhooks spec (https://www.standardwebhooks.com). Pure.

The signature is `v1,` + base64(HMAC-SHA256(secret, "{webhook-id}.{webhook-timestamp}.{body}")). Whatever is malformed
(header, base64, timestamp) is refused like a forgery: nothing a stranger sends makes these functions fail otherwise.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"

TOLERANCE_SECONDS: Final = 5 * 60
"""How far a timestamp may be from now, against replays (the spec's reference libraries use five minutes)."""

_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = range(24, 65)  # the spec: between 24 and 64 bytes
_LONGEST_TIMESTAMP: Final = 12


class SignatureRefused(Exception):
    """The callback is not from whom it should be: forged, stale or malformed."""


def secret_from(random_bytes: bytes) -> str:
    """Write `random_bytes` (24 to 64 of them) as a webhook secret."""
    if len(random_bytes) not in _SECRET_BYTES:
        msg = f"a webhook secret is made of 24 to 64 random bytes, not {len(random_bytes)}"
        raise ValueError(msg)
    return _PREFIX + base64.b64encode(random_bytes).decode()


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three headers that prove `body` comes from the holder of `secret`. `timestamp` in Unix seconds."""
    signature = base64.b64encode(_digest(_key(secret), message_id, timestamp, body)).decode()
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: f"v1,{signature}",
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> str:
    """Return the message id of a callback that `secret` signed within the last five minutes of `now` (Unix seconds).

    Raises:
        SignatureRefused: a header is missing or malformed, the time is off, or no signature fits.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    message_id = lowered.get(ID_HEADER, "")
    timestamp = _timestamp(lowered.get(TIMESTAMP_HEADER, ""))
    if not message_id or timestamp is None:
        raise SignatureRefused("the webhook-id or webhook-timestamp header is missing or malformed")
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        raise SignatureRefused("the webhook-timestamp is more than five minutes off")
    expected = _digest(_key(secret), message_id, timestamp, body)
    if not any(hmac.compare_digest(expected, given) for given in _signatures(lowered.get(SIGNATURE_HEADER, ""))):
        raise SignatureRefused("no signature fits")
    return message_id


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        msg = "a webhook secret is 'whsec_' followed by base64"
        raise ValueError(msg) from error


def _digest(key: bytes, message_id: str, timestamp: int, body: bytes) -> bytes:
    message = b"%s.%d.%s" % (message_id.encode("utf-8", "surrogateescape"), timestamp, body)
    return hmac.new(key, message, hashlib.sha256).digest()


def _timestamp(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIMESTAMP
    return int(text) if is_number else None


def _signatures(header: str) -> list[bytes]:
    found = []
    for part in header.split(" "):
        version, _, encoded = part.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(encoded, validate=True))
            except ValueError:  # malformed base64, or characters beyond ASCII
                continue
    return found
