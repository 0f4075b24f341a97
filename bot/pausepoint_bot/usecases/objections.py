"""What a flow's class says against an answer, as faults of the form. Pure; the flow's words are tamed here.

They are text from outside: a pointer may name nothing, a message may be long, and neither is ever more than shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pausepoint_bot.forms import Fault, Faults, Form
from pausepoint_bot.pauses import Objection

_LONGEST: Final = 1000
_LONGEST_OF_MANY: Final = 190
_FEW: Final = 5
_MOST: Final = 100
_INDEX: Final = re.compile(r"/([0-9]{1,6})(?:/|$)")
_WORDLESS: Final = "The flow does not take this."


def faults_of(form: Form, objections: Sequence[Objection]) -> Faults:
    """Give each objection to the field it names, one fault each; what names none is said of the form as a whole."""
    said: dict[str, list[str]] = {}
    for objection in objections[:_MOST]:
        fault = _fault(form, objection)
        said.setdefault(fault.pointer, []).append(fault.message)
    longest = _LONGEST if len(said) <= _FEW else _LONGEST_OF_MANY
    return Faults(errors=tuple(Fault(pointer=at, message=_cut(" ".join(each), longest)) for at, each in said.items()))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _fault(form: Form, objection: Objection) -> Fault:
    message = objection.message.strip() or _WORDLESS
    field = form.field_at(objection.pointer) if objection.pointer else None
    if field is None:
        return Fault(pointer="", message=message)
    index = _INDEX.match(objection.pointer.removeprefix(field.pointer))
    place = f"Item {int(index[1]) + 1}: " if index else ""
    return Fault(pointer=field.pointer, message=place + message)
