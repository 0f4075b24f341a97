"""Slack's refusals in our words: by Slack's error code, whether trying again is of use, and what to do. One table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slack_sdk.errors import SlackApiError

from pausepoint_bot.errors import DeliveryFailed

RATE_LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
"""Slack's method pages spell it both ways."""

TRIGGER_LOST: Final = frozenset({"expired_trigger_id", "invalid_trigger_id", "trigger_expired"})
"""The click's trigger came too late (three seconds); the reference and the guides spell it twice."""

TRIGGER_USED: Final = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
"""A modal was opened with the trigger already: Slack has brought the click twice."""

HASH_CONFLICT: Final = "hash_conflict"
"""The view has changed since the hash was given out."""

NOT_SLACK: Final = "unavailable"
"""Something answers, though not as Slack does."""

PASSING: Final = RATE_LIMITED | {
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "accesslimited",
    "team_added_to_org",
    "hash_conflict",
}
"""What passes by itself (docs.slack.dev, common errors of the Web API). Any code that is in no table is lasting."""

_TOKEN_LOST: Final = frozenset(
    {"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed", "not_allowed_token_type"}
)
_ANSWERED: Final = RATE_LIMITED | {HASH_CONFLICT}

_HTTP_TOO_MANY: Final = 429
_HTTP_SERVER_ERROR: Final = 500
_DEFAULT_PAUSE: Final = 30.0  # where a 429 comes without Retry-After
_LONGEST_PAUSE: Final = 3600.0

_FIX_INSTALL: Final = "check PAUSEPOINT_SLACK_BOT_TOKEN (xoxb-…, under OAuth & Permissions of the app) and start again"
_OUR_FAULT: Final = "this is a fault of pausepoint; please report it"
_WHAT_TO_DO: Final[Mapping[str, str]] = {
    "channel_not_found": "Slack knows no channel {subject} that the app can see; check its name, and if it is private "
    "invite the bot there with /invite @pausepoint",
    "not_in_channel": "the bot is not in {subject}; invite the bot there with /invite @pausepoint",
    "is_archived": "{subject} is archived; unarchive it or choose another channel",
    "is_inactive": "{subject} is frozen; choose another channel",
    "restricted_action": "the bot may not post in {subject}; ask an admin, or choose another channel",
    "restricted_action_read_only_channel": "{subject} is read-only; choose another channel, or let the bot post there",
    "restricted_action_thread_only_channel": "{subject} takes replies in threads only; choose another channel",
    "restricted_action_non_threadable_channel": "{subject} takes no threads; choose another channel",
    "restricted_action_thread_locked": "the thread in {subject} is locked; choose another channel",
    "messages_tab_disabled": "the app takes no direct messages; choose a channel",
    "cannot_reply_to_message": "{subject} takes no such messages; choose another channel",
    "user_not_in_channel": "the person is not in {subject}; invite them",
    "token_revoked": f"the bot token was revoked; {_FIX_INSTALL}",
    "token_expired": f"the bot token has expired; token rotation must be off for this app; {_FIX_INSTALL}",
    "account_inactive": f"the app was uninstalled, or its workspace is gone; install it again, {_FIX_INSTALL}",
    "invalid_auth": f"Slack does not know the bot token; {_FIX_INSTALL}",
    "not_authed": f"Slack saw no bot token; {_FIX_INSTALL}",
    "not_allowed_token_type": f"the token is of the wrong kind; {_FIX_INSTALL}",
    "no_permission": "the workspace does not allow the app this; ask an admin to approve it, and install it again",
    "missing_scope": "the app was not given the scope {needed}; add it under OAuth & Permissions (manifest.yml lists "
    "all it needs) and install the app again",
    "team_access_not_granted": "the app may not act in this workspace; ask an admin to approve it",
    "access_denied": "the workspace denies the app access; ask an admin to approve it",
    "org_login_required": "the workspace is moving into an organisation; open the pause again once it is done",
    "ekm_access_denied": "the workspace's admins have suspended access to messages; ask them",
    "enterprise_is_restricted": "the organisation does not let the app call this; ask an admin",
    "message_not_found": "the message is gone; somebody deleted it",
    "cant_update_message": "the message is not the bot's own; it may not change it",
    "cant_delete_message": "the message is not the bot's own; it may not delete it",
    "edit_window_closed": "the workspace lets messages be changed for a limited time only, which is over",
    "msg_too_long": f"Slack found the message too long; {_OUR_FAULT}",
    "msg_blocks_too_long": f"Slack found the message too long; {_OUR_FAULT}, and shorten the preview meanwhile",
    "no_text": f"Slack found the message empty; {_OUR_FAULT}",
    "invalid_blocks": f"Slack did not take the message's blocks ({{messages}}); {_OUR_FAULT}",
    "invalid_blocks_format": f"Slack did not take the message's blocks; {_OUR_FAULT}",
    "invalid_arguments": f"Slack did not take the call ({{messages}}); {_OUR_FAULT}",
    "view_too_large": f"Slack found the form too large; {_OUR_FAULT}, and ask for less at once meanwhile",
}


