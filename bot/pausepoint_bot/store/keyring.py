"""The keys that answers are encrypted with at rest, and one text encrypted and decrypted. No statement here.

AES-256-GCM (NIST SP 800-38D) with a random nonce for every text. What is authenticated beside it is the place where it
is stored - table, column and row - so that no ciphertext can be moved to another one. A stored text is

    enc:1:<key id>:<base64url of nonce, ciphertext and tag>

which no JSON text begins with: what was stored before there was a key is told apart, and read as it is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pausepoint_bot.store.failures import StoreFailed

SETTING: Final = "PAUSEPOINT_ENCRYPTION_KEYS"
_KEY_PREFIX: Final = "ppk_"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12  # what GCM is made for
_MARK: Final = "enc:"
_HEAD: Final = _MARK + "1:"


class AnswersLocked(StoreFailed):
    """Raised when a stored answer cannot be decrypted with the keys at hand. It is left as it is."""

    code = "answers_locked"


class KeyRefused(ValueError):
    """Raised for a text that is no key. It is not repeated: it may be one but for a letter."""


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    cipher: AESGCM


class Keyring:
    """Encrypts with the first of its keys and decrypts with any; without keys it leaves all as it is."""

    __slots__ = ("_by_id", "_first")

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Take keys as `new_key` makes them.

        Raises:
            KeyRefused: one of them is none.
        """
        ring = [_key(text, number) for number, text in enumerate(keys, start=1)]
        self._first = ring[0] if ring else None
        self._by_id = {key.id: key for key in ring}

    @property
    def encrypts(self) -> bool:
        """Whether there is a key."""
        return self._first is not None

    def seal(self, text: str, place: str) -> str:
        """Return the text as it is stored at `place`."""
        if self._first is None:
            return text
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._first.cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{_HEAD}{self._first.id}:{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, text: str, place: str) -> str:
        """Return what was given to `seal`, or the text itself where it was stored without a key.

        Raises:
            AnswersLocked: its key is not among these, or it was changed or moved since.
        """
        if not is_sealed(text):
            return text
        key_id, _, body = text.removeprefix(_HEAD).partition(":")
        key = self._by_id.get(key_id)
        if key is None:
            raise AnswersLocked(
                f"what is stored at {place} is encrypted with key {key_id[:16]!r}, which is not in {SETTING}; "
                "add that key after the first one"
            )
        try:
            sealed = base64.urlsafe_b64decode(body)
            return key.cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise AnswersLocked(
                f"what is stored at {place} does not decrypt with its key {key_id!r} of {SETTING}: it was changed, or "
                "moved there from another row; restore it from a backup"
            ) from error

    def is_current(self, text: str) -> bool:
        """Tell whether the text is stored as this keyring would store it now."""
        return self._first is None or text.startswith(f"{_HEAD}{self._first.id}:")


NO_KEYS: Final = Keyring()


def is_sealed(text: str) -> bool:
    """Tell whether the text was encrypted."""
    return text.startswith(_MARK)


def new_key() -> str:
    """Return a fresh key as it stands in the setting."""
    return _KEY_PREFIX + base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode().rstrip("=")


def _key(text: str, number: int) -> _Key:
    try:
        encoded = text.removeprefix(_KEY_PREFIX)
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not text.startswith(_KEY_PREFIX) or len(raw) != _KEY_BYTES:
        raise KeyRefused(f"key {number} is none; make one with: pausepoint db keygen")
    return _Key(hashlib.sha256(b"pausepoint key id\0" + raw).hexdigest()[:12], AESGCM(raw))
