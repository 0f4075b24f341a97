"""A long form: 32 choices over several pages. Next checks a page; Back keeps what was typed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pausepoint import RunInput

Level = Literal["public", "internal", "personal", "secret"]


class Inventory(RunInput):
    """How sensitive each column of the table `customers` is."""

    customer_id: Level = Field(description="As in the data catalogue.")
    email: Level
    full_name: Level = "personal"
    phone: Level = "personal"
    street: Level = "personal"
    postcode: Level = "internal"
    city: Level = "internal"
    country: Level = "internal"
    birthday: Level = "personal"
    gender: Level = "personal"
    language: Level = "internal"
    newsletter: Level = "internal"
    created_at: Level = "internal"
    last_login: Level = "internal"
    ip_address: Level = "personal"
    user_agent: Level = "internal"
    payment_method: Level = "internal"
    iban: Level = "secret"
    card_last_digits: Level = "secret"
    credit_limit: Level = "secret"
    open_invoices: Level = "internal"
    order_count: Level = "internal"
    order_total: Level = "internal"
    returns: Level = "internal"
    complaints: Level = "internal"
    support_notes: Level = "internal"
    loyalty_tier: Level = "internal"
    referrer: Level = "internal"
    campaign: Level = "internal"
    device_id: Level = "internal"
    location: Level = "personal"
    consent_version: Level = "internal"
