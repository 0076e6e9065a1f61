"""The whole catalogue, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, SkipValidation

from ..errors import PoaError
from ..model import Right, Value
from .policy import FundsRule, Marketplace, Metric, PaperRules, Requested
from .reports import ReportFormat
from .violations import Violation, ViolationText


class Catalogue(Value):
    """All of `data/`. phrases and notice_rules are kept as read: language -> nested mapping.

    Texts of violations and the rules of notices are read when they are first asked for: a run needs one or two of them.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    folder: Path
    metrics: dict[str, Metric]
    marketplaces: dict[str, Marketplace]
    reports: dict[str, ReportFormat]
    violations: dict[str, Violation]
    texts: SkipValidation[Mapping[tuple[str, str], ViolationText]]
    phrases: dict[str, dict[str, Any]]
    notice_rules: SkipValidation[Mapping[str, dict[str, Any]]]
    mail: dict[str, Any]
    requested: dict[str, Requested]
    funds: tuple[FundsRule, ...]
    rights: dict[str, Right]
    regions: dict[str, tuple[str, ...]]
    papers: PaperRules

    def funds_rule(self, marketplace: str | None, day: date) -> FundsRule | None:
        """The rule on withheld money that holds in a store on a day; `None` where none is known.

        >>> from datetime import date
        >>> from poa_helpers.catalogue import catalogue
        >>> catalogue().funds_rule("US", date(2026, 1, 5)).days, catalogue().funds_rule("DE", date(2026, 1, 5))
        (60, None)
        """
        fitting = [rule for rule in self.funds if marketplace in rule.marketplaces and rule.since <= day]
        return max(fitting, key=lambda rule: rule.since, default=None)

    def rights_in(self, marketplace: str | None, stage: str) -> tuple[Right, ...]:
        """The rights that exist in the region of a store after a message of this kind.

        >>> from poa_helpers.catalogue import catalogue
        >>> [right.title for right in catalogue().rights_in("DE", "deactivation")]
        ['Statement of reasons', 'Internal complaint']
        """
        held = {region for region, stores in self.regions.items() if marketplace in stores}
        return tuple(right for right in self.rights.values() if held & set(right.regions) and stage in right.stages)

    def target_of(self, flag: str, day: date | None, marketplace: str | None) -> float | None:
        """Target of the rate that a flag of the order book is counted for, on a day; `None` where a high rate is good or none is set.

        >>> from datetime import date
        >>> from poa_helpers.catalogue import catalogue
        >>> catalogue().target_of("late", date(2026, 10, 1), "US")
        0.04
        """
        metric = next((m for m in self.metrics.values() if m.flag == flag and m.good == "low"), None)
        policy = metric.on(day, marketplace) if metric and day else None
        return policy.target if policy else None

    def violation(self, id: str) -> Violation:
        """A violation type by id; raises PoaError naming those there are."""
        if id not in self.violations:
            raise PoaError.of(f"'{id}' is no violation type of this workbench", f"Choose one of: {', '.join(sorted(self.violations))}.")
        return self.violations[id]

    def text(self, violation: str, locale: str) -> ViolationText:
        """The words of a violation type in a locale's language; raises PoaError when that language is not offered."""
        language = locale.replace("_", "-").split("-")[0]
        self.violation(violation)
        if (violation, language) not in self.texts:
            offered = sorted(lang for id, lang in self.texts if id == violation)
            raise PoaError.of(f"There are no texts for {violation} in '{language}'", f"Choose one of: {', '.join(offered)}.")
        return self.texts[violation, language]

    def words(self, locale: str) -> dict[str, Any]:
        """The general phrases of a locale's language; raises PoaError when that language is not offered."""
        language = locale.replace("_", "-").split("-")[0]
        if language not in self.phrases:
            raise PoaError.of(f"Letters in '{language}' are not offered", f"Choose one of: {', '.join(sorted(self.phrases))}.")
        return self.phrases[language]

    def marketplace_of(self, text: str | None) -> str | None:
        """The country code for a country code, marketplace id or store domain; `None` when unknown.

        >>> from poa_helpers.catalogue import catalogue
        >>> catalogue().marketplace_of("ATVPDKIKX0DER"), catalogue().marketplace_of("Amazon.co.uk"), catalogue().marketplace_of("Mars")
        ('US', 'UK', None)
        """
        wanted = (text or "").strip().lower()
        for code, place in self.marketplaces.items():
            if wanted in (code.lower(), place.id.lower(), place.domain.lower()):
                return code
        return None
