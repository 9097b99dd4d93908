"""From text to a condition, with errors that point at the offending token.

The grammar is that of the case format, version 1; it is LALR(1), so a text of any nesting is read without recursion.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from willing.conditions.tree import (
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    depth,
    leaves,
)
from willing.errors import ConditionError

RESERVED = frozenset({"or", "and", "not", "stands", "sends", "at", "least", "of", "total", "others", "nations"})
"""Words of the language; no factor, capability, weight or pledge may be called so."""

DEEPEST = 60
"""Nesting beyond this is refused: nobody can read it, and every reading of the tree recurses."""

LONGEST = 20_000
"""Characters of one condition beyond which it is taken for something else."""

MOST_DIGITS = 15
"""Digits of one number beyond which it is a slip of the keyboard."""

LANGUAGE = """\
condition  := condition "or" condition | condition "and" condition | "not" condition | "(" condition ")"
            | FACTOR                                   a factor is true: ceasefire
            | NATION "stands"                          at least one pledge of that nation stands: FR stands
            | PLEDGE "stands"                          that very pledge stands: us-air stands
            | NATION "sends" (">=" | "<") NUMBER       persons of its standing pledges: GB sends >= 5000
            | "at least" N "of" "[" condition, ... "]"
            | ("total" | "others") [ "(" NAME, ... ")" ] (">=" | "<") NUMBER
                                                       persons of the whole force, or of other nations only; names of
                                                       nations are alternatives, so are capabilities, and the two
                                                       kinds combine: total(FR, DE, infantry) >= 2_000.
                                                       One name may be a weight: then not persons but that
                                                       weight of each nation with such a pledge: total(votes) >= 255
            | "nations" (">=" | "<") N                 nations with a standing pledge

`and` binds closer than `or`, `not` closest. Factors, capabilities and weights are lower case, nations upper case,
pledge ids may carry hyphens. A pledge is judged with itself counted in: `total` and `nations` include it, `others`
leaves out its whole nation. `<` on nations or sums, and `not` over them, make a condition non-monotone.
"""
"""The grammar as a reader sees it."""

_WORDS = {word.upper(): word for word in sorted(RESERVED - {"total", "others"})}

# A word ends where no letter, digit, _ or - follows, so that `order` is a name and `ceasefire order` no `or`.
_END = r"(?![A-Za-z0-9_-])"

GRAMMAR = rf"""
?start: either
?either: both (_OR both)*
?both: unary (_AND unary)*
?unary: _NOT unary -> negation
      | "(" either ")"
      | leaf
?leaf: NAME                                        -> factor
     | (CODE | NAME | PLEDGE) _STANDS              -> stands
     | CODE _SENDS COMPARISON NUMBER               -> sends
     | _AT _LEAST NUMBER _OF "[" either ("," either)* "]"    -> at_least
     | SCOPE ["(" name ("," name)* ")"] COMPARISON NUMBER    -> sum
     | _NATIONS COMPARISON NUMBER                  -> nations
?name: CODE | NAME
{chr(10).join(f"_{name}.2: /{word}{_END}/" for name, word in _WORDS.items())}
SCOPE.2: /(total|others){_END}/
COMPARISON: ">=" | "<"
NUMBER: /[0-9]+(_[0-9]+)*{_END}/
CODE: /[A-Z][A-Z0-9_]*{_END}/
PLEDGE: /[a-z][a-z0-9_]*(-[a-z0-9_]+)+{_END}/
NAME: /(?!({"|".join(sorted(RESERVED))}){_END})[a-z][a-z0-9_]*{_END}/
%ignore /\s+/
"""

_EXPECTED = {
    "NAME": "a factor",
    "CODE": "a nation",
    "PLEDGE": "a pledge",
    "NUMBER": "a whole number",
    "COMPARISON": "'>=' or '<'",
    "SCOPE": "'total' or 'others'",
    "LPAR": "'('",
    "RPAR": "')'",
    "LSQB": "'['",
    "RSQB": "']'",
    "COMMA": "','",
    "$END": "the end",
    **{f"_{name}": f"'{word}'" for name, word in _WORDS.items()},
}


class _Builder(Transformer[Token, Condition]):
    """Builds the tree as the parser reduces, bottom up, so that no recursion is needed."""

    def either(self, items: list[Condition]) -> Condition:
        return Or(tuple(items))

    def both(self, items: list[Condition]) -> Condition:
        return And(tuple(items))

    def negation(self, items: list[Condition]) -> Condition:
        return Not(items[0])

    def factor(self, items: list[Token]) -> Condition:
        return Factor(str(items[0]))

    def stands(self, items: list[Token]) -> Condition:
        return Stands(str(items[0]))

    def sends(self, items: list[Token]) -> Condition:
        return Sends(str(items[0]), _comparison(items[1]), int(items[2]))

    def at_least(self, items: list[Any]) -> Condition:
        return AtLeast(int(items[0]), tuple(items[1:]))

    def sum(self, items: list[Any]) -> Condition:
        scope, *names, comparison, number = [item for item in items if item is not None]
        return Sum(
            "total" if scope == "total" else "others",
            tuple(map(str, names)),
            _comparison(comparison),
            int(number),
        )

    def nations(self, items: list[Token]) -> Condition:
        return Nations(_comparison(items[0]), int(items[1]))


def _comparison(token: Token) -> Any:
    return ">=" if token == ">=" else "<"


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=True)


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Read one condition.

    Raises :class:`~willing.errors.ConditionError` with the offset of the offending token and what was expected
    there; also for a text over :data:`LONGEST` characters or nested deeper than :data:`DEEPEST`.
    """
    if len(text) > LONGEST:
        raise ConditionError(text, LONGEST, f"longer than {LONGEST:,} characters; split it into several pledges")
    if not text.strip():
        raise ConditionError(text, 0, "empty; leave `if` out for a pledge without condition")
    for number in re.finditer(r"[0-9_]+", text):
        if len(number[0]) > MOST_DIGITS:
            raise ConditionError(text, number.start(), f"a number of more than {MOST_DIGITS} digits")
    try:
        condition: Condition = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _explained(text, error) from None
    if depth(condition) > DEEPEST:
        raise ConditionError(text, 0, f"nested deeper than {DEEPEST} levels; split it into several pledges")
    return condition


