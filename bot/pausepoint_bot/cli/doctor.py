"""`pausepoint doctor`: look at everything that must be right before a flow can pause, and say what to do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import typer
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.app import system_clock
from pausepoint_bot.cli.database_findings import examine_database
from pausepoint_bot.cli.findings import Finding
from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.settings import CONFIG_VARIABLE, PREFIX, Settings, load_settings
from pausepoint_bot.slack.scopes import REQUIRED_SCOPES
from pausepoint_bot.slack.web_client import call, make_client

_CLOCK_TOLERANCE: Final = timedelta(minutes=2)  # Slack refuses, and is refused, past five
_SDK_SETTINGS: Final = frozenset({"API_URL", "API_TOKEN", "CHANNEL", "CONFIG"})
_SDK_PREFIX: Final = "CALLBACK"
_SECONDS: Final = 10


def doctor(config: ConfigOption = None) -> None:
    """Check settings, database, what is owed, Slack token, scopes and clock; say what to do about each finding."""
    try:
        settings = load_settings(config)
    except SettingsRefused as refused:
        findings = [Finding(subject="settings", grade="wrong", detail=refused.detail)]
    else:
        source = str(config or os.environ.get(CONFIG_VARIABLE) or "no file")
        findings = [
            *_settings(settings, os.environ, source),
            *examine_database(settings, now=system_clock()),
            *asyncio.run(_slack(settings)),
        ]
    for finding in findings:
        print(f"{finding.grade:8}{finding.subject}: {finding.detail}")
    if any(finding.grade == "wrong" for finding in findings):
        raise typer.Exit(1)


def _settings(settings: Settings, environment: Mapping[str, str], source: str) -> Iterator[Finding]:
    known = {name.upper() for name in Settings.model_fields}
    for name in sorted(environment):
        rest = name.removeprefix(PREFIX)
        if rest != name and rest not in known | _SDK_SETTINGS and not rest.startswith(_SDK_PREFIX):
            yield Finding(subject="settings", grade="warning", detail=f"{name} is set, but there is no such setting")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        advice = f"set {PREFIX}SLACK_APP_TOKEN (Socket Mode) or {PREFIX}SLACK_SIGNING_SECRET (HTTP)"
        yield Finding(subject="settings", grade="wrong", detail=f"Slack has no way in: {advice}")
    else:
        mode = "Socket Mode" if settings.slack_app_token else "HTTP, signed"
        detail = f"from the environment and {source}; Slack comes in by {mode}"
        yield Finding(subject="settings", grade="ok", detail=detail)


async def _slack(settings: Settings) -> list[Finding]:
    if settings.slack_bot_token is None:
        advice = f"set {PREFIX}SLACK_BOT_TOKEN to the app's bot token (OAuth & Permissions, xoxb-…)"
        return [Finding(subject="token", grade="wrong", detail=advice)]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS)) as session:
        token = settings.slack_bot_token.get_secret_value()
        client = make_client(token=token, api_url=settings.slack_api_url, session=session)
        findings = await _bot_token(client, settings.slack_api_url)
        if settings.slack_app_token is not None:
            findings.append(await _app_token(client, settings.slack_app_token.get_secret_value()))
    return findings


async def _bot_token(client: AsyncWebClient, api_url: str) -> list[Finding]:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown"))
        detail = f"Slack refuses it ({code}); reinstall the app and copy the bot token again"
        return [Finding(subject="token", grade="wrong", detail=detail)]
    except (SlackClientError, aiohttp.ClientError, OSError, AttributeError, ValueError) as error:
        # slack_sdk chokes on an answer that is no JSON object
        detail = f"{api_url} does not answer as Slack does ({type(error).__name__}); check address, network and proxy"
        return [Finding(subject="Slack", grade="wrong", detail=detail)]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    where = f"{answer.get('user', 'the bot')} in {answer.get('team', 'a workspace')}"
    return [Finding(subject="token", grade="ok", detail=where), _scopes(headers), _clock(headers)]


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    try:
        await call(client.apps_connections_open(app_token=token))
    except DeliveryFailed as failure:
        said = "Slack refuses it" if failure.lasting else "Slack could not be asked about it"
        detail = f"{said} ({failure.code}); make one with connections:write, and switch Socket Mode on"
        return Finding(subject="app token", grade="wrong", detail=detail)
    return Finding(subject="app token", grade="ok", detail="it opens Socket Mode connections")


def _scopes(headers: Mapping[str, str]) -> Finding:
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    missing, more = sorted(REQUIRED_SCOPES - granted), sorted(granted - REQUIRED_SCOPES)
    if missing:
        detail = f"missing {', '.join(missing)}: add them from manifest.yml and reinstall the app"
        return Finding(subject="scopes", grade="wrong", detail=detail)
    if more:
        return Finding(subject="scopes", grade="warning", detail=f"{', '.join(more)} are granted but not needed")
    return Finding(subject="scopes", grade="ok", detail="exactly those of manifest.yml")


def _clock(headers: Mapping[str, str]) -> Finding:
    date = _date_in(headers)
    if date is None:
        return Finding(subject="clock", grade="warning", detail="Slack's answer carried no date to compare with")
    off = abs(system_clock() - date)
    if off > _CLOCK_TOLERANCE:
        detail = f"{off.total_seconds():.0f} s off; signed requests fail past 300 s: synchronise the clock"
        return Finding(subject="clock", grade="wrong", detail=detail)
    return Finding(subject="clock", grade="ok", detail="agrees with Slack's")


def _date_in(headers: Mapping[str, str]) -> datetime | None:
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
