"""An open modal or a Home tab: what the app gave, what the person typed, what Slack shows above and under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pausepoint_playground.element_states import Values
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.normalise import elements_of, normalised
from pausepoint_playground.reading import buttons_of, text_of_blocks


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """A view as it stands now; `values` has the shape of Slack's `state.values`.

    `left_behind` is what was typed into blocks that an update took away.
    `errors` are shown under their input (by block_id), `banner` above the view, `busy` while an answer is awaited.
    """

    id: str
    user: str
    names: Mapping[str, str] = field(repr=False)
    hash: str = ""
    type: str = "modal"
    blocks: list[JsonObject] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    left_behind: Values = field(default_factory=dict)
    fields: JsonObject = field(default_factory=dict)
    root_view_id: str = ""
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    banner: str | None = None
    busy: bool = False

    @property
    def title(self) -> str:
        """Read the title."""
        return _label(self.fields.get("title")) or ""

    @property
    def submit(self) -> str | None:
        """Read the submit button's label, None where there is no such button."""
        return _label(self.fields.get("submit"))

    @property
    def close(self) -> str | None:
        """Read the close button's label, None where the app gave none."""
        return _label(self.fields.get("close"))

    @property
    def callback_id(self) -> str:
        """Give the app's name for this kind of view."""
        return str(self.fields["callback_id"])

    @property
    def external_id(self) -> str:
        """Give the app's own id of this view, or an empty string."""
        return str(self.fields["external_id"])

    @property
    def visible_text(self) -> str:
        """Read all that a person sees: title, blocks, errors and banner."""
        parts = [self.title, text_of_blocks(list(self.blocks), self.names), *self.errors.values(), self.banner or ""]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[str]:
        """List the labels of the buttons inside the view."""
        return buttons_of(list(self.blocks))

    @property
    def inputs(self) -> list[str]:
        """List the labels of the input blocks."""
        return [block["label"]["text"] for block in self.blocks if block["type"] == "input"]

    def element(self, block_id: str, action_id: str) -> JsonObject | None:
        """Find an element by its two ids."""
        return next(
            (
                element
                for block in self.blocks
                if block["block_id"] == block_id
                for element in elements_of(block)
                if element["action_id"] == action_id
            ),
            None,
        )

    def block(self, block_id: str) -> JsonObject | None:
        """Find a block by its id."""
        return next((block for block in self.blocks if block["block_id"] == block_id), None)


def view_fields(view: JsonView) -> JsonObject:
    """Take from an app's view what Slack keeps beside the blocks, completed as Slack echoes it."""
    kept: JsonObject = {
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": view.get("external_id", ""),
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
    }
    for name in ("title", "submit", "close"):
        kept[name] = normalised(view.get(name))
    return kept


def _label(text: JsonView | None) -> str | None:
    return None if text is None else str(text["text"])
