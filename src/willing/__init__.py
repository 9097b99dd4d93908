"""What force actually stands, out of everything that nations have said, and under which conditions.

``load`` a case, then ask: ``assess``, ``why``, ``unlock``, ``odds``, ``pivots``, ``changes``, ``timeline``,
``requirements``, ``sustain``, ``plan``, ``compare``, ``check``. Every answer is a frozen dataclass with
``.headline``, ``.table()`` and ``.to_json()``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from willing.case.build import build
from willing.case.model import Case
from willing.case.read import bundled, load
from willing.case.write import save
from willing.errors import AskError, CaseError, ConditionError, WillingError

if TYPE_CHECKING:
    from willing.questions.assess import assess
    from willing.questions.changes import changes
    from willing.questions.check import check
    from willing.questions.compare import compare
    from willing.questions.marathon import marathon
    from willing.questions.odds import odds
    from willing.questions.pivots import pivots
    from willing.questions.plan import plan
    from willing.questions.posts import posts
    from willing.questions.requirements import requirements
    from willing.questions.stress import stress
    from willing.questions.sustain import sustain
    from willing.questions.timeline import timeline
    from willing.questions.unlock import unlock
    from willing.questions.why import why

__all__ = [
    "AskError",
    "Case",
    "CaseError",
    "ConditionError",
    "WillingError",
    "assess",
    "build",
    "bundled",
    "changes",
    "check",
    "compare",
    "load",
    "marathon",
    "odds",
    "pivots",
    "plan",
    "posts",
    "requirements",
    "save",
    "stress",
    "sustain",
    "timeline",
    "unlock",
    "why",
]

QUESTIONS = (
    "assess",
    "changes",
    "check",
    "compare",
    "marathon",
    "odds",
    "pivots",
    "plan",
    "posts",
    "requirements",
    "stress",
    "sustain",
    "timeline",
    "unlock",
    "why",
)
"""The verbs that ask something; each is loaded when it is first asked, as some need much that others do not."""


def __getattr__(name: str) -> Any:
    if name not in QUESTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"willing.questions.{name}"), name)
