"""The blocks of the sample app: one input of every kind, and messages with everything in them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def field(name: str, label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": name, "label": plain(label), "element": {"action_id": "it", **element}, **more}


RISKS = [option("Low", "low"), option("Medium", "medium"), option("High", "high")]
TAGS = [option(f"Tag {number}", f"t{number}") for number in range(12)]
GROUPS = [
    {"label": plain("Europe"), "options": [option("Berlin", "ber"), option("Paris", "par")]},
    {"label": plain("Asia"), "options": [option("Tokyo", "tok")]},
]

EVERY_INPUT = [
    field("name", "Name", {"type": "plain_text_input", "min_length": 3}, hint=plain("At least three letters")),
    field("notes", "Notes", {"type": "plain_text_input", "multiline": True}, optional=True),
    field("mail", "E-mail", {"type": "email_text_input"}),
    field("web", "Web page", {"type": "url_text_input"}),
    field("count", "How many", {"type": "number_input", "is_decimal_allowed": False, "max_value": "20"}),
    field(
        "verdict", "Verdict", {"type": "radio_buttons", "options": [option("Approve", "yes"), option("Decline", "no")]}
    ),
    field("where", "Environments", {"type": "checkboxes", "options": RISKS}),
    field("risk", "Risk", {"type": "static_select", "options": RISKS}),
    field("city", "City", {"type": "static_select", "option_groups": GROUPS}),
    field("tags", "Tags", {"type": "multi_static_select", "options": TAGS}),
    field("found", "Found", {"type": "external_select", "min_query_length": 2}),
    field("finds", "Finds", {"type": "multi_external_select", "min_query_length": 2}),
    field("owner", "Owner", {"type": "users_select"}),
    field("owners", "Owners", {"type": "multi_users_select"}),
    field("room", "Channel", {"type": "channels_select"}),
    field("rooms", "Channels", {"type": "multi_channels_select"}),
    field("talk", "Conversation", {"type": "conversations_select"}),
    field("talks", "Conversations", {"type": "multi_conversations_select"}),
    field("day", "Day", {"type": "datepicker"}),
    field("time", "Time", {"type": "timepicker"}),
    field("moment", "Moment", {"type": "datetimepicker"}),
    field("rich", "Story", {"type": "rich_text_input"}),
]


def modal(callback: str, blocks: list[Json], *, title: str = "A form") -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title),
        "submit": plain("Send it"),
        "blocks": blocks,
    }


def level(number: int) -> Json:
    """A view without inputs, from which one goes a level deeper."""
    return {
        "type": "modal",
        "callback_id": f"level-{number}",
        "title": plain(f"Level {number}"),
        "blocks": [buttons("more")],
    }


def short_form(*, branch: str | None = None) -> Json:
    kinds = [option("Cat", "cat"), option("Dog", "dog")]
    kind = field("kind", "Kind", {"type": "radio_buttons", "options": kinds}, dispatch_action=True, optional=True)
    name = field("name", "Name", {"type": "plain_text_input"}, hint=plain("Yours"))
    extra = (
        [field(f"about-{branch}", f"About the {branch}", {"type": "plain_text_input"}, optional=True)] if branch else []
    )
    return modal("short", [name, kind, *extra, buttons("more")], title="Short form")


def buttons(*names: str) -> Json:
    return {
        "type": "actions",
        "block_id": "buttons",
        "elements": [{"type": "button", "action_id": name, "text": plain(name), "value": name} for name in names],
    }


CONFIRM = {
    "title": plain("Really?"),
    "text": plain("It cannot be undone."),
    "confirm": plain("Do it"),
    "deny": plain("Leave it"),
}

HOSTILE = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">"

HOSTILE_BLOCKS: list[Json] = [
    {"type": "section", "block_id": "plain", "text": plain(HOSTILE)},
    {
        "type": "section",
        "block_id": "marked",
        "text": {
            "type": "mrkdwn",
            "text": "&lt;script&gt;x&lt;/script&gt; <javascript:alert(1)|evil> <https://example.com|good> <!channel>",
        },
    },
    {
        "type": "rich_text",
        "block_id": "rich",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": f"{HOSTILE} <!channel> *not bold* "},
                    {"type": "link", "url": "https://example.com/a", "text": "a page"},
                ],
            }
        ],
    },
]
