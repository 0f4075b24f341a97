"""Slack's request signature, version 0 (Slack's guide on verifying requests). Pure."""

from __future__ import annotations

import hashlib
import hmac


def signature_headers(secret: str, *, body: bytes, now: float) -> dict[str, str]:
    """Sign a request body: `v0=` and the HMAC-SHA256 of `v0:timestamp:body`."""
    timestamp = str(int(now))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
