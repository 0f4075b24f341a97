"""Whether an HTTP request is Slack's: judged over the raw body, before anything in it is read.

Source: Slack's page on verifying requests: HMAC-SHA256 over `v0:<timestamp>:<body>`, at most five minutes old.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

TIMESTAMP_HEADER: Final = "X-Slack-Request-Timestamp"
SIGNATURE_HEADER: Final = "X-Slack-Signature"

_TOLERANCE_SECONDS: Final = 300
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}")


def is_slacks(body: bytes, headers: Mapping[str, str], *, secret: str, now: datetime) -> bool:
    """Tell whether the body carries Slack's signature and is fresh. Anything malformed is simply not Slack's.

    `headers` must find names in any case, as aiohttp's do.
    """
    timestamp, signature = headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    if not secret or not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if abs(now.timestamp() - int(timestamp)) > _TOLERANCE_SECONDS:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)
