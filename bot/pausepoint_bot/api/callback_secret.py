"""Refuse a callback secret that could sign nothing, when the pause is opened and not when it ends. Pure."""

from __future__ import annotations

from pausepoint import signing
from pausepoint.wire import OpenPause
from pausepoint_bot.errors import RequestRefused, Wrong


def check_callback_secret(request: OpenPause) -> None:
    """Try the secret.

    Raises:
        RequestRefused: it is no base64.
    """
    if request.callback is None:
        return
    try:
        signing.sign(request.callback.secret, message_id="", timestamp=0, body=b"")
    except ValueError:
        # `from None`: the secret must not stand in any traceback.
        detail = "must be 'whsec_' and the base64 of 24 to 64 random bytes (Standard Webhooks)"
        wrong = Wrong(pointer="/callback/secret", detail=detail)
        raise RequestRefused(f"{wrong.pointer} {detail}", wrong=[wrong]) from None