def failure_from(error: Exception, *, subject: str = "") -> DeliveryFailed:
    """Translate what slack_sdk or aiohttp raised. `subject` names what the call was about, such as a channel."""
    if isinstance(error, (AttributeError, ValueError)):  # slack_sdk chokes on an answer that is no JSON object
        return odd_answer()
    response = getattr(error, "response", None) if isinstance(error, SlackApiError) else None
    if response is None:
        # What was sent may have arrived: no answer is no refusal.
        return DeliveryFailed(f"Slack could not be reached ({type(error).__name__})", code="unreachable")
    status, data = _status(response), _data(response)
    code = str(data.get("error") or "")
    if status == _HTTP_TOO_MANY or code in RATE_LIMITED:
        return _rate_limited(response)
    if status >= _HTTP_SERVER_ERROR or not code:
        unnamed = "service_unavailable" if status >= _HTTP_SERVER_ERROR else NOT_SLACK
        return DeliveryFailed(f"Slack is out of order (HTTP {status} {code})".rstrip(), code=code or unnamed)
    return refused(code, data, subject=subject)


def shows_trouble(failure: DeliveryFailed) -> bool:
    """Tell whether all other calls are likely to fail as well: nobody answers, or it is the token that is refused."""
    return failure.code in _TOKEN_LOST or not (failure.lasting or failure.code in _ANSWERED)


def refused(code: str, data: Mapping[str, object], *, subject: str = "") -> DeliveryFailed:
    """Say in words what Slack's error code means, and what to do about it."""
    if code in PASSING:
        return DeliveryFailed(f"Slack is out of order for now ({code})", code=code)
    advice = _WHAT_TO_DO.get(code, "see Slack's reference of this error")
    words = advice.format(subject=subject or "the channel", needed=data.get("needed") or "?", messages=_messages(data))
    return DeliveryFailed(f"Slack refused ({code}): {words}", code=code, lasting=True)


def odd_answer() -> DeliveryFailed:
    """Say that what answered did not speak as Slack does: a proxy, or a wrong address."""
    return DeliveryFailed("what answered is not Slack's API; check PAUSEPOINT_SLACK_API_URL", code=NOT_SLACK)


def _rate_limited(response: object) -> DeliveryFailed:
    headers = getattr(response, "headers", None)
    given = str(headers.get("Retry-After", "")) if isinstance(headers, Mapping) else ""
    pause = min(float(given), _LONGEST_PAUSE) if given.isascii() and given.isdigit() else _DEFAULT_PAUSE
    return DeliveryFailed("Slack asks for fewer calls", code="ratelimited", retry_after=pause)


def _status(response: object) -> int:
    """Read the HTTP status: slack_sdk's own response calls it status_code, aiohttp's (not JSON) status."""
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    return status if isinstance(status, int) else 0


def _data(response: object) -> Mapping[str, object]:
    data = getattr(response, "data", None)
    return data if isinstance(data, dict) else {}


def _messages(data: Mapping[str, object]) -> str:
    """Return Slack's own words on what was wrong with blocks or arguments."""
    metadata = data.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    return "; ".join(str(message) for message in messages[:3])[:300] if isinstance(messages, list) else "no details"
