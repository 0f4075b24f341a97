"""The languages a code block may be marked with.

Slack publishes no list, and one name it does not know could refuse a whole message; so only the commonest names come
out, and every other block goes unmarked.
"""

from __future__ import annotations

from typing import Final

_KNOWN: Final = frozenset(
    {
        "c",
        "cpp",
        "csharp",
        "css",
        "diff",
        "dockerfile",
        "go",
        "html",
        "java",
        "javascript",
        "json",
        "kotlin",
        "markdown",
        "php",
        "python",
        "ruby",
        "rust",
        "scala",
        "shell",
        "sql",
        "swift",
        "typescript",
        "xml",
        "yaml",
    }
)
_ALIASES: Final = {
    "bash": "shell",
    "c++": "cpp",
    "c#": "csharp",
    "golang": "go",
    "js": "javascript",
    "md": "markdown",
    "patch": "diff",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "shell",
    "ts": "typescript",
    "yml": "yaml",
    "zsh": "shell",
}


def known_language(info: str) -> str | None:
    """Read a fence's info string: the language Slack calls it, or None."""
    name = info.split(maxsplit=1)[0].lower() if info.strip() else ""
    language = _ALIASES.get(name, name)
    return language if language in _KNOWN else None
