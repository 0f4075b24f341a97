"""Rows of what a blank means, of what a person is told, and of what no form asks for."""

from __future__ import annotations

from tests.support.conformance.rows import Corrected, Refused, Section, Works

BLANKS = Section(
    title="Optional, defaults and what a blank means",
    text="An input that opened blank and stays blank is left out where the field has a default or may be absent, and "
    "None where it must be there but may be null. A pre-filled input that was cleared is an answer.",
    rows=(
        Works(python="int | None", enters=None, gives="None"),
        Works(python="int | None", enters="0", gives="0"),
        Works(python="int | None = None", gives="None"),
        Works(python="int | None = 5", gives="5"),
        Works(python="int = 10", gives="10"),
        Works(python="int = 10", enters="0", gives="0"),
        Works(python='str = "main"', gives="'main'"),
        Works(python='str = ""', gives="''"),
        Works(python="str | None = None", gives="None"),
        Works(python="bool = True", gives="True"),
        Works(python="bool = True", enters=False, gives="False"),
        Works(python="list[str] = []", gives="[]"),
        Works(python='list[str] = ["a"]', gives="['a']"),
        Works(python="list[int] = Field(default_factory=lambda: [1, 2])", gives="[1, 2]"),
        Works(python='Literal["a", "b"] = "a"', gives="'a'"),
        Works(python="date = date(2026, 1, 31)", gives="date(2026, 1, 31)"),
        Works(python="Decimal = Decimal('0.10')", gives="Decimal('0.10')"),
        Works(python="str", initial="'draft'", gives="'draft'"),
        Works(python="str", initial="'draft'", enters="final", gives="'final'"),
        Works(python="str", initial="'draft'", enters="", gives="''"),
        Works(python="int | None", initial="7", enters="", gives="None"),
        Works(python="int | None = 5", initial="7", enters="", gives="None"),
        Works(python="bool", initial="True", enters=False, gives="False"),
        Works(python="list[str]", initial="['a', 'b']", enters="", gives="[]"),
    ),
)

CORRECTED = Section(
    title="What a person is told",
    text="The modal stays open, and the reason stands under the input. Nothing is decided.",
    setup="""\
class Step(BaseModel):
    name: str
    attempts: int = 1

def _even(value: int) -> int:
    if value % 2:
        raise ValueError("only even numbers of nodes can be paired")
    return value

Even = Annotated[int, AfterValidator(_even)]
""",
    rows=(
        Corrected(python="str", enters=""),
        Corrected(python="str = Field(min_length=3)", enters="ab"),
        Corrected(python="str = Field(max_length=3)", enters="abcd"),
        Corrected(python="str = Field(pattern=r'^v\\d+$')", enters="12"),
        Corrected(python="int", enters="1.5"),
        Corrected(python="int = Field(ge=1, le=20)", enters="21"),
        Corrected(python="int = Field(multiple_of=2)", enters="3"),
        Corrected(python="float = Field(gt=0, lt=1)", enters="1"),
        Corrected(python="Decimal = Field(decimal_places=2)", enters="1.234"),
        Corrected(python="NaiveDatetime", enters="tomorrow"),
        Corrected(python="UUID", enters="123"),
        Corrected(python="timedelta", enters="an hour"),
        Corrected(python="list[int]", enters="1\ntwo\n3"),
        Corrected(python="list[str] = Field(min_length=2)", enters="one"),
        Corrected(python="set[int]", enters="1\n1"),
        Corrected(python="int", enters=""),
        Corrected(python="list[Step]", enters='[{"nme": "load"}]'),
        Corrected(python="dict[str, int]", enters='{"a": 1'),
        Corrected(python="dict[str, int]", enters='{"a": "x"}'),
        Corrected(python="Even", enters="3"),
    ),
)

REFUSED = Section(
    title="What no form asks for",
    text="The call raises `FormRefused` before anything is shown to anybody, with a pointer to the place and the reason.",
    setup="""\
class Login(BaseModel):
    user: str
    password: SecretStr
""",
    rows=(
        Refused(python="SecretStr"),
        Refused(python="Login"),
        Refused(python="Callable[[], None]"),
        Refused(python="Annotated[str, WithJsonSchema({'type': 'string', 'pattern': '(?=a)b'})]"),
        Refused(python="str = Field(min_length=5000)"),
        Refused(python="str", initial="'x' * 3001"),
    ),
)
