"""Which texts the formats `email` and `uri` accept: never more than pydantic's EmailStr and AnyUrl take. Pure."""

from __future__ import annotations

import re
from typing import Final

from pydantic import AnyUrl, TypeAdapter, ValidationError

_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(rf"(?P<local>{_LOCAL}(?:\.{_LOCAL})*)@(?P<domain>(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL})")
_LOCAL_LENGTH: Final = 64  # RFC 5321, section 4.5.3.1
_EMAIL_LENGTH: Final = 254
_RESERVED: Final = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})
"""Top-level names that reach nobody (IANA special-use domains, as email-validator refuses them)."""

_URL: Final = TypeAdapter(AnyUrl)
_WEB_WITHOUT_HOST: Final = re.compile(r"(?:https?|wss?|ftp):(?!//[^/])", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"[\s\x00-\x1f\x7f<>\"]")


def is_email(text: str) -> bool:
    """Tell a plain ASCII address with a domain that could exist; `Name <address>` is not one.

    `email` is RFC 5321's mailbox, ASCII only (international ones are the format `idn-email`).
    """
    found = _EMAIL.fullmatch(text)
    if not found or len(text) > _EMAIL_LENGTH or len(found["local"]) > _LOCAL_LENGTH:
        return False
    labels = found["domain"].lower().split(".")
    return labels[-1] not in _RESERVED and labels[-1][-1].isalpha() and all(map(_is_host_label, labels))


def _is_host_label(label: str) -> bool:
    """Tell a label that means itself: two hyphens in third place announce an encoding (RFC 5891, section 4.2.3.1)."""
    if label[2:4] != "--":
        return True
    try:
        return label.startswith("xn--") and label.encode("ascii").decode("idna") != label
    except UnicodeError:
        return False


def is_uri(text: str) -> bool:
    """Tell an absolute address without spaces; those of the web need `//` and a host."""
    if _UNSAFE.search(text) or _WEB_WITHOUT_HOST.match(text):
        return False
    try:
        _URL.validate_python(text)
    except ValidationError:
        return False
    return True
