"""Small makers of Block Kit parts."""

from __future__ import annotations


def plain(text="x"):
    return {"type": "plain_text", "text": text}


def mrkdwn(text="x"):
    return {"type": "mrkdwn", "text": text}


def option(value="a", text="A", **more):
    return {"text": plain(text), "value": value, **more}


def options(count):
    return [option(str(index), str(index)) for index in range(count)]


def button(**more):
    return {"type": "button", "text": plain(), **more}


def section(**more):
    return {"type": "section", **(more or {"text": plain()})}


def with_accessory(element):
    return section(text=plain(), accessory=element)


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def context(*elements):
    return {"type": "context", "elements": list(elements)}


def image(**more):
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x", **more}


def ask(element, **more):
    return {"type": "input", "label": plain(), "element": element, **more}


def rich_text(*parts):
    return {"type": "rich_text", "elements": list(parts)}


def rich_section(*inline):
    return {"type": "rich_text_section", "elements": list(inline) or [{"type": "text", "text": "x"}]}


def modal(*blocks, **more):
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def home(*blocks, **more):
    return {"type": "home", "blocks": list(blocks), **more}
