"""Checks that look at several members of one element together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from pausepoint_playground.normalise import normalised
from pausepoint_playground.validation.findings import Place
from pausepoint_playground.validation.rules import Check


def options_or_groups(element: Mapping[str, object], place: Place) -> None:
    """Demand exactly one of `options` and `option_groups`."""
    if "options" not in element and "option_groups" not in element:
        place.refuse("missing required field: options", code="missing_field")
    elif "options" in element and "option_groups" in element:
        place.refuse("must not define both `options` and `option_groups`")


def initial(member: str) -> Check:
    """Demand that each initial option equals one of the options, field by field."""

    def check(element: Mapping[str, object], place: Place) -> None:
        wanted = element.get(member)
        if wanted is None:
            return
        offered = [normalised(option) for option in all_options(element)]
        for index, option in enumerate(wanted if isinstance(wanted, list) else [wanted]):
            if normalised(option) not in offered:
                at = place.at(member).at(index) if isinstance(wanted, list) else place.at(member)
                at.refuse("does not match any of the options")

    return check


def all_options(element: Mapping[str, object]) -> list[object]:
    """List the options of an element, grouped or not."""
    found: list[object] = []
    if isinstance(options := element.get("options"), list):
        found += options
    if isinstance(groups := element.get("option_groups"), list):
        for group in groups:
            if isinstance(group, Mapping) and isinstance(options := group.get("options"), list):
                found += options
    return found


def lengths(element: Mapping[str, object], place: Place) -> None:
    """Demand min_length <= max_length."""
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        place.refuse("`min_length` must not be greater than `max_length`")


def numbers(element: Mapping[str, object], place: Place) -> None:
    """Demand min_value <= initial_value <= max_value, whole unless decimals are allowed."""
    least, most, first = (_decimal(element.get(name)) for name in ("min_value", "max_value", "initial_value"))
    if least is not None and most is not None and least > most:
        place.refuse("`min_value` must not be greater than `max_value`")
    if first is None:
        return
    if (least is not None and first < least) or (most is not None and first > most):
        place.at("initial_value").refuse("must be between `min_value` and `max_value`")
    if element.get("is_decimal_allowed") is False and first != first.to_integral_value():
        place.at("initial_value").refuse("must be a whole number")


def one_image(element: Mapping[str, object], place: Place) -> None:
    """Demand exactly one of `image_url` and `slack_file`."""
    if ("image_url" in element) == ("slack_file" in element):
        place.refuse("must define either `image_url` or `slack_file`")


def _decimal(value: object) -> Decimal | None:
    if not isinstance(value, str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
