"""Which kind of database a URL names."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from pausepoint_bot.errors import SettingsRefused


def parsed_url(url: str) -> URL:
    """Return the URL's parts.

    Raises:
        SettingsRefused: it is no database URL.
    """
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsRefused(
            "the database URL cannot be read; write sqlite:///pausepoint.db, or sqlite:////var/lib/pausepoint.db "
            "for an absolute path, or postgresql://user:password@host/database"
        ) from error


def is_postgres(url: str) -> bool:
    """Tell whether the URL names a PostgreSQL; otherwise it names an SQLite file.

    Raises:
        SettingsRefused: it names neither.
    """
    backend = parsed_url(url).get_backend_name()
    if backend not in ("postgresql", "sqlite"):
        raise SettingsRefused(
            f"{backend}:// is no database that pausepoint knows; use sqlite:///pausepoint.db, or "
            "postgresql://user:password@host/database"
        )
    return backend == "postgresql"
