"""What force actually stands, out of everything that nations have said, and under which conditions.

``load`` a case, then ask: ``assess``, ``why``, ``changes``, ``check``. Every answer is a frozen dataclass with
``.headline``, ``.table()`` and ``.to_json()``.
"""

from willing.case.build import build
from willing.case.model import Case
from willing.case.read import bundled, load
from willing.case.write import save
from willing.errors import AskError, CaseError, ConditionError, WillingError
from willing.questions.assess import assess
from willing.questions.changes import changes
from willing.questions.check import check
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
    "load",
    "save",
    "why",
]
