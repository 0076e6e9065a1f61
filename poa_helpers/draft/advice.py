"""What to send instead, where the notice wants no plan: a page for the seller, never for Amazon. Each sentence is from the notice or the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from .. import words
from ..catalogue import Catalogue
from ..model import CaseFacts, Item, Letter, Part, Route, Sentence, Source


def advice(facts: CaseFacts, route: Route, cat: Catalogue) -> Letter:
    """The page of a case: why no plan, what is asked and in which form, what must not be sent, until when, and what else there is."""
    page = _Page(facts, route, cat)
    parts = [
        page.why(),
        page.asked(),
        *page.for_the_adviser(),
        page.listed(),
        page.not_to_send(),
        page.otherwise(),
        page.money(),
        page.rights(),
    ]
    label = page.phrases["routes"][route]["label"]
    return Letter(
        kind="advice",
        case=facts.case.id,
        title=page.said("title", label=label),
        locale=facts.case.locale,
        route=route,
        violations=facts.case.violations,
        revision=facts.case.revision,
        parts=tuple(part for part in parts if part.sentences or part.items),
    )


class _Page:
    def __init__(self, facts: CaseFacts, route: Route, cat: Catalogue):
        self.facts, self.route, self.cat, self.notice = facts, route, cat, facts.notice
        self.locale, self.phrases = facts.case.locale, cat.words(facts.case.locale)
        self.count = 0

    def said(self, name: str, **values: str) -> str:
        text = str(self.phrases["advice"][name])
        for placeholder, value in values.items():
            text = text.replace("{{ " + placeholder + " }}", value)
        return text

    def sentence(self, text: str, *sources: Source) -> Sentence:
        self.count += 1
        return Sentence(id=f"advice.{self.count}", text=text, sources=sources)

    @property
    def from_notice(self) -> Source:
        return Source(kind="notice", id=self.notice.file if self.notice else "")

    def policy(self, reference: str) -> Source:
        return Source(kind="policy", id=reference)

    # ------------------------------------------------------------ the parts

    def why(self) -> Part:
        """Why this is not a plan, from which message, until when."""
        told: list[Sentence] = []
        if self.notice:
            day = words.day(self.notice.sent_on, self.locale) if self.notice.sent_on else self.said("unknown_day")
            told.append(self.sentence(self.said("from", file=self.notice.file, day=day), self.from_notice))
            told.append(self.sentence(self.notice.reason, self.from_notice))
        until = self.facts.case.deadline
        said = self.said("until", deadline=until.text) if until else self.said("no_deadline")
        return Part(id="advice", sentences=(*told, self.sentence(said, self.from_notice)))

    def asked(self) -> Part:
        """What to send: each item asked for, its formal rules, and which file of the case answers it."""
        route = self.phrases["routes"][self.route]
        items = self._requested() if self.route not in ("none", "specialist") else []
        return Part(
            id="advice",
            heading=self.said("what_to_send"),
            points_title=self.said("rules_title"),
            sentences=(self.sentence(route["what_to_send"], self.policy("data/policy/phrases")),),
            items=tuple(map(self._item, items)),
        )

    def _requested(self) -> list[str]:
        return [item for item in self.notice.requested if item in self.cat.requested] if self.notice else []

    def for_the_adviser(self) -> Iterator[Part]:
        """Where only a specialist should answer: what the message asks for, and what to bring, unaltered."""
        if self.route != "specialist":
            return
        asked = tuple(map(self._item, self._requested()))
        yield Part(id="advice", heading=self.said("asked_for"), points_title=self.said("rules_title"), items=asked)
        brought = [
            Item(key=kind, title=text.label, sentences=(self.sentence(text.how_to_get, self.policy(f"data/violations/{id}")),))
            for id in self.facts.case.violations
            for kind, text in self.cat.text(id, self.locale).evidence.items()
            if text.how_to_get
        ]
        lead = (self.sentence(self.said("keep_untouched"), self.policy("data/policy/phrases")),)
        yield Part(id="advice", heading=self.said("to_bring"), sentences=lead, items=tuple(brought))

    def _item(self, id: str) -> Item:
        rule = self.cat.requested[id]
        files = [file.file for file in self.facts.evidence if file.kind in rule.evidence]
        held = self.said("in_case", files=words.listed(files, self.locale)) if files else self.said("not_in_case") if rule.evidence else ""
        sources = tuple(Source(kind="evidence", id=f"evidence/{name}", files=(f"evidence/{name}",)) for name in files) or (
            self.from_notice,
        )
        return Item(
            key=id,
            title=rule.label[:1].upper() + rule.label[1:],
            sentences=(self.sentence(held, *sources),) if held else (),
            points=tuple(self.sentence(text, self.policy(rule.reference or "")) for text in rule.rules),
        )

    def listed(self) -> Part:
        """The ASINs, orders and complaints that every document has to speak of."""
        groups = {"asins": "ASIN", "order_ids": "order", "complaint_ids": "complaint"} if self.notice and self.route != "none" else {}
        named = [(name, getattr(self.notice, field)) for field, name in groups.items() if getattr(self.notice, field)]
        items = tuple(Item(key=name, sentences=(self.sentence(f"{name}: {', '.join(ids)}", self.from_notice),)) for name, ids in named)
        return Part(id="advice", heading=self.said("listed"), items=items)

    def not_to_send(self) -> Part:
        text = self.phrases["routes"][self.route]["not_to_send"]
        return Part(id="advice", heading=self.said("not_to_send"), sentences=(self.sentence(text, self.policy("data/policy/phrases")),))

    def otherwise(self) -> Part:
        """The other way that the notice offers."""
        ways = self.notice.alternatives if self.notice else ()
        told = [f"{self.phrases['routes'][way]['label']}: {self.phrases['routes'][way]['what_to_send']}" for way in ways]
        return Part(id="advice", heading=self.said("otherwise"), sentences=tuple(self.sentence(text, self.from_notice) for text in told))

    def money(self) -> Part:
        """From when the withheld balance may be asked for."""
        track = self.facts.funds
        if track is None:
            return Part(id="advice")
        day, since = words.day(track.eligible_on, self.locale), words.day(track.since, self.locale)
        name = "money_notice" if track.origin == "notice" else "money_policy"
        text = self.said(name, days=str(track.days), day=day, since=since, reference=track.reference)
        if not track.confirmed:
            text += " " + self.said("not_confirmed")
        source = self.from_notice if track.origin == "notice" else self.policy(track.reference)
        return Part(id="advice", heading=self.said("money"), sentences=(self.sentence(text, source),))

    def rights(self) -> Part:
        """What the law gives in the store's region: information only."""
        items = tuple(self._rights())
        lead = (self.sentence(self.said("rights_lead"), self.policy("data/policy/rights.yaml")),) if items else ()
        return Part(id="advice", heading=self.said("rights"), sentences=lead, items=items)

    def _rights(self) -> Iterator[Item]:
        for right in self.facts.rights:
            text = f"{' '.join(right.text.split())} ({self.said('source', reference=right.reference, day=words.day(right.checked_on, self.locale))})"
            yield Item(key=right.title, title=right.title, sentences=(self.sentence(text, self.policy(right.reference)),))
