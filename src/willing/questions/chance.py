"""How a probability is said."""

from __future__ import annotations


def percent(probability: float) -> str:
    """``19.2 %``; ``0 %`` and ``100 %`` only where nothing else is possible."""
    if probability <= 1e-12:
        return "0 %"
    if probability >= 1 - 1e-12:
        return "100 %"
    if probability < 0.0005:
        return "under 0.1 %"
    if probability >= 0.9995:
        return "over 99.9 %"
    return f"{100 * probability:.1f} %"


def said_chance(low: float, high: float) -> str:
    """One percentage, or two where the odds are a range."""
    first, last = percent(low), percent(high)
    return first if first == last or high - low < 5e-4 else f"between {first} and {last}"
