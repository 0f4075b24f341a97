"""No secret is compared with `==`, which stops at the first difference and so tells by its timing how much was right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.programs import ROOT

SECRET = re.compile(
    r"secret|signature|hmac|password|bearer|(?<!content_)digest(?!s)|sha256|(bot|app|api)_token|compare", re.IGNORECASE
)
LOOKED_AT = [*(ROOT / "bot/pausepoint_bot").rglob("*.py"), *(ROOT / "sdk/pausepoint").rglob("*.py")]
NO_SECRET = {
    "holder.question.digest == question.digest",
    "isinstance(other, _ByDigest) and other.question.digest == self.question.digest",
    "other.question.digest == self.question.digest",
    "_SECRET in error['loc']",
    "len(random_bytes) not in _SECRET_BYTES",
    "tokens.c.sha256 == bindparam('wanted')",
}
"""Digests of questions, which everyone who may read a pause sees; a member's name; a length; and the look-up by a token's
SHA-256 in an index. Whoever tries tokens chooses that hash's input and not its output: where two hashes begin to differ
tells nothing of the token."""


def comparisons(source: str) -> Iterator[str]:
    """Find what compares by value something whose name says that it is secret, to something that is no constant."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare):
            continue
        by_value = any(isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for operator in node.ops)
        sides = [node.left, *node.comparators]
        variable = [side for side in sides if not isinstance(side, ast.Constant)]
        if by_value and len(variable) > 1 and any(SECRET.search(ast.unparse(side)) for side in variable):
            yield ast.unparse(node)


def test_no_secret_is_compared_by_value():
    found = {(str(path.relative_to(ROOT)), each) for path in LOOKED_AT for each in comparisons(path.read_text("utf-8"))}
    assert len(LOOKED_AT) > 100
    assert {(path, each) for path, each in found if each not in NO_SECRET} == set()


def test_a_comparison_of_secrets_would_be_found():
    assert list(comparisons("if given != expected_signature: pass")) == ["given != expected_signature"]
    assert list(comparisons("if self.bot_token in known: pass")) == ["self.bot_token in known"]
