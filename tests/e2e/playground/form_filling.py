"""Filling the form with every input: once by mouse, once with nothing but the keyboard. Both give `EXPECTED`."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.e2e.playground.sample_blocks import Json

TEXTS = {
    "name": "Anna",
    "notes": "two\nlines",
    "mail": "anna@example.com",
    "web": "https://example.com",
    "count": "7",
    "rich": "a story",
}
# What is typed into a list, and the option then taken from it.
LISTS = {
    "risk": [("me", "Medium")],
    "city": [("tok", "Tokyo")],
    "tags": [("tag 3", "Tag 3"), ("tag 11", "Tag 11")],
    "found": [("xy", "xy 1")],
    "finds": [("ab", "ab 1"), ("cd", "cd 1")],
    "owner": [("bob", "Bob Baker")],
    "owners": [("alice", "Alice Archer"), ("carol", "Carol Cook")],
    "room": [("gen", "#general")],
    "rooms": [("gen", "#general"), ("ops", "#ops")],
    "talk": [("ops", "#ops")],
    "talks": [("gen", "#general"), ("ops", "#ops")],
}


def expected(*, people: dict[str, str], channels: dict[str, str]) -> dict[str, object]:
    """Give the bare values both ways of filling must lead to; people and channels are ids by name."""
    return {
        **{name: text for name, text in TEXTS.items() if name != "rich"},
        "verdict": "yes",
        "where": ["low", "high"],
        "risk": "medium",
        "city": "tok",
        "tags": ["t3", "t11"],
        "found": "xy-1",
        "finds": ["ab-1", "cd-1"],
        "owner": people["bob"],
        "owners": [people["alice"], people["carol"]],
        "room": channels["general"],
        "rooms": [channels["general"], channels["ops"]],
        "talk": channels["ops"],
        "talks": [channels["general"], channels["ops"]],
        "day": "2026-12-31",
        "time": "14:30",
        "moment": 1798727400,
        "rich": "a story",
    }


def bare(values: Json) -> dict[str, object]:
    """Take the bare values out of `state.values`."""
    return {name: _bare(state["it"]) for name, state in values.items()}


def _bare(state: Json) -> object:
    value = next(value for key, value in state.items() if key not in {"type", "timezone"})
    if state["type"] == "rich_text_input":
        return value["elements"][0]["elements"][0]["text"]
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) else one for one in value]
    return value["value"] if isinstance(value, dict) else value


async def fill_by_mouse(page: Page) -> None:
    modal = page.get_by_role("dialog")
    for name, text in TEXTS.items():
        await modal.locator(f"[data-block-id={name}] [data-action-id]").fill(text)
    await modal.get_by_label("Approve").click()
    await modal.get_by_label("Low").click()
    await modal.get_by_label("High").click()
    for name, picks in LISTS.items():
        await _choose_by_mouse(page, name, picks)
    await modal.locator("[data-block-id=day] input").fill("2026-12-31")
    await modal.locator("[data-block-id=time] input").fill("14:30")
    await modal.get_by_label("Date", exact=True).fill("2026-12-31")
    await modal.locator("[data-block-id=moment]").get_by_label("Time").fill("14:30")
    await modal.get_by_role("button", name="Send it").click()


async def _choose_by_mouse(page: Page, name: str, picks: list[tuple[str, str]]) -> None:
    block = page.locator(f"[role=dialog] [data-block-id={name}]")
    fetched = name in {"found", "finds"}
    await block.get_by_role("combobox").click()
    for typed, label in picks:
        if fetched:
            await block.get_by_role("combobox").fill(typed)
        await block.get_by_role("option", name=label, exact=True).click()
    await block.locator("xpath=ancestor::dialog//h2").first.click()


async def fill_by_keyboard(page: Page) -> None:
    keys = page.keyboard
    for name in ("name", "notes", "mail", "web", "count"):
        await tab_to(page, name)
        await keys.type(TEXTS[name])
    await tab_to(page, "verdict")
    await keys.press("Space")
    await tab_to(page, "where")
    await keys.press("Space")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Space")
    for name, picks in LISTS.items():
        await _choose_by_keyboard(page, name, picks)
    for name, typed in (("day", ["12312026"]), ("time", ["0230PM"]), ("moment", ["12312026", "0230PM"])):
        await tab_to(page, name)
        for number, part in enumerate(typed):
            if number > 0:
                await _tab_until(page, "document.activeElement.type === 'time'")
            await keys.type(part)
    await tab_to(page, "rich")
    await keys.type(TEXTS["rich"])
    await keys.press("Control+Enter")


async def _choose_by_keyboard(page: Page, name: str, picks: list[tuple[str, str]]) -> None:
    await tab_to(page, name)
    block = page.locator(f"[role=dialog] [data-block-id={name}]")
    for typed, label in picks:
        await page.keyboard.type(typed)
        await expect(block.locator(".combo-option.active")).to_contain_text(label)
        await page.keyboard.press("Enter")
    if len(picks) > 1:
        await page.keyboard.press("Escape")


async def tab_to(page: Page, block_id: str) -> None:
    """Press Tab until the focus stands in a block of the modal."""
    await _tab_until(page, f"document.activeElement.closest('[data-block-id]')?.dataset.blockId === '{block_id}'")


async def _tab_until(page: Page, condition: str) -> None:
    for _ in range(12):
        if await page.evaluate(condition):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to where {condition}")
