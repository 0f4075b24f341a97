"""Rows of values with an inside: lists, dicts, models in models, unions."""

from __future__ import annotations

from tests.support.conformance.rows import Section, Works

LISTS = Section(
    title="Lists and open shapes",
    text="A list of single values is typed one to a line; blank lines count for nothing. Whatever has no better "
    "input is JSON text.",
    setup="""\
class Step(BaseModel):
    name: str
    attempts: int = 1

class Folder(BaseModel):
    name: str
    folders: list["Folder"] = []
""",
    rows=(
        Works(python="list[str]", enters="one\n\ntwo words", gives="['one', 'two words']"),
        Works(python="list[int]", enters="1\n2\n2", gives="[1, 2, 2]"),
        Works(python="list[float] = Field(min_length=1, max_length=3)", enters="0.5\n1", gives="[0.5, 1.0]"),
        Works(python="list[Decimal]", enters="1.10\n2.20", gives="[Decimal('1.10'), Decimal('2.20')]"),
        Works(python="list[date]", enters="2026-03-01\n2026-03-02", gives="[date(2026, 3, 1), date(2026, 3, 2)]"),
        Works(python="set[int]", enters="443", gives="{443}"),
        Works(python="tuple[str, ...]", enters="a\nb", gives="('a', 'b')"),
        Works(python="list[HttpUrl]", enters="https://example.com/", gives="[HttpUrl('https://example.com/')]"),
        Works(
            python="tuple[int, str]",
            enters={"#/answer/0": "8", "#/answer/1": "cores"},
            gives="(8, 'cores')",
        ),
        Works(python="list[bool]", enters="[true, false]", gives="[True, False]"),
        Works(python="list[list[int]]", enters="[[1, 2], [3]]", gives="[[1, 2], [3]]"),
        Works(python="list[Step]", enters='[{"name": "load"}]', gives="[Step(name='load')]"),
        Works(python="list[Step]", enters="[{“name”: “load”, “attempts”: 2}]", gives="[Step(name='load', attempts=2)]"),
        Works(python="dict[str, int]", enters='{"a": 1}', gives="{'a': 1}"),
        Works(python="dict[str, Step]", enters='{"a": {"name": "load"}}', gives="{'a': Step(name='load')}"),
        Works(python="JsonValue", enters='{"any": [1, null, "x"]}', gives="{'any': [1, None, 'x']}"),
        Works(python="Any", enters="[1.5]", gives="[1.5]"),
        Works(
            python="Folder",
            enters={"#/answer/name": "a", "#/answer/folders": '[{"name": "b"}]'},
            gives="Folder(name='a', folders=[Folder(name='b')])",
        ),
    ),
)

NESTED = Section(
    title="Models in models",
    text="The fields of a nested model stand in place, under a heading. One that may be left out has a tick that "
    "brings its fields.",
    setup="""\
class City(BaseModel):
    name: str
    zip: int | None = Field(default=None, ge=1000)

class Address(BaseModel):
    street: str
    city: City

class Contact(BaseModel):
    mail_to: str = Field(alias="mail-to")
    active: bool = True
""",
    rows=(
        Works(
            python="City",
            enters={"#/answer/name": "Graz", "#/answer/zip": "8010"},
            gives="City(name='Graz', zip=8010)",
        ),
        Works(
            python="Address",
            enters={"#/answer/street": "Ring 1", "#/answer/city/name": "Graz"},
            gives="Address(street='Ring 1', city=City(name='Graz'))",
        ),
        Works(python="Contact", enters={"#/answer/mail-to": "ann"}, gives="Contact.model_validate({'mail-to': 'ann'})"),
        Works(
            python="City | None",
            enters={"#/answer/~filled": True, "#/answer/name": "Graz"},
            gives="City(name='Graz')",
        ),
        Works(python="City | None", gives="None"),
        Works(python="City | None = None", gives="None"),
        Works(python="City = City(name='Wien')", enters=None, gives="City(name='Wien')"),
        Works(
            python="Address",
            initial="Address(street='Ring 1', city=City(name='Graz', zip=8010))",
            enters={"#/answer/city/zip": ""},
            gives="Address(street='Ring 1', city=City(name='Graz'))",
        ),
    ),
)

UNIONS = Section(
    title="Unions",
    text="First which kind, then the fields of that kind: choosing draws the form anew and keeps what was typed.",
    setup="""\
class Mail(BaseModel):
    kind: Literal["mail"] = "mail"
    to: str

class Hook(BaseModel):
    kind: Literal["hook"] = "hook"
    url: HttpUrl
    retries: int = 3

class Cron(BaseModel):
    cron: str

class Every(BaseModel):
    minutes: int

class Once(BaseModel):
    kind: Literal["once"] = "once"
    tell: Annotated[Mail | Hook, Field(discriminator="kind")]
""",
    rows=(
        Works(
            python='Annotated[Mail | Hook, Field(discriminator="kind")]',
            enters={"#/answer/kind": "Mail", "#/answer/to": "ann"},
            gives="Mail(to='ann')",
        ),
        Works(
            python='Annotated[Mail | Hook, Field(discriminator="kind")]',
            enters={"#/answer/kind": "Hook", "#/answer/url": "https://example.com/"},
            gives="Hook(url='https://example.com/')",
        ),
        Works(
            python='Annotated[Mail | Hook, Field(discriminator="kind")] | None',
            gives="None",
        ),
        Works(
            python="Cron | Every",
            enters={"#/answer/~kind": "Every", "#/answer/minutes": "5"},
            gives="Every(minutes=5)",
        ),
        Works(
            python="int | str",
            enters={"#/answer/~kind": "Text", "#/answer": "five"},
            gives="'five'",
        ),
        Works(
            python="int | list[int]",
            enters={"#/answer/~kind": "List", "#/answer": "1\n2"},
            gives="[1, 2]",
        ),
        Works(
            python='Annotated[Mail | Once, Field(discriminator="kind")]',
            enters={
                "#/answer/kind": "Once",
                "#/answer/tell/kind": "Hook",
                "#/answer/tell/url": "https://example.com/",
                "#/answer/tell/retries": "0",
            },
            gives="Once(tell=Hook(url='https://example.com/', retries=0))",
        ),
        Works(
            python='Annotated[Mail | Hook, Field(discriminator="kind")]',
            initial="Hook(url='https://example.com/', retries=5)",
            enters={"#/answer/kind": "Mail", "#/answer/to": "ann"},
            gives="Mail(to='ann')",
        ),
    ),
)
