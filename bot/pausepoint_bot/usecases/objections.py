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
_MOST: Final = 50
_INDEX: Final = re.compile(r"/([0-9]{1,6})(?:/|$)")
_WORDLESS: Final = "The flow does not take this."


def faults_of(form: Form, objections: Sequence[Objection]) -> Faults:
    """Give each objection to the field it names; what names none is said of the form as a whole."""
    return Faults(errors=tuple(_fault(form, objection) for objection in objections[:_MOST]))


def _fault(form: Form, objection: Objection) -> Fault:
    message = objection.message.strip()[:_LONGEST] or _WORDLESS
    field = form.field_at(objection.pointer) if objection.pointer else None
    if field is None:
        return Fault(pointer="", message=message)
    index = _INDEX.match(objection.pointer.removeprefix(field.pointer))
    place = f"Item {int(index[1]) + 1}: " if index else ""
    return Fault(pointer=field.pointer, message=place + message)
