"""Reading one message: phrases and words at large weighed together, each value with its place and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from dateutil.relativedelta import relativedelta

from ..catalogue import Catalogue
from ..model import Deadline, Notice, QuotedMetric
from . import names
from .conversations import LONGEST
from .dates import FoundDate, sent_on
from .deadlines import CLEAR, DOUBTFUL, find_periods, may_be_meant, meant, wanted
from .evidence import Evidence, sure
from .figures import are_goals, is_healthy, quoted_metrics
from .grams import heard_in
from .language import Language, others_in
from .message import Message, Span
from .needed import found_in
from .outright import named_outright
from .periods import Period
from .points import lists_of
from .requested import BY_PHRASES, PARTS, PLAN, asks_for_genuine, requested_items, weighed_items
from .routes import OVER, REASONS, SILENT, Reading, alternatives_of, appeal_of, asks_of, names_plan, route_of, scope_of
from .rules import Rules
from .sentences import ACCUSED, Telling, sentences_of, telling
from .stages import stages, sureness
from .tallies import tallied
from .verdict import FEWEST_LETTERS, MISSED, SURE_TO_ASK_NOTHING, Phrased, Verdict, weigh
from .violations import UNSPECIFIED, named_in, violations_in
from .warn import SURE_ENOUGH, warnings_of
from .words_at_large import PERIODS, SENTENCES, SHORT_SENTENCE, Margins, word_weights

_FORGED = "forged_documents"
_ACTS = ("warning", "deactivation", "listing_removal", "more_information", "final_refusal")
_AFTER_ANOTHER = ("warning", "more_information", "final_refusal")  # stages of a message that goes on about what an older one accused of
_SURELY_SETS = 3.0  # how much must speak for a deadline in a message that seems to ask for nothing for it to ask for something
_SEEMS_ASKED = 4.0  # how much must speak for a deadline in a message that surely asks for nothing for the user to be asked
OLDER = 0.7  # how sure what only an older message says is, beside the same in the message itself


class OneMessage:
    """One reading: values are collected with their places, then put into a `Notice`.

    Stage, violations, route and scope are weighed from what the phrases of the rules find and what the words of the message speak for at large
    (`verdict`). How sure each is, from 0 to 1: these four by how likely that makes them; ASINs, order ids and headers 1 because their form is certain; a store by how it is named; 0.9 what one rule tells, less what is
    inferred (the day of an ambiguous date 0.7 by habit or 0.4, the earliest of several
    deadlines); all less when it comes from an older message.
    """

    def __init__(
        self, message: Message, older: Message | None, beside: bool, language: Language, cat: Catalogue, *, by_phrases_only: bool = False
    ):
        self.message, self.older = message.head(LONGEST), older.head(LONGEST) if older else None
        self.whole, self.language, self.rules, self.cat = message, language, language.rules, cat
        self.beside = beside
        self.places: dict[str, list[Span]] = {}
        self.sure: dict[str, float] = {}
        self.from_older: list[str] = []
        self.held: set[str] = set()  # the violations that the message holds against the seller, as far as it names them
        self.verdict: Verdict | None = None
        self.sure_of_items = BY_PHRASES
        self.letters = self.rules.letters(self.message.low)
        self.said = Phrased({}, {}, "other", "none", (), None, frozenset(), {}, (), self.letters)
        hears = not by_phrases_only and self.letters >= FEWEST_LETTERS
        self.weights = word_weights(cat) if hears else None
        self.period_weights = None if by_phrases_only else word_weights(cat, PERIODS)

    def notice(self, name: str, named: tuple[str, ...]) -> Notice:
        """The notice; `named` are the violations the seller names."""
        message, rules = self.message, self.rules
        reading, metrics = self.decided()
        known = reading.stage != "other"
        route, reason, spans = route_of(reading, rules, known=known, chosen=self.verdict.route if self.verdict else None)
        self._keep("route", spans or self._strongest("route", route), self._sure("route", sureness(reading.stages) or 0.5))
        language = self.language.rules.language if self.language.places else None
        self._keep("language", self.language.places, min(1.0, 0.5 + 2 * self.language.share))
        stores = self._names("marketplace", lambda m: {} if reading.fraud else names.marketplaces(m, rules, self.cat))
        store = next(iter(stores)) if len(stores) == 1 else None
        informs = reading.stage in ("information", "other")
        scope, scope_span = (None, None) if informs else scope_of(message, rules, reading.stage, reading.stage_span)
        if self.verdict and scope != self.verdict.scope and scope != "brand":  # too rare to be learned
            scope, scope_span = self.verdict.scope, None
        if scope:
            own = 0.9 if scope_span and self._together(scope_span, reading.stage_span) else 0.6
            self._keep("scope", [scope_span] if scope_span else self._strongest("scope", scope), self._sure("scope", own))
        sent = sent_on(message, rules, store)
        periods = self._periods(store, sent, reading.stage, route)
        values = self._values(reading, sent, periods)
        if values["deadline"] and reason == REASONS["nothing"]:
            reason = REASONS["in_time"]
        warnings = warnings_of(
            reading,
            rules,
            self.cat,
            known=known,
            language=language,
            named=named,
            stores=tuple(stores),
            periods=periods,
            older=self.from_older,
            beside=self.beside,
            sure=self.sure if self.verdict else {},
        )
        if self.whole is not message:
            warnings += (f"The text is far longer than a notice; only its first {LONGEST:,} characters were read for what it says.",)
        return Notice(
            file=name,
            text=message.text,
            stage="other" if reading.fraud else reading.stage,
            route=route,
            alternatives=alternatives_of(route, reading),
            reason=reason,
            violations=tuple(reading.violations),
            scope=scope,
            marketplace=store,
            language=language,
            metrics=tuple(quote for quote, _ in metrics),
            read_from={field: tuple(spans) for field, spans in self.places.items()},
            confidence={field: round(self.sure[field], 2) for field in self.places},
            warnings=warnings,
            **values,
        )

    def _values(self, reading: Reading, sent: FoundDate | None, periods: list[Period]) -> dict[str, Any]:
        """Dates, numbers, names, requested items and headings, by field."""
        message, rules = self.message, self.rules
        in_header = message.header(rules.raw["quotes"], "date") is not None
        self._keep("sent_on", [sent.span] if sent and sent.day else [], 0.7 if sent and sent.by_habit else 1.0 if in_header else 0.8)
        questions = names.headings(message, rules)
        self._keep("headings", [span for _, places in questions.values() for span in places], 0.9)
        deadline, other = self._until(periods, sent.day if sent else None)
        return {
            "sent_on": sent.day if sent else None,
            "funds_days": next((p.hours // 24 for p in periods if p.of_money and p.hours and p.hours % 24 == 0), None),
            "asins": tuple(self._names("asins", names.asins)),
            "order_ids": tuple(self._names("order_ids", names.order_ids)),
            "complaint_ids": tuple(self._names("complaint_ids", lambda m: names.complaint_ids(m, rules))),
            "policies": tuple(self._keep_named("policies", names.policies(message, rules))),
            "requested": tuple(self._keep_named("requested", reading.requested, self.sure_of_items)),
            "headings": {part: words for part, (words, _) in questions.items()},
            "deadline": deadline,
            "other_periods": other,
        }

    def decided(self) -> tuple[Reading, list[Any]]:
        """Stage, violations, requested items and marks of the routes."""
        message, rules = self.message, self.rules
        reading = Reading(message)
        reading.requested, reading.for_dispute = requested_items(message, rules)
        reading.stages = stages(message, rules, sum(part in reading.requested for part in PARTS) + 2 * (PLAN in reading.requested))
        reading.marks = {mark: span for mark, phrases in rules.group("routes").items() if (span := phrases.first(message))}
        if "no_plan" in reading.marks:
            reading.requested = {item: span for item, span in reading.requested.items() if item not in (*PARTS, PLAN)}
        metrics = quoted_metrics(message, rules)
        self._breached(reading, metrics)
        reading.fraud = {mark: span for mark, phrases in rules.group("fraud").items() if (span := phrases.first(message))}
        if hosts := names.lookalikes(message, rules, self.cat):
            host, span = next(iter(hosts.items()))
            reading.fraud[f"uses an address that only looks like Amazon's ({host})"] = span
        if reading.fraud and self._rather_from_amazon(reading, hosts):
            reading.doubts, reading.fraud = reading.fraud, {}
        if not reading.fraud:
            self._weighed(reading, metrics)
        if reading.fraud or (reading.stage not in SILENT and not self.older and message.is_from_another(rules.raw["quotes"])):
            reading.violations, reading.stages, reading.requested, self.verdict = {}, [], {}, None
        if reading.stage in SILENT:
            reading.requested = {}
        for item, phrases in rules.group("requested").items():  # invoices that are wanted for buyers, not as proof
            if item in reading.requested and reading.violations and set(reading.violations) <= set(phrases.more.get("not_with", ())):
                del reading.requested[item]
        if _FORGED in reading.violations:
            reading.requested = {item: span for item, span in reading.requested.items() if asks_for_genuine(item, message, rules)}
        if reading.stage in ("information", "other") or (reading.stage == "reinstatement" and are_goals(metrics)):
            metrics = []
        self.held = {*reading.violations} - {UNSPECIFIED}
        self._keep("metrics", [span for _, span in metrics], 0.9)
        self._keep("stage", [reading.stage_span], self._sure("stage", sureness(reading.stages)))
        named = {id: speaks for id, speaks in reading.violations.items() if id != UNSPECIFIED}
        least = min((sure(speaks.score) for speaks in named.values()), default=0.0)
        self._keep_named("violations", {id: speaks.span for id, speaks in named.items()}, self._sure("violations", least))
        return reading, metrics

    def _rather_from_amazon(self, reading: Reading, hosts: names.Named) -> bool:
        """Whether the words of the whole message speak against the single sign of fraud in it; an address that only looks like Amazon's is proof,
        unless it was made unreadable, or misread in a scan."""
        may_be = [h for h in hosts if names.is_reserved(h, self.cat) or names.is_only_misread(h, self.message, self.cat)]
        if self._phrases_decide or len(may_be) < len(hosts):
            return False
        tell_nothing = bool(hosts) and all(names.is_amazons_but_for_its_ending(host, self.cat) for host in hosts)
        if len(reading.fraud) - tell_nothing > 1:
            return False
        margins = self._margins["stage"]
        return margins["other"] < max(value for stage, value in margins.items() if stage != "other")

    @property
    def _phrases_decide(self) -> bool:
        """Whether phrases alone tell fraud, deadlines and what is asked for: too little is said for the words at large to outweigh them."""
        return self.weights is None or self.said.terse

    @cached_property
    def _margins(self) -> Margins:
        """What the words of the message speak for; only asked where they are heard."""
        assert self.weights
        return {**self.weights.margins(self.message.low), **self.telling.margins}

    @cached_property
    def _spans(self) -> list[Span]:
        """Where the sentences of the message stand."""
        return sentences_of(self.message)

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of the message one by one."""
        return [self.message.low[slice(*span)] for span in self._spans]

    @cached_property
    def lists(self) -> list[list[str]]:
        """The points of each list of the message."""
        return [[self.message.low[slice(*span)] for span in points] for points in lists_of(self.message)]

    @cached_property
    def _heard(self) -> list[Mapping[str, int]]:
        """What is heard in each sentence."""
        return [heard_in(sentence) for sentence in self.sentences]

    @cached_property
    def telling(self) -> Telling:
        """What each sentence of the message tells."""
        return telling(self._spans, self._heard, word_weights(self.cat, SENTENCES), divided=self.sentences, lists=self.lists)

    @cached_property
    def _telling_at_large(self) -> Telling:
        """What each sentence tells by the weights of whole messages, for what is learned from those alone."""
        return telling(self._spans, self._heard, self.weights, SHORT_SENTENCE)

    def phrased(self, reading: Reading, metrics: Sequence[tuple[QuotedMetric, Span]]) -> Phrased:
        """What the phrases of the rules say, before the words at large are heard."""
        stage = reading.stage
        route, _, _ = route_of(reading, self.rules, known=stage != "other")
        scope, _ = (None, None) if stage in ("information", "other") else scope_of(self.message, self.rules, stage, reading.stage_span)
        return Phrased(
            {id: speaks.score for id, speaks in reading.stages},
            {id: speaks.score for id, speaks in self.named.items()},
            stage,
            route,
            tuple(sorted(reading.violations)),
            scope,
            asks_of(reading, self.rules),
            _quoted([quote for quote, _ in metrics if quote.rate is not None], self.rules),
            tuple(reading.requested),
            self.letters,
            "in_error" in reading.marks,
            named_outright(self.message, self.rules, stage) | (self._named_again if stage in _AFTER_ANOTHER else frozenset()),
            self.message.is_titled_as_routine(self.rules.raw["quotes"]),
            self._says("sections", "still_open"),
            self._says("sections", "still_listed"),
            self._says("sections", "claimed"),
            "counter_notice" in reading.marks,
            appeal_of(reading),
            names_plan(reading, self.rules),
            {id: row.count for id, row in tallied(self.message, self.rules).items()},
        )

    def _says(self, group: str, key: str) -> bool:
        return any(found_in(self.message, self.rules.words(group, key)))

    @cached_property
    def _named_again(self) -> frozenset[str]:
        """The violations that the older message holds against the seller and the message names again, where these are several."""
        older = named_in(self.older, self.rules) if self.older else {}
        again = self.named.keys() & violations_in(older, self.rules, [], "").keys() - {UNSPECIFIED}
        return frozenset(again if len(again) > 1 else ())

    def _weighed(self, reading: Reading, metrics: Sequence[tuple[QuotedMetric, Span]]) -> None:
        """Stage and violations as phrases and words at large together make them likeliest, with the places that say so."""
        self.said = self.phrased(reading, metrics)
        if self.weights is None:
            return
        fitted = self.weights.about["fitted"]
        verdict = weigh(self.said, self._margins, fitted)
        is_said = verdict.stage in OVER and verdict.stage in self.said.stages
        is_unsure = verdict.sure["stage"] < SURE_TO_ASK_NOTHING
        asks_nothing = verdict.route == "none" if self.said.claimed else verdict.stage in SILENT and is_unsure
        if asks_nothing and not is_said and self._sets_deadline():
            verdict = weigh(self.said, self._margins, fitted, sets_deadline=True)
        self.verdict = verdict
        found = dict(reading.stages)
        speaks = found.get(verdict.stage) or self._by_words("stage", verdict.stage)
        reading.stages = [(verdict.stage, speaks), *((id, other) for id, other in reading.stages if id != verdict.stage)]
        named = {**self.named, **reading.violations}
        chosen = {id: named.get(id) or self._by_words("violations", id) for id in verdict.violations}
        if "violations" in self.from_older and not set(chosen) & set(reading.violations):
            self.from_older.remove("violations")
        reading.violations = dict(sorted(chosen.items(), key=lambda item: item[1].span))
        is_a_guess = verdict.sure["route"] < SURE_ENOUGH and not self.said.asks
        if self._phrases_decide or is_a_guess:  # what nobody asks for in so many words, nor surely, is not asked for
            return
        place_of = partial(self._strongest, "requested")
        reading.requested, self.sure_of_items = weighed_items(
            reading.requested, verdict.stage, verdict.route, self._margins, fitted["requested"], place_of
        )

    def _sets_deadline(self) -> bool:
        """Whether the message clearly would, did it ask for something; where it tells of a buyer's claim, whether it rather would."""
        sent, wants = sent_on(self.message, self.rules, None), wanted("warning", "documents")
        found = find_periods(self.message, self.rules, None, self.period_weights, sent.day if sent else None, wants=wants)
        least = -math.inf if self.said.claimed else _SURELY_SETS
        return any(period.deadline and period.speaks >= least and not period.is_cited for period in found)

    def _by_words(self, question: str, answer: str) -> Evidence:
        places = self._strongest(question, answer)
        return Evidence(0.0, places[0] if places else (self.message.first, self.message.first + 1))

    def _strongest(self, question: str, answer: str) -> list[Span]:
        """The sentence whose words speak most for an answer."""
        if not self.verdict:
            return []
        accuses = self.telling.strongest(ACCUSED, answer) if question == "violations" else None
        strongest = accuses or self._telling_at_large.strongest(question, answer)
        return [strongest] if strongest else []

    def _sure(self, question: str, otherwise: float) -> float:
        """How sure an answer is: as likely as phrases and words together make it."""
        return max(0.01, self.verdict.sure[question]) if self.verdict else otherwise

    def _breached(self, reading: Reading, metrics: list[Any]) -> None:
        """The violations by the phrases: of the message, else of the older one it quotes, else `unspecified` where Amazon acts and does not say."""
        stage = reading.stages[0][0] if reading.stages else ""
        self.named = named_in(self.message, self.rules)
        if stage in ("information", "other"):
            return
        reading.violations = violations_in(self.named, self.rules, metrics, stage)
        if self.older and stage:
            before = violations_in(named_in(self.older, self.rules), self.rules, [], stage)
            entries = self.rules.raw["violations"]
            vague = [id for id in reading.violations if any(other in before for other in entries[id].get("gives_way_to", ()))]
            if before and len(vague) == len(reading.violations):  # the message says nothing, or less than the one it answers
                reading.violations = before
                self.from_older.append("violations")
        if not reading.violations and stage:  # a stage that is itself what the message is about
            of_stage = [id for id, rule in self.rules.raw["violations"].items() if rule.get("of_stage") == stage]
            reading.violations = dict.fromkeys(of_stage, reading.stages[0][1])
        if not reading.violations and stage in _ACTS:
            reading.violations = {UNSPECIFIED: reading.stages[0][1]}

    def _names(self, field: str, find: Any) -> names.Named:
        """Names in the message, else in the older one it quotes (noted for a warning)."""
        found, how_sure = _with_sureness(find(self.whole if field in ("asins", "order_ids") else self.message))
        if not found and self.older and (field not in ("asins", "order_ids") or self._is_of_older):
            found, how_sure = _with_sureness(find(self.older))
            if found:
                self.from_older.append(field)
        return self._keep_named(field, found, how_sure)

    @cached_property
    def _is_of_older(self) -> bool:
        """Whether the older message is about the same matter, as far as both say what they are about."""
        before = {*named_in(self.older, self.rules)} if self.older else set()
        return not before or not self.held or bool(before & self.held)

    def _keep_named(self, field: str, found: names.Named, how_sure: float = 1.0) -> names.Named:
        self._keep(field, list(found.values()), how_sure)
        return found

    def _keep(self, field: str, spans: Iterable[Span | None], how_sure: float = 1.0) -> None:
        if kept := [self.message.in_text(span) for span in spans if span]:
            self.places[field] = kept
            self.sure[field] = how_sure * (OLDER if field in self.from_older else 1.0)

    def _together(self, place: Span, other: Span | None) -> bool:
        return other is not None and self.message.sentence(place[0]) == self.message.sentence(other[0])

    def _periods(self, store: str | None, sent: FoundDate | None, stage: str, route: str) -> list[Period]:
        """Every period of the message but the day that heads it; who asks for nothing sets no deadline."""
        message, rules, since = self.message, self.rules, sent.day if sent else None
        others, wants = others_in(message, rules, self.cat), wanted(stage, route)
        every = find_periods(message, rules, store, self.period_weights, since, others, wants, phrases_first=self._phrases_decide)
        heads = sent and (sent.heads_title or message.line_start(sent.span[0]) <= message.first)  # `19 May 2027:` above the message
        found = [period for period in every if not heads or period.span != sent.span]
        is_conditional = stage == "reinstatement" and self._says("deadlines", "condition")
        if stage not in SILENT or (is_conditional and any(period.deadline and period.is_plain for period in found)):
            return found
        lasting = [period for period in found if period.told and not (period.is_date and period.deadline)]
        none = [replace(period, deadline=False, speaks=-math.inf) for period in lasting]
        is_sure = self._sure("stage", 1.0) >= SURE_TO_ASK_NOTHING
        may_be = [period for period in found if period.deadline and (not is_sure or (stage != "other" and _seems_asked(period)))]
        return [*none, *(replace(period, told=False, deadline=False, speaks=0.0) for period in may_be)]  # the user decides

    def _until(self, periods: list[Period], since: date | None) -> tuple[Deadline | None, tuple[str, ...]]:
        """The deadline, of several the shortest (a stated date goes before), and all other periods in the notice's words; since: the day of the message."""
        stated = meant(periods, self.message, self.rules)
        chosen = min(
            stated,
            key=lambda p: (p.hours is None and p.day is None, p.day is None, p.day.toordinal() if p.day else p.hours or 0),
            default=None,
        )
        if chosen:  # told twice, in the subject or in another language: as the message itself tells it first
            alike = [p for p in periods if p.deadline and p.length == chosen.length and (p in stated or not p.is_doubtful)]
            chosen = replace(min(alike, key=lambda p: p.span), speaks=max(p.speaks for p in alike))
        others: dict[str, Span] = {}
        if self.older:  # what an older message sets is no deadline of this one
            quoted = [period for period in find_periods(self.older, self.rules, None) if not period.is_date]
            others = {self.older.own_words(period.clause): period.clause for period in quoted}
        for period in periods:
            of_chosen = chosen and period.deadline and period.clause == chosen.clause
            if (period.told or period.deadline) and not of_chosen:
                others.setdefault(self.message.own_words(period.clause), period.clause)
        others = names.in_order(others)
        self._keep_named("other_periods", others, 0.9)
        if chosen is None:
            if doubtful := may_be_meant(periods):
                self._keep("deadline", [doubtful.clause], min(CLEAR * (1 - doubtful.likely), DOUBTFUL))
            return None, tuple(others)
        unknown = chosen.hours is None and chosen.day is None and chosen.working is None
        clear = chosen.likely * (0.4 if unknown else 0.7 if chosen.by_habit else CLEAR)
        self._keep("deadline", [chosen.clause], clear * (0.8 if len({p.length for p in stated}) > 1 else 1.0))
        words = self.message.own_words(chosen.clause)
        day = since + relativedelta(months=chosen.months) if chosen.months and since else chosen.day
        return Deadline(text=words, hours=chosen.hours, date=day, business_days=chosen.working), tuple(others)


def _seems_asked(period: Period) -> bool:
    """Whether a period of a message that surely asks for nothing seems to be a deadline all the same."""
    return period.is_plain or period.speaks >= _SEEMS_ASKED


def _quoted(quotes: Sequence[QuotedMetric], rules: Rules) -> dict[str, float]:
    """Metrics whose rate is told: 1 where one misses its target, `MISSED` where that is told, too, -1 where all meet it (a defect rate stands beside its parts, each
    of which may)."""
    missed = [quote for quote in quotes if not is_healthy(quote, rules)]
    healthy, unhealthy = dict.fromkeys((quote.metric for quote in quotes), -1.0), dict.fromkeys((quote.metric for quote in missed), 1.0)
    return healthy | unhealthy | {quote.metric: MISSED for quote in missed if quote.target is not None}


def _with_sureness(found: Any) -> tuple[names.Named, float]:
    """Names, and how sure they are: 1 for those whose form is certain."""
    return found if isinstance(found, tuple) else (found, 1.0)
