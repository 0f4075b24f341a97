"""Rows of choices: one of some, several of some."""

from __future__ import annotations

from tests.support.conformance.rows import Section, Works

_SETUP = """\
class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"

class Level(IntEnum):
    LOW = 1
    HIGH = 2

Table = Enum("Table", {f"t{n:03}": f"warehouse.table_{n:03}" for n in range(126)}, type=str)
Month = Literal["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
"""

ONE = Section(
    title="Choices",
    text="Radio buttons up to 10 options, a menu up to 100, a menu that searches beyond. What comes back is the "
    "member or the literal, with its own type.",
    setup=_SETUP,
    rows=(
        Works(python='Literal["a", "b"]', enters="b", gives="'b'"),
        Works(python="Literal[1, 2, 3]", enters="2", gives="2"),
        Works(python='Literal[1, "1", True]', enters=None, initial="'1'", gives="'1'"),
        Works(python='Literal["always"]', enters="always", gives="'always'"),
        Works(python="Size", enters="large", gives="Size.LARGE"),
        Works(python="Level", enters="2", gives="Level.HIGH"),
        Works(python="Month", enters="Sep", gives="'Sep'"),
        Works(python="Table", enters="warehouse.table_125", gives='Table("warehouse.table_125")'),
        Works(python="Size | None", enters="small", gives="Size.SMALL"),
        Works(python="Size | None", enters="No answer", gives="None"),
        Works(python="bool | None", enters="No", gives="False"),
        Works(python="bool | None", enters="No answer", gives="None"),
        Works(python="Table | None", enters="warehouse.table_007", gives='Table("warehouse.table_007")'),
    ),
)

SEVERAL = Section(
    title="Lists of choices",
    text="Boxes up to 10 options, a menu up to 100, a menu that searches beyond. Nothing chosen is an empty list.",
    setup=_SETUP,
    rows=(
        Works(python='list[Literal["a", "b", "c"]]', enters=["a", "c"], gives="['a', 'c']"),
        Works(python='list[Literal["a", "b", "c"]]', gives="[]"),
        Works(python="set[Size]", enters=["large"], gives="{Size.LARGE}"),
        Works(python="frozenset[Level]", enters=["1"], gives="frozenset({Level.LOW})"),
        Works(python="list[Month] = Field(min_length=1, max_length=2)", enters=["Jan", "Dec"], gives="['Jan', 'Dec']"),
        Works(
            python="list[Table]",
            enters=["warehouse.table_003", "warehouse.table_120"],
            gives='[Table("warehouse.table_003"), Table("warehouse.table_120")]',
        ),
        Works(python="tuple[Size, ...]", enters=["small", "large"], gives="(Size.SMALL, Size.LARGE)"),
    ),
)
