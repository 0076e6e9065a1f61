"""Phrases and words at large weighed together: stage, route, violations and scope that fit each other.

What the phrases of the rules found is exact but often silent; what the words of the message speak for is coarse but never silent. How much each counts was
fitted on notices whose words the rules had not seen (`data/policy/notice_words.yaml`), and the answers are chosen together, because they bind each other: who only
informs asks for nothing, who verifies an identity wants its papers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, get_args

from ..model import Route
from .accusations import accused_of
from .altogether import NAMED, blended, logistic, phrases_for, said_altogether, shares, softplus
from .requested import PARTS, PLAN, SIDE_BY_SIDE
from .routes import OF_APPEALS, OVER, PERMISSIONS, SILENT
from .sentences import TOLD, ways_of
from .violations import OF_STAGE, STATES, UNSPECIFIED
from .words_at_large import Margins

NO_SCOPE = "none"
ROUTES: tuple[Route, ...] = get_args(Route)
_LEAST_OVER = -1.0  # how much must speak for what a matter was about that is over
_LEAST_BESIDE = -0.5  # how much must speak for why money is withheld, or for what is held against the seller beside his identity
_LEAST_DECEIVED = 0.0  # how much must speak for fraud where the money can simply be asked for
_LEAST_GRAVE = -3.0  # how much must speak for forgery or fraud where a specialist is needed
# How much less speaks at least for what phrases do not name than for what they do, where nothing else speaks for either.
_BEHIND_NAMED = 0.5
_CLEARLY_GRAVE = 3.0  # how much must speak for forgery or fraud that phrases do not name, in a brief message
_LEAST_TERSE = 1.5  # how much must speak for a violation that phrases do not name, in a terse message
_PHRASES_ALONE = 2.0  # how much speaks for a violation that phrases name and no learned message was about
_ANSWERS = ("plan", "documents", "questionnaire", "dispute")
_ASKED_FOR = (*_ANSWERS, "none")  # answers whose asking phrases know
_UNASKED = 0.5  # how much more must speak for another of them where phrases find one that is asked
_UNASKED_TERSELY = 4.0  # the same in a terse message
MISSED = 2.0  # of a metric whose rate misses the target that the notice tells (`Phrased.quoted`)
_HALF_SAID, _CLEARLY_REFUSED = -0.5, 5.0  # how much words at large, and phrases, speak for a last word
_NAMES_ONE = 1.0  # how much less speaks for a message's leaving the violation open where phrases name one
_OUTRIGHT = 2.0  # how much speaks for what a message says outright
_BRIEFLY = 3.0  # how much more speaks for the stage that phrases find in a brief message
_IN_WORDS = 0.8  # how much more speaks for the answer that a longer message asks for in so many words
# How likely it must be that a related account is answered with papers, where its owner sends other ones than who contests it.
_LEAST_PAPERS = math.log(0.006)
_FAR = 8.0  # an answer so much less likely than the best one is not looked at
SURE_TO_ASK_NOTHING = 0.8  # how likely it must be that a message asks for nothing for its times not to be asked about
FEWEST_LETTERS = 60  # of a message whose words at large are heard; a sign of Japanese or Chinese counts as two
_BRIEF, _TERSE = 300, 150  # letters below which a message is brief, or terse
_AFFECTED = {"deactivation": ("account", "seller_fulfilled"), "listing_removal": ("listing", "brand")}  # what each closes
_CLOSES = ("deactivation", "listing_removal", "more_information")  # stages that seldom want nothing
_SINGLE_RIGHTS = ("trademark", "copyright", "patent", "counterfeit")  # what `intellectual_property` names in general
_APPEALED = ("deactivation", "listing_removal", "warning")  # what is appealed against
_PROVED_BY_PAPERS = frozenset(
    ("inauthentic", *_SINGLE_RIGHTS, "intellectual_property", "product_compliance", "product_safety", "restricted_products")
)
_RISING = "sales_velocity_review"
_GRAVE = ("forged_documents", "deceptive_activity")
_FORGED = frozenset({"counterfeit", "forged_documents"})
_FOR_SPECIALISTS = frozenset(
    (*_GRAVE, *_SINGLE_RIGHTS, "intellectual_property", "funds_withheld")
)  # forgery, fraud, and what courts are asked about


@dataclass(frozen=True)
class Phrased:
    """What the phrases of the rules say: evidence for stages and violations, and what the rules alone would decide.

    asks: the routes for which something is asked in so many words. requested: the items that are. quoted: metrics whose rate the notice gives: above nought when
    it misses its target (`MISSED` when the notice tells that, too), below when it meets it. letters: how long the message is. in_error: it says what to do if it was sent in error.
    outright: the violations that it holds against the seller in so many words. routine: its title is that of what every seller is told all the time.
    still_open: it says that the account is. still_listed: that what it is about is still on sale. claimed: it tells that a buyer filed a claim. counter_notice: it names one. appeal: it says that the seller may appeal
    (`may`) or shall (`shall`), and not that nothing is to be sent. names_plan: it names a plan, and does not say that none is wanted. tallies: how many of each violation the page on the state of the account counts, where it is shown.
    """

    stages: Mapping[str, float]
    violations: Mapping[str, float]
    stage: str
    route: str
    decided: tuple[str, ...]
    scope: str | None
    asks: frozenset[str]
    quoted: Mapping[str, float]
    requested: tuple[str, ...]
    letters: int
    in_error: bool = False
    outright: frozenset[str] = frozenset()
    routine: bool = False
    still_open: bool = False
    still_listed: bool = False
    claimed: bool = False
    counter_notice: bool = False
    appeal: str = ""
    names_plan: bool = False
    tallies: Mapping[str, int] = field(default_factory=dict)

    @property
    def brief(self) -> bool:
        """Whether the message is so short that what phrases find in it is taken at its word, unless its words speak for something else."""
        return self.letters < _BRIEF

    @property
    def says_what_it_closed(self) -> bool:
        """Whether a brief message tells that the account was closed, or that listings were, and not the other."""
        return self.brief and {*_AFFECTED} & self.stages.keys() == {self.stage}

    @property
    def terse(self) -> bool:
        """Whether it is so short that its words say little beside the phrases."""
        return self.letters < _TERSE


@dataclass(frozen=True)
class Verdict:
    """The answers chosen, each with how likely it is."""

    stage: str
    route: Route
    violations: tuple[str, ...]
    scope: str | None
    sure: Mapping[str, float]


def said_for(question: str, answer: str, phrased: Phrased, margins: Margins) -> list[float]:
    """What words (first) and phrases say for a stage, route or scope, as the numbers that the fitted weights are multiplied with."""
    margin = margins[question].get(answer, -1.0)
    if question == "stage":
        return [margin, *ways_of(TOLD, answer, margins), *phrases_for(answer, phrased)]
    if question == "route":
        return [margin, float(answer == phrased.route), float(answer in phrased.asks), float(answer == "none" and bool(phrased.asks))]
    return [margin, float(answer == (phrased.scope or NO_SCOPE))]


def weigh(phrased: Phrased, margins: Margins, fitted: Mapping[str, Any], *, sets_deadline: bool = False) -> Verdict:
    """The answers that phrases and words together make likeliest. sets_deadline: the message would set one, did it ask for something."""
    said = said_altogether(phrased, margins)
    likely = {
        question: blended(_shares(question, phrased, margins, fitted), said, fitted[question].get("altogether"))
        for question in ("stage", "route", "scope")
    }
    one_by_one = fitted["violations"]
    single = _outright(accused_of(phrased, margins, one_by_one), phrased)
    if {*phrased.decided} - {UNSPECIFIED}:  # who names one does not leave it open
        single[UNSPECIFIED] = single.get(UNSPECIFIED, 0.0) - _NAMES_ONE
    share = float(one_by_one["share"])
    if phrased.routine and phrased.route == "none":  # that a payout is on its way withholds no money
        likely["stage"] = _taken_for(likely["stage"], "funds_hold", "information")
    if phrased.scope == "brand":  # the account, and what else it sells, is open: all that was closed are listings
        likely["stage"] = _taken_for(likely["stage"], "deactivation", "listing_removal")
    else:
        if not phrased.says_what_it_closed:
            likely["stage"] |= _closed(likely["stage"], likely["scope"])
        if phrased.still_open and max(likely["scope"], key=lambda id: likely["scope"][id]) != "seller_fulfilled":
            likely["stage"] = _taken_for(likely["stage"], "deactivation", "warning")
        elif _is_last_word(phrased, margins):
            likely["stage"] = _taken_for(likely["stage"], "deactivation", "final_refusal")
    if any(phrased.tallies.values()):  # what is held against a seller is no mere news
        likely["stage"] = _taken_for(likely["stage"], "information", "warning")
    elif phrased.tallies and {*phrased.decided} <= {UNSPECIFIED} and not phrased.asks:
        for stage in _APPEALED:  # there is nothing to appeal against
            likely["stage"] = _taken_for(likely["stage"], stage, "information")
    if phrased.still_listed:
        likely["stage"] = _taken_for(likely["stage"], "listing_removal", "warning")
    if sets_deadline:
        told = _taken_for(likely["stage"], "other", "warning") if phrased.claimed else likely["stage"]  # by Amazon, not by the buyer
        likely["stage"] = _asking(told)
    if phrased.route in phrased.asks:  # asked in so many words
        asked = likely["route"].get(phrased.route, -math.inf) + (_OUTRIGHT if phrased.brief else _IN_WORDS)
        likely["route"] = shares({**likely["route"], phrased.route: asked})
    if _wants_something(likely["stage"], phrased) or (sets_deadline and phrased.asks):
        likely["route"] = shares({id: value for id, value in likely["route"].items() if id != "none"})
    elif sets_deadline and phrased.claimed:  # what answers a claim is proof
        likely["route"] = _taken_for(likely["route"], "none", "documents")
    if phrased.brief and all(single.get(id, -1.0) <= 0 for id in _FOR_SPECIALISTS):  # the section of a contract is no forgery
        likely["route"] = shares({id: value for id, value in likely["route"].items() if id != "specialist"})
    elif phrased.brief and {*_GRAVE} & {*phrased.decided}:  # whom forgery is held against needs one
        likely["route"] = shares({**likely["route"], "specialist": likely["route"]["specialist"] + _BRIEFLY})
    best: tuple[float, str, str, tuple[str, ...]] | None = None
    for stage, of_stage in _near_best(likely["stage"]):
        for route, of_route in _near_best(likely["route"]):
            if may_go_together(stage, route):
                chosen, of_chosen = _violations(single, stage, route)
                if route == "specialist" and not {*chosen} & _FOR_SPECIALISTS:
                    continue
                total = of_stage + of_route + share * of_chosen
                if best is None or total > best[0]:
                    best = total, stage, route, chosen
    if best is None:  # the likeliest two exclude each other: the stage decides
        stage = max(likely["stage"], key=lambda id: likely["stage"][id])
        best = 0.0, stage, next(route for route in ROUTES if may_go_together(stage, route)), ()
    _, stage, route, chosen = best
    route = _settled(stage, route, chosen, phrased, likely["route"])
    unlearned = {id for id in phrased.decided if id not in single}  # a type that was added since: only phrases know it
    if unlearned and stage not in ("information", "other"):
        chosen = (*unlearned, *(id for id in chosen if id in phrased.decided))
        single |= dict.fromkeys(unlearned, _PHRASES_ALONE)
    sure = {
        "stage": math.exp(likely["stage"][stage]),
        "route": math.exp(likely["route"][route]),
        "violations": min((logistic(single[id]) for id in chosen), default=0.0),
    }
    scope = _scope(stage, likely["scope"])
    sure["scope"] = math.exp(likely["scope"].get(scope or NO_SCOPE, 0.0))
    return Verdict(stage, route, tuple(sorted(chosen, key=lambda id: -single[id])), scope, sure)  # type: ignore[arg-type]


def _settled(stage: str, route: str, chosen: tuple[str, ...], phrased: Phrased, likely: Mapping[str, float]) -> str:
    """The kind of answer, where what the message is about and what it offers leave one that the sum of all words does not find. likely: of each (logarithms)."""
    if stage == "more_information" and route == "none":  # who asks for more wants some answer
        route = max(_ANSWERS, key=lambda id: likely.get(id, -math.inf))
    contested = {"patent": phrased.in_error, "copyright": phrased.counter_notice}
    if route == "documents" and len(chosen) == 1 and contested.get(chosen[0]) and PERMISSIONS.isdisjoint(phrased.requested):
        route = "dispute"  # what shows that a patent is not infringed, and a counter notice, contest the complaint
    if route == "none" and (phrased.appeal == "shall" or (phrased.appeal and stage == "deactivation")) and stage in _APPEALED:
        disputed = {*chosen} <= {UNSPECIFIED, "related_accounts"}  # nothing is said that could be admitted
        proved = {*chosen} & _PROVED_BY_PAPERS
        route = "dispute" if disputed else max(OF_APPEALS, key=lambda id: likely.get(id, -math.inf)) if proved else "plan"
    if route == "none" and phrased.names_plan and stage in _APPEALED:
        route = "plan"  # nobody names one to a seller who need not write one
    if route == "plan" and chosen == ("related_accounts",) and PLAN not in phrased.requested and not {*PARTS} <= {*phrased.requested}:
        route = "dispute"  # how the other account is known, and when that ended, is told to show that it is another's
    if route == "dispute" and chosen == ("drop_shipping",) and not phrased.in_error:
        route = "documents"  # how orders are fulfilled is proved; nobody said that Amazon may be wrong
    if route == "dispute" and {*phrased.requested} >= SIDE_BY_SIDE and likely.get("documents", -math.inf) >= _LEAST_PAPERS:
        route = "documents"  # to contest it is the last of three ways
    return route


def _asking(stages: Mapping[str, float]) -> dict[str, float]:
    """How likely each stage is of a message that would set a deadline, did it ask for something: none that asks for nothing, unless that is all but sure.

    >>> _asking({"information": math.log(0.6), "warning": math.log(0.4)})
    {'warning': -0.916290731874155}
    """
    if any(stages.get(id, -math.inf) >= math.log(SURE_TO_ASK_NOTHING) for id in SILENT):
        return dict(stages)
    return {id: value for id, value in stages.items() if id not in SILENT}


def _closed(stages: Mapping[str, float], scopes: Mapping[str, float]) -> dict[str, float]:
    """How likely it is that the account was closed, or that single listings were: the likelier of both is the one that what is affected fits better, too.

    >>> _closed({"deactivation": -1.0, "listing_removal": -0.9}, {"account": -0.1, "listing": -2.4})
    {'deactivation': -0.9, 'listing_removal': -1.0}
    """
    fits = {stage: stages[stage] + max(scopes.get(id, -_FAR) for id in of) for stage, of in _AFFECTED.items()}
    ordered = sorted((stages[stage] for stage in _AFFECTED), reverse=True)
    return dict(zip(sorted(fits, key=lambda stage: -fits[stage]), ordered, strict=True))


def _taken_for(likely: Mapping[str, float], answer: str, other: str) -> dict[str, float]:
    """How likely each answer is (logarithms) where whatever is one of them is another: that is as likely as both together.

    >>> _taken_for({"deactivation": math.log(0.2), "warning": math.log(0.5), "final_refusal": math.log(0.3)}, "deactivation", "final_refusal")
    {'warning': -0.6931471805599453, 'final_refusal': -0.6931471805599453}
    """
    left = {id: value for id, value in likely.items() if id != answer}
    return left | {other: likely[other] + softplus(likely[answer] - likely[other])}


def _is_last_word(phrased: Phrased, margins: Margins) -> bool:
    """Whether what closes the account is the last word on it: the words at large half speak for that, and nothing is asked for, or phrases clearly say so."""
    if phrased.brief or phrased.in_error or margins["stage"].get("final_refusal", -1.0) <= _HALF_SAID:  # what may be contested is not over
        return False
    return not phrased.asks or phrased.stages.get("final_refusal", 0.0) >= _CLEARLY_REFUSED


def _outright(single: Mapping[str, float], phrased: Phrased) -> dict[str, float]:
    """How much speaks for each violation, with what the message says outright: a brief one is taken at the word of its phrases, unless something else speaks
    for another violation."""
    unsaid = _unsaid(phrased, single)
    said = {id: min(value, -_OUTRIGHT) if id in unsaid else value for id, value in single.items()}
    if not phrased.violations.get("seller_flex"):  # whose targets are not those of the account
        # Of 2,177 metrics that a notice in `tests/notices` says miss a target it tells, it is about all but seven, four of which are of a seller's own warehouse.
        said |= {id: max(said[id], _OUTRIGHT) for id, value in phrased.quoted.items() if value == MISSED and id in said}
    counted = {id for id, count in phrased.tallies.items() if count}
    said |= {id: max(said[id], _OUTRIGHT) for id in (phrased.outright | counted) & said.keys()}
    named = said.keys() & {*phrased.decided}
    least = _LEAST_TERSE if phrased.terse else 0.0
    if not phrased.brief or not named or any(said[id] > least for id in said.keys() - STATES - {UNSPECIFIED}):
        return _named_first(said, named - STATES - {UNSPECIFIED})
    for id in said.keys() - STATES:
        said[id] = min(said[id], -_OUTRIGHT) if id not in named else _OUTRIGHT * (3 if id in _GRAVE else 1)
    if named != {UNSPECIFIED}:
        said[UNSPECIFIED] = -_OUTRIGHT
    return said


def _named_first(said: Mapping[str, float], named: Set[str]) -> dict[str, float]:
    """How much speaks for each violation: where nothing does, what phrases name goes before what they do not.

    >>> _named_first({"drop_shipping": -2.0, "valid_tracking_rate": -1.0}, {"drop_shipping"})
    {'drop_shipping': -1.0, 'valid_tracking_rate': -1.5}
    """
    likeliest = max(said, key=lambda id: said[id])
    most = said[likeliest]
    if most > 0 or not named or likeliest in named | STATES:
        return dict(said)
    first = max(sorted(named), key=lambda id: said[id])
    others = {id: value if id in named else min(value, most - _BEHIND_NAMED) for id, value in said.items()}
    return others | {first: most}


def _unsaid(phrased: Phrased, single: Mapping[str, float]) -> set[str]:
    """The violations that the message rules out: a metric that meets its target beside one that misses it is held against nobody, nor what the page on the state of
    the account counts none of; who holds forged goods or papers against a seller asks for authentic ones, altered documents may be forbidden in three words that
    accuse nobody, and a terse message is about what its phrases name."""
    missed = any(value > 0 for value in phrased.quoted.values())
    unsaid = {id for id, value in phrased.quoted.items() if missed and value < 0}
    unsaid |= {id for id, count in phrased.tallies.items() if not count}
    if _FORGED & {*phrased.decided} and not phrased.violations.get("inauthentic"):
        unsaid.add("inauthentic")
    if phrased.brief:
        unsaid |= {id for id in {*_GRAVE}.difference(phrased.decided) if single.get(id, -1.0) <= _CLEARLY_GRAVE}
        unsaid |= {"intellectual_property"} if {*_SINGLE_RIGHTS} & {*phrased.decided} else set()
    if phrased.terse and {*phrased.decided} - {UNSPECIFIED}:
        unsaid |= single.keys() - STATES - {*phrased.decided}
    return unsaid


def may_go_together(stage: str, route: str) -> bool:
    """Whether a message of this stage can want this kind of answer.

    >>> may_go_together("information", "plan"), may_go_together("funds_hold", "funds_request")
    (False, True)
    """
    if stage in SILENT:
        return route == "none"
    if "verification" in (stage, route):
        return stage == route
    if stage == "funds_hold":
        return route in ("funds_request", "none", "specialist")
    return route != "funds_request"


def _wants_something(likely: Mapping[str, float], phrased: Phrased) -> bool:
    """Whether a message asks in so many words, and most likely closes something, wants more, or warns and wants a plan or answers.

    Of 5,200 such messages in `tests/notices` 50 want nothing; the words at large mistake more of the short and plain ones. A warning that speaks of documents
    may well want none. A stage that wants nothing and is no likelier than all others together gives way to the one that phrases find.
    """
    stage = max(likely, key=lambda id: likely[id])
    if stage in SILENT and likely[stage] < math.log(0.5):
        stage = phrased.stage
    if stage in _CLOSES:
        return bool(phrased.asks)
    return bool(phrased.asks) and stage == "warning" and phrased.route in ("plan", "questionnaire")


def _shares(question: str, phrased: Phrased, margins: Margins, fitted: Mapping[str, Any]) -> dict[str, float]:
    """The logarithm of how likely each answer is."""
    weights = fitted[question]
    sums = {id: _sum(said_for(question, id, phrased, margins), weights) + weights["start"].get(id, 0.0) for id in margins[question]}
    if question == "route" and phrased.asks:  # the wrong kind of answer costs the seller more than a look at the notice
        unasked = {*_ASKED_FOR} - phrased.asks - ({"none"} if phrased.route == "none" else set())
        less = _UNASKED_TERSELY if phrased.terse else _UNASKED
        sums = {id: value - (less if id in unasked else 0) for id, value in sums.items()}
    if question == "stage" and phrased.brief and phrased.route != "verification" and phrased.stages.get(phrased.stage, 0.0) >= NAMED:
        sums[phrased.stage] = sums.get(phrased.stage, 0.0) + _BRIEFLY
    return shares(sums)


def _sum(said: list[float], weights: Mapping[str, Any]) -> float:
    factors = [*weights["words"], *weights["phrases"]]
    return sum(a * b for a, b in zip(said, factors, strict=True)) + float(weights.get("base", 0.0))


def _near_best(likely: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    most = max(likely.values())
    yield from ((id, value) for id, value in likely.items() if value >= most - _FAR)


def _violations(single: Mapping[str, float], stage: str, route: str) -> tuple[tuple[str, ...], float]:
    """The likeliest violations beside this stage and route, and how likely they are together (a logarithm)."""
    if stage in ("information", "other"):  # whatever they name is held against nobody: none is sure
        return (), 0.0
    of_stage = {_of_stage(single, stage)} & single.keys() if stage in OF_STAGE else None
    chosen = _breached(single, stage, route) if of_stage is None else of_stage | _beside(single, route)
    if stage != "verification" and route == "specialist" and not chosen & {*_GRAVE}:
        likeliest = max(({*_GRAVE} & single.keys()) or single, key=lambda id: single[id])
        if single[likeliest] > _LEAST_GRAVE or not chosen:  # else it is a matter for a court
            chosen |= {likeliest}
    if chosen & {*_SINGLE_RIGHTS}:
        chosen.discard("intellectual_property")
    if len(chosen) > 1:
        chosen.discard(UNSPECIFIED)
        if stage == "final_refusal":  # that money is withheld follows from it: of a thousand last words eight are about that
            chosen.discard("funds_withheld")
    return tuple(chosen), sum(-softplus(-value if id in chosen else value) for id, value in single.items())


def _of_stage(single: Mapping[str, float], stage: str) -> str:
    """The violation that a stage is of its own; money is kept while sales that rise fast are looked at, or because of what is told beside it.

    >>> _of_stage({"funds_withheld": -2.0, "sales_velocity_review": 3.0}, "funds_hold")
    'sales_velocity_review'
    """
    own = OF_STAGE[stage]
    kept_meanwhile = stage == "funds_hold" and single.get(_RISING, -math.inf) > max(0.0, single.get(own, -math.inf))
    return _RISING if kept_meanwhile else own


def _beside(single: Mapping[str, float], route: str) -> set[str]:
    """What was breached beside a stage that is a violation of its own: why money is withheld."""
    least_grave = _LEAST_BESIDE if route == "specialist" else _LEAST_DECEIVED
    others = single.keys() - STATES - {UNSPECIFIED}
    return {id for id in others if single[id] > (least_grave if id in _GRAVE else _LEAST_BESIDE)}


def _breached(single: Mapping[str, float], stage: str, route: str) -> set[str]:
    """The violations of a message whose stage is none; what is over need not say what it was about."""
    barred = {*_GRAVE} if route != "specialist" and stage not in OVER else set()
    if stage not in ("reinstatement", "final_refusal", "more_information"):
        barred |= STATES
    if stage in OVER:
        barred |= {UNSPECIFIED}
    open_to = {id: value for id, value in single.items() if id not in barred}
    most = max(open_to, key=lambda id: open_to[id])
    chosen = {id for id, value in open_to.items() if value > 0}
    least = _LEAST_OVER if stage in OVER else -math.inf
    return chosen or ({most} if open_to[most] > least else set())


def _scope(stage: str, likely: Mapping[str, float]) -> str | None:
    if stage in ("information", "other"):
        return None
    fixed = {"funds_hold": "funds", "verification": "account"}.get(stage)
    best = max((id for id in likely if id != NO_SCOPE), key=lambda id: likely[id])
    return fixed or best
