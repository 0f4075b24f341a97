"""What a form is made of: fields, groups of them under a heading, and alternatives. Values, nothing that acts."""

from __future__ import annotations

from pausepoint_bot.forms.fields import Field
from pausepoint_bot.forms.parts.alternatives import Alternatives
from pausepoint_bot.forms.parts.condition import Condition
from pausepoint_bot.forms.parts.group import Group, Member
from pausepoint_bot.forms.parts.heading import Heading

__all__ = ["Alternatives", "Condition", "Group", "Heading", "Member", "Part"]

Part = Field | Group | Alternatives
