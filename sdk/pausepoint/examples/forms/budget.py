"""Money: a Decimal keeps every digit that was typed, and its rules count digits."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from pausepoint import RunInput


class Budget(RunInput):
    """How much a campaign may cost."""

    amount: Decimal = Field(gt=0, max_digits=9, decimal_places=2, description="Such as 1250.50.")
    currency: Literal["EUR", "CHF", "USD"] = "EUR"
    reserve: Decimal = Field(default=Decimal("0.10"), ge=0, le=1, description="Share kept back.")
