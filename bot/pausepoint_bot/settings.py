"""The bot's settings, from the environment or a TOML file. A wrong one is a clear line, never a traceback."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import Keyring
from pausepoint_bot.telemetry import LogFormat
from pausepoint_bot.usecases.forget import Retention

PREFIX: Final = "PAUSEPOINT_"
CONFIG_VARIABLE: Final = "PAUSEPOINT_CONFIG"
_PORTS: Final = range(65536)


class Settings(BaseSettings):
    """Everything that can be set. Each field is read from `PAUSEPOINT_<NAME>`, or as `<name>` from the TOML file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    slack_bot_token: SecretStr | None = Field(default=None, description="The app's bot token, xoxb-…")
    slack_signing_secret: SecretStr | None = Field(default=None, description="Signs what Slack sends over HTTP")
    slack_app_token: SecretStr | None = Field(default=None, description="App-level token, xapp-…: use Socket Mode")
    slack_channel: str | None = Field(default=None, description="Channel of pauses that name none")
    slack_api_url: str = Field(default="https://slack.com/api/", pattern=r"^https?://[^\s]+$")
    slack_post_interval_seconds: float = Field(
        default=1.0, ge=0, le=60, description="Least time between two messages in a channel (Slack: one a second)"
    )
    database_url: str = Field(default="sqlite:///pausepoint.db", description="SQLAlchemy URL")
    encryption_keys: SecretStr | None = Field(
        default=None, description="Keys for answers at rest, by commas; the first one encrypts, all decrypt"
    )
    answer_retention_days: int | None = Field(
        default=None, ge=1, le=36_500, description="Delete answers of pauses that ended longer ago"
    )
    pause_retention_days: int | None = Field(
        default=None, ge=1, le=36_500, description="Delete pauses that ended longer ago"
    )
    listen: str = Field(default="127.0.0.1:8700", description="host:port of the API and of Slack's requests")
    callback_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Where callbacks may go beyond loopback: URL patterns and networks"
    )
    body_limit_bytes: int = Field(default=1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    polls_per_token: int = Field(
        default=1000, ge=1, le=1_000_000, description="Long polls that one token may have open: one for each process"
    )
    shutdown_delay_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="How long to serve on after SIGTERM, while /readyz says 503: for a load balancer to notice",
    )
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    log_format: LogFormat = "console"

    @field_validator("callback_allow", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return tuple(part for part in given.replace(",", " ").split() if part) if isinstance(given, str) else given

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        _keyring(keys)
        return keys

    @field_validator("listen")
    @classmethod
    def _is_address(cls, listen: str) -> str:
        host, colon, port = listen.rpartition(":")
        if not (host and colon and port.isascii() and port.isdigit() and int(port) in _PORTS):
            msg = f"{listen!r} is no host:port, such as 127.0.0.1:8700"
            raise ValueError(msg)
        return listen

    @model_validator(mode="after")
    def _tokens_look_right(self) -> Self:
        _check_prefix("slack_bot_token", self.slack_bot_token, "xoxb-")
        _check_prefix("slack_app_token", self.slack_app_token, "xapp-")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose values come in as initial ones."""
        del settings_cls, dotenv_settings, file_secret_settings
        return (env_settings, init_settings)

    @classmethod
    def given(cls, **values: object) -> Settings:
        """Return exactly these settings, whatever the environment says."""

        class Given(Settings):
            @classmethod
            def settings_customise_sources(
                cls,
                settings_cls: type[BaseSettings],
                init_settings: PydanticBaseSettingsSource,
                *others: PydanticBaseSettingsSource,
                **_more: PydanticBaseSettingsSource,
            ) -> tuple[PydanticBaseSettingsSource, ...]:
                del settings_cls, others
                return (init_settings,)

        return Given(**values)  # type: ignore[arg-type] # the model checks them

    @property
    def keyring(self) -> Keyring:
        """The keys that answers are encrypted with at rest."""
        return _keyring(self.encryption_keys)

    @property
    def retention(self) -> Retention:
        """How long ended pauses, and their answers, are kept."""
        return Retention(answers=_days(self.answer_retention_days), pauses=_days(self.pause_retention_days))

    @property
    def host(self) -> str:
        """The host part of `listen`, without the brackets of an IPv6 address."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port part of `listen`; 0 lets the system choose."""
        return int(self.listen.rpartition(":")[2])

    @property
    def listens_on_loopback(self) -> bool:
        """Whether only this machine can reach the bot."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def _keyring(keys: SecretStr | None) -> Keyring:
    """Return the keyring; `KeyRefused` is the ValueError that pydantic wants."""
    given = keys.get_secret_value().replace(",", " ").split() if keys else []
    return Keyring(given)


def _days(days: int | None) -> timedelta | None:
    return None if days is None else timedelta(days=days)


def _check_prefix(name: str, secret: SecretStr | None, prefix: str) -> None:
    if secret is not None and not secret.get_secret_value().startswith(prefix):
        msg = f"{PREFIX}{name.upper()} does not begin with {prefix!r}; look for it under your app's settings in Slack"
        raise ValueError(msg)


def load_settings(config: Path | None = None) -> Settings:
    """Read the settings from the environment, and from the TOML file that `config` or `PAUSEPOINT_CONFIG` names.

    Raises:
        SettingsRefused: with every wrong setting, by the name under which it was set.
    """
    path = config or (Path(named) if (named := os.environ.get(CONFIG_VARIABLE)) else None)
    from_file = _read_file(path) if path else {}
    try:
        return Settings(**from_file)  # type: ignore[arg-type] # values are the model's to check, names are checked
    except ValidationError as invalid:
        raise SettingsRefused("; ".join(_lines(invalid, from_file, path))) from invalid


def _read_file(path: Path) -> dict[str, object]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsRefused(f"cannot read the settings file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused(f"the settings file {path} is not TOML: {error}") from error
    if unknown := sorted(found.keys() - Settings.model_fields.keys()):
        known = ", ".join(Settings.model_fields)
        raise SettingsRefused(f"{unknown[0]} in {path}: there is no such setting; there are {known}")
    return found


def _lines(invalid: ValidationError, from_file: dict[str, object], path: Path | None) -> list[str]:
    lines = []
    for error in invalid.errors(include_input=False, include_url=False):
        name = str(error["loc"][0]) if error["loc"] else ""
        message = error["msg"].removeprefix("Value error, ")
        is_from_file = name in from_file and PREFIX + name.upper() not in os.environ
        where = f"{name} in {path}" if is_from_file else PREFIX + name.upper()
        lines.append(f"{where}: {message}" if name else message)
    return lines
