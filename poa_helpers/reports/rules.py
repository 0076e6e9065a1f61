"""What a report needs beyond its catalogue: rules by report id, applied to its columns once they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .packed import Packed
from .voice import with_reasons

Rule = Callable[[Mapping[str, Packed]], dict[str, Packed]]
RULES: Mapping[str, Rule] = {"voice_of_customer": with_reasons}


def by_rule(report: str, columns: Mapping[str, Packed]) -> dict[str, Packed]:
    """The columns as the rule of their report leaves them; the same columns when there is none.

    >>> columns = {"sku": Packed.of(["A"], "text"), "top_reason": Packed.of(["Too Small\\n80%"], "text")}
    >>> {name: column.values.tolist() for name, column in by_rule("voice_of_customer", columns).items()}
    {'sku': ['A'], 'top_reason': ['Too Small'], 'top_reason_share': [0.8]}
    >>> list(by_rule("all_orders", columns)) == list(columns)
    True
    """
    return RULES.get(report, dict)(columns)
