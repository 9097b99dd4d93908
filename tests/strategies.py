"""Random conditions, worlds and cases, made of few names so that they meet."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from willing.conditions.parse import RESERVED
from willing.conditions.tally import Entry
from willing.conditions.tree import (
    And,
    AtLeast,
    Comparison,
    Condition,
    Factor,
    Leaf,
    Nations,
    Not,
    Or,
    Scope,
    Sends,
    Stands,
    Sum,
)


def quick(examples: int) -> settings:
    """Settings under which a failure is shown soon: one at a time, however slow a single example."""
    return settings(max_examples=examples, deadline=None, report_multiple_bugs=False)


NATIONS = ("FR", "GB", "NO", "STATE_7")
CAPABILITIES = ("infantry", "medical", "total_x")
FACTORS = ("ceasefire", "order", "nations_x", "android")
WEIGHTS = {"votes": {"FR": 4, "GB": 2, "STATE_7": 1}, "total_gdp": {"NO": 3, "FR": 0}}
"""What some of the nations carry."""
POOL = {
    "fr-a": ("FR", "infantry"),
    "fr-b": ("FR", "medical"),
    "gb-a": ("GB", "infantry"),
    "no_a": ("NO", "medical"),
    "state-7": ("STATE_7", "total_x"),
}
"""Pledges that may stand, with their nation and capability."""


@dataclass(frozen=True)
class Words:
    """The names a random condition may use."""

    nations: tuple[str, ...] = NATIONS
    pledges: tuple[str, ...] = tuple(POOL)
    capabilities: tuple[str, ...] = CAPABILITIES
    factors: tuple[str, ...] = FACTORS
    weights: tuple[str, ...] = ()


WEIGHED = Words(weights=tuple(WEIGHTS))
"""Names among which sums find weights of nations too."""

_comparisons: st.SearchStrategy[Comparison] = st.sampled_from((">=", "<"))
_scopes: st.SearchStrategy[Scope] = st.sampled_from(("total", "others"))
_numbers = st.integers(0, 16)


def leaves(words: Words) -> st.SearchStrategy[Leaf]:
    """Any single test on the names given; a kind that has no names is left out."""
    kinds: list[st.SearchStrategy[Leaf]] = [
        st.builds(Nations, _comparisons, st.integers(0, 5)),
        st.builds(
            Sum,
            _scopes,
            _summed(words),
            _comparisons,
            _numbers,
        ),
    ]
    if words.factors:
        kinds.append(st.builds(Factor, st.sampled_from(words.factors)))
    if words.nations or words.pledges:
        kinds.append(st.builds(Stands, st.sampled_from((*words.nations, *words.pledges))))
    if words.nations:
        kinds.append(st.builds(Sends, st.sampled_from(words.nations), _comparisons, _numbers))
    return st.one_of(kinds)


def _summed(words: Words) -> st.SearchStrategy[tuple[str, ...]]:
    """What a sum may be restricted to, with one weight among it at most."""
    restricted: st.SearchStrategy[tuple[str, ...]] = st.just(())
    if words.nations or words.capabilities:
        restricted = st.lists(st.sampled_from((*words.nations, *words.capabilities)), max_size=3).map(tuple)
    if not words.weights:
        return restricted
    weighed = st.builds(
        lambda names, weight, at: (*names[:at], weight, *names[at:]),
        restricted,
        st.sampled_from(words.weights),
        st.integers(0, 2),
    )
    return restricted | weighed


def conditions(least_items: int = 0, words: Words | None = None) -> st.SearchStrategy[Condition]:
    """Random trees; every ``and`` and ``or`` has ``least_items`` items or more (the parser makes two or more)."""

    def extended(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        items = st.lists(part, min_size=least_items, max_size=3).map(tuple)
        listed = st.lists(part, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            st.builds(And, items),
            st.builds(Or, items),
            st.builds(AtLeast, st.integers(0, 4), listed),
            st.builds(Not, part),
        )

    return st.recursive(leaves(words or Words()), extended, max_leaves=8)


def spelled(condition: Condition) -> str:
    """A condition as text with every part in brackets: an independent way to write it."""
    match condition:
        case AtLeast(count=count, items=items):
            return f"(at least {count} of [{', '.join(map(spelled, items))}])"
        case And(items=items):
            return f"({' and '.join(map(spelled, items))})"
        case Or(items=items):
            return f"({' or '.join(map(spelled, items))})"
        case Not(item=item):
            return f"(not {spelled(item)})"
        case _:
            return f"({_spelled_leaf(condition)})"


def _spelled_leaf(leaf: Leaf) -> str:
    match leaf:
        case Factor(name=name):
            return name
        case Stands(who=who):
            return f"{who} stands"
        case Sends(nation=nation, comparison=comparison, persons=persons):
            return f"{nation} sends {comparison} {persons}"
        case Sum(scope=scope, names=names, comparison=comparison, persons=persons):
            return f"{scope}{'(' + ','.join(names) + ')' if names else ''} {comparison} {persons}"
        case Nations(comparison=comparison, count=count):
            return f"nations {comparison} {count}"


@dataclass(frozen=True)
class World:
    """One pledge that is being judged, the pledges that stand, and the factors that are true."""

    own: Entry
    standing: tuple[Entry, ...]
    true: frozenset[str]


def entries() -> st.SearchStrategy[Entry]:
    """A standing pledge of :data:`POOL` with few persons, so that sums meet the numbers of conditions."""
    return st.builds(lambda pledge, persons: Entry(pledge, *POOL[pledge], persons), st.sampled_from([*POOL]), _few)


_few = st.integers(0, 6)


def standing() -> st.SearchStrategy[tuple[Entry, ...]]:
    """Different pledges that stand."""
    return st.lists(entries(), unique_by=lambda entry: entry.pledge, max_size=5).map(tuple)


def worlds() -> st.SearchStrategy[World]:
    """Worlds in which the pledge judged may or may not stand already, with other persons than it would send."""
    return st.builds(World, entries(), standing(), st.frozensets(st.sampled_from(FACTORS)))


AWKWARD = (
    *("NO", "no", "yes", "on", "y", "null", "Null", "~", "true", "False", "1e5", "1E5", ".5", "5.", "1_000", "0o17"),
    *("0x1F", "0b1", "012", "+12", "-7", "1:30", ".inf", "-.INF", ".iNf", "+-.inf", ".nan", "-.nan", "2025-01-01"),
    *("2025-01-01T00:00:00Z", " leading", "trailing ", "multi\nline", "a\n\n b\n", "\n", "\r\n", "a\rb", "\t", "a\tb"),
    *("#", "a #b", "a: b", ": ", ":", "- a", "-", "? a", "?", "{a}", "[a", "a, b", "*a", "&a", "!a", "!!str a", "%a"),
    *("@a", "`a", "|", ">", "=", "<<", "---", "...", "'", '"', "\\", "\\n", "it's", "\x00", "\x1b", "\x7f", "\x85"),
    *("\u00a0", "\u2028", "\ufeff", "\ufffe", "é", "日本", "🇺🇦", "a" * 300, "word " * 60, " " * 200),
)
"""Texts that a careless writer would read back as something else."""


def texts() -> st.SearchStrategy[str]:
    """Words for a reader: awkward ones, and any other."""
    return st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def _named(awkward: tuple[str, ...], first: str, later: str) -> st.SearchStrategy[str]:
    return st.sampled_from(awkward) | st.builds(
        str.__add__, st.sampled_from(first), st.text(st.sampled_from(later), max_size=5)
    )


_LOWER, _DIGITS = string.ascii_lowercase, string.digits
codes = _named(("NO", "N", "Y", "FR", "STATE_7", "A" * 40), string.ascii_uppercase, string.ascii_uppercase + "_7")
names = _named(("no", "y", "on", "null", "true", "order", "a" * 80), _LOWER, _LOWER + "_7").filter(
    lambda name: name not in RESERVED
)
keys = _named(("1e5", "2025-01-01", "0o17", "123", "1.5", "null", "no", "0x1f", "a" * 120), _LOWER + _DIGITS, "a7_.-")
pledge_ids = _named(("no", "null", "fr-a", "fr_a-2", "case"), _LOWER, "ab_7") | st.just("us-air-7")
dates = st.dates()
persons = st.integers(0, 100_000_000)


def bases(*fields: str) -> st.SearchStrategy[dict[str, Any]]:
    """Where the values of some keys of an entry come from."""
    ways = ("reported", "derived", "assumed")
    one = st.sampled_from(ways).flatmap(
        lambda way: st.fixed_dictionaries({way: texts()}, optional={w: texts() for w in ways if w != way})
    )
    return st.dictionaries(st.sampled_from(fields), one, min_size=1, max_size=2)


shares = st.floats(0, 1, allow_subnormal=False)


def some(items: list[str]) -> st.SearchStrategy[list[str]]:
    """One or several of the names given, each once."""
    return st.lists(st.sampled_from(items), min_size=1, max_size=2, unique=True)


def _if_any(items: list[str], key: str) -> dict[str, st.SearchStrategy[Any]]:
    return {key: some(items)} if items else {}


def _listed(name: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(name, max_size=most, unique=True)


@dataclass(frozen=True)
class _Known:
    """The names of a case that is being made."""

    sources: list[str]
    nations: list[str]
    factors: list[str]
    capabilities: list[str]
    weights: list[str]
    areas: list[str]
    pledges: list[str]
    statements: list[str]
    requirements: list[str]
    rules: list[str]

    @property
    def offered(self) -> list[str]:
        """The capabilities that may be mentioned: any, where the case lists none."""
        return self.capabilities or ["anything"]

    @property
    def words(self) -> Words:
        """The names that a condition may use; without nations there are no pledges, and none of any capability."""
        pledges = tuple(self.pledges) if self.nations else ()
        capabilities = tuple(self.offered if pledges else self.capabilities)
        return Words(tuple(self.nations), pledges, capabilities, tuple(self.factors), tuple(self.weights))

    def weighing(self, nations: dict[str, dict[str, Any]]) -> _Known:
        """The same with the weights that some nation carries."""
        carried = {name for nation in nations.values() for name in nation.get("weights", ())}
        return replace(self, weights=[name for name in self.weights if name in carried])


def _sound(known: _Known) -> _Known:
    """Without statements where there is no source, and with no name of a weight that means something else."""
    taken = {*known.factors, *known.capabilities, "anything"}
    free = [name for name in known.weights if name not in taken]
    return replace(known, weights=free, statements=known.statements if known.sources else [])


_known = st.builds(
    _Known,
    _listed(keys),
    _listed(codes),
    _listed(names),
    _listed(names),
    _listed(names, 3),
    _listed(names, 1),
    _listed(pledge_ids),
    _listed(keys),
    _listed(keys, 1),
    _listed(names),
).map(_sound)


@st.composite
def case_data(draw: st.DrawFn) -> dict[str, Any]:
    """Data of a whole case, every reference leading somewhere, in which nothing states its own default."""
    known = draw(_known)
    said = _if_any(known.statements, "statements")
    nations = {key: draw(_nations(known, said)) for key in known.nations}
    known = known.weighing(nations)
    data: dict[str, Any] = {"case": draw(_headers(known, said))}
    data["sources"] = {key: draw(_sources) for key in known.sources}
    data["nations"] = nations
    data["factors"] = {key: draw(_factors(known.factors[:i], said)) for i, key in enumerate(known.factors)}
    data["capabilities"] = {key: draw(_capabilities(key, known)) for key in known.capabilities}
    data["areas"] = {key: draw(_areas(said)) for key in known.areas}
    if known.nations:
        data["pledges"] = [draw(_pledges(key, known, said)) for key in known.pledges]
    if known.sources:
        subjects = ["case", *known.nations, *known.factors, *known.capabilities, *known.areas, *known.requirements]
        subjects += known.rules
        subjects += known.pledges if known.nations else []
        data["statements"] = [draw(_statements(key, known, sorted(set(subjects)))) for key in known.statements]
    data["rules"] = {key: draw(_rules(said)) for key in known.rules}
    data["requirements"] = {
        key: draw(_requirements(known, said, data["rules"], data["areas"])) for key in known.requirements
    }
    return {section: part for section, part in data.items() if part}


def rules(words: Words) -> st.SearchStrategy[str]:
    """Conditions on the whole force, as text."""
    return conditions(2, words).map(lambda tree: re.sub(r"(?<![\w-])others(?![\w-])", "total", spelled(tree)))


def _headers(known: _Known, said: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    rest = {**said, "basis": bases("strength", "when")}
    target = st.fixed_dictionaries({"strength": persons}, optional={"when": rules(known.words), **rest})
    target |= st.fixed_dictionaries({"when": rules(known.words)}, optional=rest)
    return st.fixed_dictionaries(
        {"format": st.just(1), "id": keys, "title": texts()},
        optional={"description": texts(), "target": target, "as_of": dates},
    )


_sources = st.fixed_dictionaries(
    {},
    optional={
        "publisher": texts(),
        "date": dates,
        "title": texts(),
        "url": texts(),
        "reliability": st.sampled_from("ABCDE"),
        "note": texts(),
    },
)
_norms = st.fixed_dictionaries(
    {"tour_months": st.integers(1, 1200), "dwell_ratio": st.floats(0, 100, allow_subnormal=False)},
    optional={"overlap_days": st.integers(1, 30)},
)


def _capabilities(key: str, known: _Known) -> st.SearchStrategy[dict[str, Any]]:
    others = [name for name in known.capabilities if name != key]
    rest: dict[str, st.SearchStrategy[Any]] = {
        "name": texts(),
        "domain": st.sampled_from(("sea", "air", "joint")),
        "enabler": st.just(True),
        "symbol": texts(),
        "unit_size": st.integers(1, 100_000_000),
        "basis": bases("unit_size", "needs"),
        "note": texts(),
    }
    if others:
        credit, reach = st.floats(0.01, 1), st.floats(0.5, 20_000)
        need = st.fixed_dictionaries({"share": shares}, optional={"within_km": reach})
        rest["substitutes"] = st.dictionaries(st.sampled_from(others), credit, min_size=1)
        rest["needs"] = st.dictionaries(st.sampled_from(others), need, min_size=1)
    return st.fixed_dictionaries({}, optional=rest)


MEASURES = ("inhabitants", "sites", "kilometres_of_line")


def _rules(said: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"persons": st.floats(0.001, 1000), "of": st.sampled_from((*MEASURES, "supported", "force"))},
        optional={
            "title": texts(),
            "per": st.floats(2, 10_000),
            "basis": bases("persons", "of"),
            "note": texts(),
            **said,
        },
    )


def _nations(known: _Known, said: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    counts: dict[str, Any] = dict.fromkeys(("active", "land", "home_floor"), persons)
    if known.weights:
        number = st.integers(0, 10**15)
        counts["weights"] = st.dictionaries(st.sampled_from(known.weights), number, min_size=1, max_size=3)
    rest = {"role": names, "norm": _norms, "basis": bases("land", "home_floor"), "note": texts()}
    return st.fixed_dictionaries({}, optional={"name": texts(), **counts, **rest, **said})


def _probabilities(earlier: list[str]) -> st.SearchStrategy[Any]:
    if not earlier:
        return shares
    return st.recursive(
        shares,
        lambda part: st.fixed_dictionaries({"given": st.sampled_from(earlier), "true": part, "false": part}),
        max_leaves=3,
    )


def _factors(earlier: list[str], said: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    likely, settled = {"probability": _probabilities(earlier)}, {"value": st.booleans()}
    rest = {"title": texts(), **said, "basis": bases("probability", "value"), "note": texts()}
    return st.one_of(
        st.fixed_dictionaries({}, optional={**likely, **rest}),
        st.fixed_dictionaries(settled, optional=rest),
        st.fixed_dictionaries({**settled, "from": dates}, optional={**likely, **rest}),
    )


def _areas(said: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    at = st.tuples(st.floats(-90, 90, allow_subnormal=False), st.floats(-180, 180, allow_subnormal=False)).map(list)
    rest = {
        "measures": st.dictionaries(st.sampled_from(MEASURES), st.integers(0, 10_000), min_size=1),
        "lift": persons,
        "basis": bases("measures", "lift"),
    }
    return st.fixed_dictionaries({}, optional={"name": texts(), "at": at, **rest, **said, "note": texts()})


def _strengths(known: _Known) -> st.SearchStrategy[Any]:
    ordered = st.lists(persons, min_size=3, max_size=3).map(sorted)
    restricted = some(known.nations + known.offered).map(lambda listed: f"others({', '.join(listed)})")
    rates = st.floats(0.000001, 1000).map(lambda rate: round(rate, 6))
    return st.one_of(
        persons,
        st.just("unknown"),
        ordered.map(lambda three: dict(zip(("low", "likely", "high"), three, strict=True))),
        st.fixed_dictionaries({"match": rates, "up_to": persons}, optional={"of": restricted}),
    )


def _windows() -> st.SearchStrategy[dict[str, date]]:
    both = st.lists(dates, min_size=2, max_size=2).map(sorted)
    return st.one_of(
        st.just({}),
        dates.map(lambda day: {"from": day}),
        dates.map(lambda day: {"until": day}),
        both.map(lambda two: {"from": two[0], "until": two[1]}),
    )


@st.composite
def _pledges(draw: st.DrawFn, key: str, known: _Known, said: dict[str, Any]) -> dict[str, Any]:
    units = st.fixed_dictionaries(
        {"id": keys, "strength": persons},
        optional={"capability": st.sampled_from(known.offered), "from_month": st.just(3), "to_month": st.just(9)},
    )
    limits = {"tasks": st.lists(names, max_size=2)}
    if known.areas:
        limits["areas"] = st.lists(st.sampled_from(known.areas), max_size=2)
    pledge = draw(
        st.fixed_dictionaries(
            {
                "nation": st.sampled_from(known.nations),
                "capability": st.sampled_from(known.offered),
                "strength": _strengths(known),
            },
            optional={
                "if": conditions(2, known.words).map(spelled),
                "caveats": st.fixed_dictionaries({}, optional=limits),
                "stage": st.sampled_from(("rumoured", "committed", "deployed", "refused", "withdrawn")),
                "notice_days": st.integers(0, 36_500),
                "for_months": st.integers(1, 1200),
                "units": st.lists(units, min_size=1, max_size=2, unique_by=lambda unit: str(unit["id"])),
                "basis": bases("strength", "if"),
                "note": texts(),
                **said,
            },
        )
    )
    return {"id": key, **pledge, **draw(_windows())}


_spans = st.lists(st.integers(0, 10**15), min_size=2, max_size=2).map(lambda two: {"low": min(two), "high": max(two)})


def _statements(key: str, known: _Known, subjects: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.just(key),
            "source": st.sampled_from(known.sources),
            "on": dates,
            "about": st.sampled_from(subjects) | some(subjects),
            "says": texts(),
        },
        optional={
            "topic": names,
            "credibility": st.integers(1, 5),
            "where": texts(),
            "value": st.integers(0, 10**15) | _spans,
            "unit": st.sampled_from(("nations", "km", "GBP")),
            "contradicts": some(known.statements),
            "note": texts(),
        },
    )


def _requirements(
    known: _Known, said: dict[str, Any], rules: dict[str, Any], areas: dict[str, Any]
) -> st.SearchStrategy[dict[str, Any]]:
    months = st.lists(st.integers(0, 1200), min_size=2, max_size=2, unique=True).map(sorted)
    rest: dict[str, st.SearchStrategy[Any]] = {**said, "basis": bases("posts"), "note": texts()}
    if known.areas:
        sizes: list[st.SearchStrategy[dict[str, Any]]] = [
            st.fixed_dictionaries({"area": st.sampled_from(known.areas), "strength": persons})
        ]
        sizes += [
            st.just({"area": area, "from": name})
            for name, rule in rules.items()
            for area in known.areas
            if rule["of"] in ("supported", "force", *areas[area].get("measures", ()))
        ]
        post = st.builds(
            dict.__or__,
            st.fixed_dictionaries(
                {"id": keys, "task": names, "capability": st.sampled_from(known.offered), "months": months},
                optional={"priority": st.sampled_from((1, 3, 4)), "basis": bases("strength", "from"), **said},
            ),
            st.one_of(sizes),
        )
        rest["posts"] = st.lists(post, min_size=1, max_size=3, unique_by=lambda one: str(one["id"]))
    return st.fixed_dictionaries({}, optional={"title": texts(), **rest})


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from((*AWKWARD, "FR", "ceasefire", "others", "case", "unknown", "=x", ""))
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(("id", "given", "low", "=x", "")), part),
    max_leaves=5,
)
"""Values of any kind, under keys that mean something and keys that do not."""


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """Data of a whole case in which one part is missing, or something else stands in its place."""
    data = draw(case_data())
    node: Any = data
    for _ in range(draw(st.integers(0, 4))):
        steps = list(node) if isinstance(node, dict) else range(len(node))
        below = [node[step] for step in steps if isinstance(node[step], dict | list) and node[step]]
        if not below:
            break
        node = draw(st.sampled_from(below))
    step = draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
    match draw(st.sampled_from(("replace", "remove", "add"))):
        case "remove":
            del node[step]
        case "add" if isinstance(node, dict):
            node[draw(st.sampled_from(("foo", "=x", "", "statements", "pledges")))] = draw(JUNK)
        case _:
            node[step] = draw(JUNK)
    return data