def parse_rule(text: str) -> Condition:
    """Read a rule over the whole force: a condition that no pledge asks, so that there are no ``others``.

    Raises :class:`~willing.errors.ConditionError` as :func:`parse` does.
    """
    if not text.strip():
        raise ConditionError(text, 0, "empty; leave it out for no rule")
    condition = parse(text)
    if any(isinstance(leaf, Sum) and leaf.scope == "others" for leaf in leaves(condition)):
        found = _OTHERS.search(text)
        said = "found 'others', expected 'total': a rule is over the whole force, and there is nobody to be another"
        raise ConditionError(text, found.start() if found else 0, said)
    return condition


_OTHERS = re.compile(r"(?<![A-Za-z0-9_-])others(?![A-Za-z0-9_-])")


def _explained(text: str, error: UnexpectedInput) -> ConditionError:
    """Lark's error in the words of a reader: what stands there, what was expected, a hint where one helps."""
    offset, found = len(text.rstrip()), "the end"
    if isinstance(error, UnexpectedCharacters):
        offset = error.pos_in_stream or 0
        found = repr(_WORD.findall(text, offset)[0])
    elif isinstance(error, UnexpectedToken) and error.token.type != "$END":
        offset, found = int(error.token.start_pos or 0), repr(str(error.token))
    return ConditionError(text, offset, f"found {found}, expected {_expected(text[:offset])}{_hint(text, offset)}")


_WORD = re.compile(r"[A-Za-z0-9_]+|.", re.DOTALL)


def _expected(before: str) -> str:
    """What could have followed a beginning that is right."""
    so_far = _parser().parse_interactive(before)
    so_far.exhaust_lexer()
    accepted: set[str] = so_far.accepts()  # type: ignore[no-untyped-call]
    names = sorted({_EXPECTED.get(name, f"'{name.lower()}'") for name in accepted})
    if re.search(r"(total|others)\s*\([^()]*$", before):
        names = ["a capability, a weight" if name == "a factor" else name for name in names]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _hint(text: str, offset: int) -> str:
    before, rest = text[:offset].rstrip(), text[offset:]
    for found, hint in (
        (rest[:2] in ("<=", "==") or (before + rest[:1])[-2:] == "<=", "compare with '>=' or '<'"),
        (bool(re.match(r"[>=]", rest)) and bool(re.search(r"(sends|total|others|nations|\))$", before)), "write '>='"),
        (rest[:1] in ("&", "|", "!"), "write 'and', 'or', 'not'"),
        (bool(re.match(r"(AND|And|OR|Or|NOT|Not)\b", rest)), "the words of the language are lower case"),
        (bool(re.search(r"\b(NOT|Not)$", before)), "the words of the language are lower case"),
        (rest[:1] == "," and before[-1:].isdigit(), "write numbers without separators, or as 25_000"),
        (bool(re.match(r"[0-9]", rest)) and before[-1:].isdigit(), "write numbers without separators, or as 25_000"),
        (bool(re.match(r"[0-9]+\s+of\b", rest)), "counts read 'at least 2 of [a, b, c]'"),
    ):
        if found:
            return f"; {hint}"
    return ""
