"""Reading notices: fictional ones with their expected reading beside them, hostile texts, files that are none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poa_helpers.catalogue import catalogue
from poa_helpers.errors import PoaError
from poa_helpers.model import Notice
from poa_helpers.notice import notice_json, phrased_of, read_notice
from poa_helpers.notice.accusations import accusations
from poa_helpers.notice.conversations import main_message
from poa_helpers.notice.message import Message
from poa_helpers.notice.needed import Runs, blocks_with, needed_by, where_to_look
from poa_helpers.notice.rules import phrase, rules_of
from poa_helpers.notice.words_at_large import MESSAGES, PERIODS, SENTENCES, word_weights
from tests.learning.weights import LEARNED_FROM as LEARNED_FOLDERS
from tests.learning.weights import TIMES_LEARNED_FROM, hash_of
from tests.notice_corpus import BARS, FIELDS, FOLDER, Example, examples
from tests.portion import every, portion

ALL = list(examples())
SINGLE = [example for example in ALL if example.words is None]  # in files of their own
LEARNED_FROM = [example for example in ALL if example.words is not None and example.path.parent.name == "seen"]
SEEN = [example for example in SINGLE if example.path.parent.name == "seen"] + LEARNED_FROM[:: every(300)]
ALL_HELD = [example for example in ALL if example.path.parent.name == "held_back"]
HELD = ALL_HELD[:: every(6)]
EXAMPLES = [*SEEN, *HELD]  # what an ordinary run reads
COLLECTED = {
    name: [e for e in EXAMPLES if e.words is not None and e.path.stem.split("_")[0] == name]
    for name in sorted({e.path.stem.split("_")[0] for e in EXAMPLES if e.words is not None})
}
LANGUAGES = sorted({str(example.expected.get("language") or "en") for example in SEEN} & set(catalogue().notice_rules))


def read(text: str, **more: object) -> Notice:
    return read_notice("pasted", text=text, **more)  # type: ignore[arg-type]


def _named(example: Example) -> str:
    return example.path.stem


@pytest.mark.parametrize("language", LANGUAGES)
def test_seen_notices_are_read_as_expected(language: str) -> None:
    own = [example for example in SEEN if (example.expected.get("language") or "en") == language]
    for field in FIELDS:
        asked = [example for example in own if field in example.expected]
        wrong = [example.path.name for example in asked if not example.agrees(field)]
        least = {**BARS, "deadline": 0.98}.get(field, 0.9)  # some of the collected state theirs in forms that are not told apart yet
        assert len(wrong) <= max(3, (1 - least) * len(asked)), (field, wrong)


# What was reached on notices that were not learned from, less a little: it may only rise, as long as the same ones are held back. They are 4,620 by 154 hands
# (rounds c10 to a11: one hand per language and round), some of them short and a fifth to a quarter hostile; 112 files that mail programs, browsers and
# Seller Central would write (fm9, fp9); and 240 others in files of their own. A second one read all of these rounds but q10 and s10. Those whose deadline was
# read wrong were looked at after they had been counted; at first sight they had right, in per cent:
#   round (messages)     violations  route  stage  deadline (not hostile)  deadline or that it is asked of the user
#   v9 (210)             96.7        97.1   97.1    96.7  (98.7)            98.6
#   w9 (210)             96.7        97.1   97.1    96.2  (98.7)            98.1
#   x9 (210)             97.6        98.1   99.0    97.6  (100)             98.6
#   y9 (210)             96.2        100    98.1    98.6  (98.7)           100
#   a10 (210)            97.1        98.6   98.6    97.6  (98.7)            99.0
#   b10 (210)            97.6        99.0  100      98.6  (100)             99.0
#   c10 (210)            89.5        93.3   96.2    92.9  (95.7)            96.7
#   t10 (350)            92.9        90.3   93.7    91.4  (no hostile ones)  97.4
#   d10 (210)            92.4        94.8   96.2    94.3  (96.3)            96.7
#   e10 (210)            95.2        94.8   96.7    98.1  (99.4)            98.6
#   f10 (210)            94.8        96.7   97.6    99.0  (98.8)            99.5
#   g10 (210)            98.1        97.6   96.7    99.0  (99.4)            99.5
#   h10 (210)            97.6        98.6   98.1    98.1  (98.8)            98.6
#   i10 (210)            97.6        96.7   98.6    99.5  (99.4)           100
#   j10 (210)            97.6        97.6   97.6    98.6  (99.4)            99.0
#   k10 (210)            97.6        98.1   99.0    97.6  (98.2)            98.6
#   l10 (210)            95.7        96.2   96.2    98.6  (98.8)            99.0
#   m10 (210)            95.7        96.7   97.6    96.7  (96.4)            99.5
#   n10 (210)            94.8        98.1   96.2    97.6  (97.6)            98.1
#   o10 (210)            88.1        93.3   91.0    94.3  (not counted apart) 96.2
#   p10 (210)            86.7        94.3   92.9    96.7  (not counted apart) 98.1
#   p10, new weights     92.4        97.1   96.2    96.7                      99.0
#   q10, old weights     86.7        95.2   92.9    96.2                      98.6
#   q10 (210)            91.0        97.1   96.7    97.1                      99.0
#   s10 (210)            91.9        94.3   96.2    95.2                      98.6
#   u10, old weights     91.9        94.3   98.1    97.1                      98.6
#   u10 (210)            96.7        96.7   99.5    98.6                      99.5
#   v10 (210)            96.2        98.6   98.1    95.7                      99.5
#   w10 (210)            92.9        98.6   98.1    96.2                      98.6
#   x10 (210)            95.7        97.6   97.6    96.2                      99.0
#   y10 (210)            93.3        97.6   99.0    96.2                      98.1
#   a11 (210)            95.7        98.6   97.6    96.2                      98.6
# The authors of c10 were told to shun the usual words, those of t10 to say each thing in another way than the message before did and to tell every violation,
# those of e10 and of the rounds after it to keep to how the real form letters go, those of o10 to a11 to look for letters that sellers posted and to tell what these say in
# their order and with their gaps, in other words (so do the 2,739 of r10 to r18 that were learned from after p10 was counted, the 1,400 of r19 to r23 after s10 was, the 1,800 of r24 to r31 after w10 was, and the 1,400 of r32 to r36 after y10 was; p10 helped to choose what is fitted how, o10 to s10 what is told of parts of sentences, q10, u10 to a11 nothing when they were counted; the authors of s10 did the same from memory; second readers found one wrong label in u10 to a11, beside what is asked for); what counts as what was written down anew for c10, and left out that papers are
# what is wanted where a dispute is one of several ways beside them, and that an answer which rejects identity papers still verifies: nine labels of e10, one of
# f10, two of g10, one of i10, six of m10 and seven of o10 were put right for it after counting (with them 98.1, 97.1 and 97.1 of the routes of e10, f10 and i10, and 97.6 of the stages of g10 were read right at
# first sight). Rounds before c10 were learned from since; those before v9, s9, t9 and u9, had the deadline right
# in 95.7, 94.3, 95.2 %. The bars are those of BARS.
# ASKED: of deadlines that are right, or asked of the user.
ASKED = 0.995
BY_CHANCE = 2 if len(HELD) < len(ALL_HELD) else 0  # that so many more of a field may stand among some of them
REACHED = {
    "violations": 0.965,
    "route": 0.98,
    "stage": 0.983,
    "deadline": 0.995,
    "requested": 0.925,
    "asins": 1.0,
    "order_ids": 1.0,
    "complaint_ids": 0.98,
}
# The 1,890 of the rounds p10 to a11 are harder: what was reached on them stands for itself.
AS_POSTED = re.compile(r"[a-z]{2}(?:[pqsuvwxy]10|a11)_")
REACHED_OF_POSTED = {"violations": 0.935, "route": 0.965, "stage": 0.97, "requested": 0.915}


def test_held_back_notices_are_read_as_well_as_before() -> None:
    looked_at = [example for example in SEEN if example.words is None]
    assert len(ALL_HELD) * 3 > len(looked_at) + len(ALL_HELD), "a third at least of what was looked at is held back"
    for field, of_others in REACHED.items():
        for is_posted, share in ((False, of_others), (True, REACHED_OF_POSTED.get(field, of_others))):
            asked = [example for example in HELD if field in example.expected and bool(AS_POSTED.match(example.path.name)) == is_posted]
            wrong = [example.path.name for example in asked if not example.agrees(field)]
            assert len(wrong) <= (1 - share) * len(asked) + BY_CHANCE, (field, len(wrong), len(asked))
    unsaid = [example.path.name for example in HELD if not example.agrees("deadline") and not example.asks_for_the_deadline()]
    assert len(unsaid) <= (1 - ASKED) * len(HELD), (len(unsaid), len(HELD))


def test_violations_are_weighed_by_the_numbers_that_are_told_of_them() -> None:
    weights = word_weights(catalogue(), MESSAGES)
    _, phrased, *_ = phrased_of("We removed your listing because of a trademark complaint.")
    fitted = weights.about["fitted"]["violations"]  # type: ignore[union-attr]
    assert [*fitted["weights"]] == [*accusations(phrased, {"violations": dict.fromkeys(fitted["start"], 0.0)}, [*fitted["start"]])]


def test_what_is_learned_is_learned_from_the_notices_that_are_there() -> None:
    """The weights are those of `python -m tests.learning` on the present notices: make them anew after a change of the corpus."""
    for name, folders in ((MESSAGES, LEARNED_FOLDERS), (SENTENCES, LEARNED_FOLDERS), (PERIODS, TIMES_LEARNED_FROM)):
        assert word_weights(catalogue(), name).about["corpus"] == hash_of(*folders)  # type: ignore[union-attr]


@pytest.mark.parametrize("example", [example for example in SEEN if {"headings", "warnings", "reason"} & set(example.expected)], ids=_named)
def test_every_field_of_the_first_examples(example: Example) -> None:
    for field, value in example.expected.items():
        _compare(example.notice, field, value)


def _compare(notice: Notice, field: str, value: object) -> None:
    found = getattr(notice, field)
    if field == "deadline" and value is not None:
        assert found is not None
        assert (found.hours, found.date) == (value.get("hours"), value.get("date"))
        assert value["text"] in found.text
    elif field == "metrics":
        assert [[m.metric, m.rate, m.target] for m in found] == value
    elif field == "requested":
        assert set(found) == set(value)
    elif field == "other_periods":
        assert len(found) >= len(value) and bool(found) == bool(value)
        assert all(any(words in period for period in found) for words in value), found
    elif field == "reason":
        assert value in found
    elif field == "warnings":
        assert bool(found) == bool(value), found
        assert all(any(words in warning for warning in found) for words in value), found
    elif field == "headings":
        assert {key: found.get(key) for key in value} == value and bool(found) == bool(value)
    elif isinstance(value, list):
        assert list(found) == value
    else:
        assert found == value


@pytest.mark.parametrize("example", SINGLE, ids=_named)
def test_offsets_hold_what_was_read(example: Example) -> None:
    _offsets_hold(example)


@pytest.mark.parametrize("author", COLLECTED)
def test_offsets_and_sureness_of_collected_notices(author: str) -> None:
    for example in COLLECTED[author]:
        _offsets_hold(example)
        _says_how_sure(example)


def _offsets_hold(example: Example) -> None:
    notice = example.notice
    words = {field: [notice.text[start:end] for start, end in spans] for field, spans in notice.read_from.items()}
    assert all(text.strip() for texts in words.values() for text in texts)
    for field in ("asins", "order_ids", "complaint_ids", "policies", "other_periods"):
        assert list(map(_plain, words.get(field, []))) == list(map(_plain, getattr(notice, field)))
    if notice.deadline:
        assert list(map(_plain, words["deadline"])) == [_plain(notice.deadline.text)]
    assert len(words.get("violations", [])) == len([id for id in notice.violations if id != "unspecified"])
    assert len(words.get("requested", [])) == len(notice.requested)
    assert list(map(_plain, words.get("metrics", []))) == [_plain(metric.text) for metric in notice.metrics]
    for field in ("stage", "scope", "sent_on", "marketplace", "headings"):
        if getattr(notice, field) and getattr(notice, field) not in ("other", "warning"):
            assert words[field], field


@pytest.mark.parametrize("example", SINGLE, ids=_named)
def test_every_field_that_was_read_says_how_sure_it_is(example: Example) -> None:
    _says_how_sure(example)


def _says_how_sure(example: Example) -> None:
    notice = example.notice
    assert set(notice.confidence) == set(notice.read_from)
    assert all(0 < sure <= 1 for sure in notice.confidence.values()), notice.confidence


def _plain(text: str) -> str:
    """Letters and digits as they are, without what parts lines (blanks, marks of quotes, hyphens); wide digits as plain ones."""
    return re.sub(r"[\s>|‑‐-]", "", unicodedata.normalize("NFKC", text))


def test_json_has_the_fields_of_the_design_in_their_order() -> None:
    fields = "stage route violations scope marketplace language asins order_ids complaint_ids policies deadline other_periods requested metrics read_from warnings"
    answer = notice_json(read_notice(FOLDER / "seen" / "cancellation_rate_72_hours.txt"))
    assert list(answer) == [*fields.split(), "sent_on", "headings", "alternatives", "confidence", "reason"]
    assert answer["deadline"] == {"hours": 72, "text": "You have 72 hours to send us a plan of action with"}
    assert answer["metrics"][0]["target"] == 0.025
    assert notice_json(read("Hello there, this is some text."))["deadline"] is None


def _entries(node: object, place: str = "") -> list[tuple[str, dict]]:
    if not isinstance(node, dict):
        return []
    return [(place, node), *(found for key, value in node.items() for found in _entries(value, f"{place}.{key}"))]


@pytest.mark.parametrize("language", sorted(catalogue().notice_rules))
def test_every_rule_has_a_source_and_patterns_that_can_match(language: str) -> None:
    raw = catalogue().notice_rules[language]
    for group, content in raw.items():
        for place, entry in ((group, content),) if group != "violations" else content.items():
            assert group in ("names", "dates", "stores") or (entry.get("reference") and entry.get("checked_on")), place
    for place, entry in _entries(raw):
        for pattern in (*entry.get("strong", ()), *entry.get("patterns", ()), *entry.get("weak", ())):
            plain = re.sub(r"\\[A-Z]|<\w+>|\(\?P<\w+>", "", pattern)
            assert plain == plain.lower(), f"{place}: '{pattern}' is matched against lower-case text"
            phrase(pattern, raw["names"])
    assert set(raw["metrics"]["rules"]) <= set(catalogue().metrics)


def test_english_knows_every_violation_and_what_they_give_way_to_exists() -> None:
    known = set(catalogue().notice_rules["en"]["violations"])
    assert {id for example in SEEN for id in example.expected["violations"]} - {"unspecified"} <= known
    for rules in catalogue().notice_rules.values():
        for entry in rules["violations"].values():
            assert set(entry.get("gives_way_to", ())) <= known


def test_another_process_reads_alike() -> None:
    """Sets have another order in each; of several violations that are named as often none may win by it."""
    code = "import tests.notice_corpus as c; print([e.notice.model_dump_json() for e in [*c.examples('held_back')][::97]])"
    told = [
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] and len(told[0]) > 10_000


def test_where_the_reading_is_not_sure_what_is_wanted_it_says_so() -> None:
    """Amazon goes on about restricted products without saying what is to be sent."""
    vague = read(
        "Thank you for your message. We looked at your inventory once more and there are still restricted products in it. Write again as soon as all of them have been closed or deleted."
    )
    assert any("not certain what kind of message this is and what to send" in warning for warning in vague.warnings)
    assert "offers" not in vague.reason  # it speaks of no error
    clear = read_notice(FOLDER / "seen" / "cancellation_rate_72_hours.txt")
    assert not any("not certain" in warning for warning in clear.warnings)


# ---------------------------------------------------------------- deadlines


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("Send your plan of action within 72 hours.", 72),
        ("Please respond in the next three days.", 72),
        ("You have 17 days to appeal.", 408),
        ("You have forty-eight (48) hours to send it.", 48),
        ("If we do not receive your plan in 2 weeks, your account may be closed.", 336),
        ("Your account will be deactivated within 72 hours unless you reply.", 72),
        ("We must receive an answer within 7 calendar days.", 168),
        ("Your 72-hour deadline to send a plan has begun.", 72),
        ("Send a plan within 30 days; otherwise your funds may be withheld.", 720),
        ("Send invoices of the last 365 days within 10 days.", 240),
    ],
)
def test_stated_deadline(sentence: str, hours: int) -> None:
    notice = read(f"Your account is at risk of deactivation. {sentence}")
    assert notice.deadline and notice.deadline.hours == hours


@pytest.mark.parametrize(
    "sentence",
    [
        "Send invoices issued within the last 365 days.",
        "Send a utility bill that is not older than 90 days.",
        "You may submit a request for your funds after 60 days.",
        "Any funds will be disbursed within 90 days of this message.",
        "We will respond within 2 days after you submit your plan.",
        "Please send a plan; Amazon usually replies within 48 hours.",
        "Provide the reason why orders of the past 30 days were late.",
        "Please answer why the 10-day and 30-day rates differ.",
        "Submit a removal order within 30 days or your inventory is destroyed.",
        "You should reply to buyers' messages within 24 hours.",
        "Appeal an A-to-z claim within 30 days of the decision.",
        "This warning will remain on your account for 180 days; please act.",
        "Your review may take up to 30 days; send documents.",
    ],
)
def test_periods_that_are_no_deadline(sentence: str) -> None:
    notice = read(f"Your account has been deactivated. {sentence}")
    assert notice.deadline is None
    assert notice.other_periods


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by November 5, 2026", "2026-11-05"),
        ("no later than 5 Nov 2026", "2026-11-05"),
        ("before 2026-11-05", "2026-11-05"),
        ("by 5:00 PM PST on Thursday, November 5th, 2026", "2026-11-05"),
        ("by 11/25/2026", "2026-11-25"),
        ("by 05/11/2026", None),
        ("by November 5", None),
        ("by 31 February 2026", None),
    ],
)
def test_deadline_by_date(words: str, day: str | None) -> None:
    notice = read(f"Your account is at risk of deactivation. Please send your plan {words}.")
    assert notice.deadline and str(notice.deadline.date) == str(day)
    assert notice.deadline.hours is None


def test_number_dates_follow_the_store() -> None:
    text = "Your account on {} is at risk of deactivation. Please send your plan by 05/11/2026."
    assert str(read(text.format("Amazon.com")).deadline.date) == "2026-05-11"  # type: ignore[union-attr]
    assert str(read(text.format("Amazon.co.uk")).deadline.date) == "2026-11-05"  # type: ignore[union-attr]


def test_earliest_of_two_deadlines_and_a_warning() -> None:
    notice = read("Your account is at risk of deactivation. Send a plan within 17 days. Acknowledge the warning within 72 hours.")
    assert notice.deadline and notice.deadline.hours == 72
    assert any("17 days" in period for period in notice.other_periods)
    assert any("more than one deadline" in warning for warning in notice.warnings)


# ---------------------------------------------------------------- route


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Explain the root cause, the actions you have taken to resolve it and the steps you have taken to prevent it.", "plan"),
        ("Send a plan of action.", "plan"),
        ("No plan of action is needed at this time.", "none"),
        ("You do not have to submit a plan of action. Please provide invoices.", "documents"),
        ("If you believe this is an error, tell us.", "dispute"),
        ("If this was an error, send evidence such as invoices.", "dispute"),
        ("Answer the following questions in Account Health.", "questionnaire"),
        ("We may ask for invoices later.", "none"),
        ("The invoices you sent were forged.", "specialist"),
        ("Send invoices. Documents that are altered will be rejected.", "documents"),
        ("We could not verify your identity; the bill you submitted was not legible.", "verification"),
        ("Show that you comply with the drop shipping policy, or send a plan of action.", "plan"),
    ],
)
def test_route(text: str, route: str) -> None:
    assert read(f"Your account has been deactivated. {text}").route == route


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Your account has been deactivated. Send greater detail on the root cause(s) of the late shipments.", "deactivation"),
        ("We need greater detail on the root cause(s) of the late shipments.", "more_information"),
        ("We do not have enough information. Your account has been deactivated since May.", "more_information"),
        ("Your account will remain deactivated.", "more_information"),
        ("Your account will not be reinstated without proof. Your account has been deactivated.", "deactivation"),
        ("Your account will not be reinstated.", "final_refusal"),
        ("If your account has been deactivated, read this. Your offers may be removed.", "warning"),
        ("We have removed your listing. Repeated violations may lead to deactivation of your account.", "listing_removal"),
        ("We reviewed your appeal and have reactivated your account.", "reinstatement"),
        ("We reviewed your appeal and cannot reactivate your account.", "more_information"),
        ("This address is not the correct channel for appeals.", "information"),
    ],
)
def test_stage(text: str, stage: str) -> None:
    assert read(text).stage == stage


def test_first_part_of_a_plan_alone_is_still_a_plan() -> None:
    notice = read("Your account has been deactivated. Explain the root cause of the complaints.")
    assert (notice.route, notice.requested) == ("plan", ("root_cause",))


def test_a_second_list_is_asked_for_too() -> None:
    lists = "Send us:\n-- Invoices from your supplier, issued in the last 365 days, for quantities that match your sales\nAnd a plan of action that explains:\n"
    notice = read(
        f"Your account has been deactivated. {lists}-- The root cause of the complaints\n-- The actions you have taken to resolve the complaints\n"
    )
    assert (notice.route, set(notice.requested)) == ("plan", {"invoices", "plan_of_action", "root_cause", "corrective_actions"})


@pytest.mark.parametrize("sample", sorted((catalogue().folder / "samples").glob("*/notices/01-*.txt")), ids=lambda path: path.parts[-3])
def test_notices_of_the_samples(sample: Path) -> None:
    notice = read_notice(sample)
    assert (notice.violations, notice.route) == ((sample.parts[-3],), "plan")
    assert set(notice.headings) == {"causes", "actions", "measures"}
    assert notice.sent_on and notice.marketplace and not notice.warnings


def test_two_periods_in_one_clause() -> None:
    notice = read("Your account is at risk of deactivation. Provide a bank statement dated within the past 90 days within 60 days.")
    assert notice.deadline and (notice.deadline.hours, notice.deadline.text) == (1440, "within 60 days")
    assert notice.other_periods == ("Provide a bank statement dated within the past 90 days",)


@pytest.mark.parametrize(
    ("text", "key", "heading"),
    [
        ("the root cause of the complaints, the actions you have taken to resolve them", "causes", "The root cause of the complaints"),
        ("root causes of buyers not receiving orders in greater detail", "causes", "Root causes of buyers not receiving orders"),
        ("(1) the root cause of your defects (2) the steps", "causes", "The root cause of our defects"),
        (
            "The actions you've already taken to address the messages sent to you",
            "actions",
            "The actions we have already taken to address the messages sent to us",
        ),
        (
            "The measures you will take to ensure that you ship in time; thank you",
            "measures",
            "The measures we will take to ensure that we ship in time",
        ),
        ("The root cause.", "causes", None),
    ],
)
def test_headings_are_the_notices_own_nouns_in_the_sellers_voice(text: str, key: str, heading: str | None) -> None:
    assert read(f"Your account has been deactivated. Please send {text}").headings.get(key) == heading


PLAIN = [
    (
        "documents",
        "Bonjour, nous vous écrivons au sujet de votre compte vendeur Amazon. Nous avons supprimé votre offre. Veuillez nous transmettre des factures avant le "
        "20 novembre 2026.\n\nPour en savoir plus, consultez la page État du compte. Cordialement, Amazon",
    ),
    (
        "documents",
        "Estimado vendedor: le escribimos acerca de su cuenta de Amazon. Hemos retirado su listing B0HPBLND01. Envíe facturas antes del 20 de noviembre de 2026."
        "\n\nEncontrará más información en Estado de la cuenta. Atentamente, Amazon",
    ),
    (
        "plan",
        "Hello from Amazon Seller Performance. We are writing to you about your account. Your selling account is at risk of deactivation. Your order defect rate is "
        "2.3%, our target is under 1%. To avoid deactivation, send us a plan within 72 hours.\n\nYou can find more in Seller Central under Account Health.",
    ),
    (
        "documents",
        "出品者様、Amazonの出品アカウントについてご連絡いたします。ASIN B0HPBLND01の商品ページは削除されました。2026年11月20日までに請求書をご提出ください。"
        "\n\n詳細はセラーセントラルのアカウント健全性をご確認ください。よろしくお願いいたします。Amazon出品者パフォーマンスチーム",
    ),
    (
        "plan",
        "尊敬的卖家，您好！我们就您的亚马逊卖家账户与您联系。您的卖家账户因迟发率达到7%已被停用。请在7天内提交行动计划。"
        "\n\n更多信息请在卖家平台的账户状况页面查看。此致，亚马逊卖家绩效团队。感谢您在亚马逊上销售商品，我们期待您的回复并祝您生意兴隆。",
    ),
]


@pytest.mark.parametrize(("route", "text"), PLAIN, ids=["fr", "es", "en", "ja", "zh"])
def test_what_is_asked_in_so_many_words_is_wanted(route: str, text: str) -> None:
    notice = read(text)
    assert notice.route == route and notice.deadline
    assert notice.confidence["route"] > 0.5  # that nothing is wanted does not count against it


WARNED = (
    "Hello,\n\nYour account on Amazon.com has not been deactivated, and your offers remain active. Your order defect rate is 1.87% for the last 60 days, "
    "and it has to stay under 1%. Please explain to us within five business days what led to the defects, what you have changed, and how you will avoid them. "
    "After that time the account may be deactivated."
)
CLOSED = "Your Amazon.co.uk account has been deactivated because your items may be inauthentic. Send invoices within 48 hours."


@pytest.mark.parametrize(
    "text",
    [
        f"{WARNED}\n\n-----Quoted message-----\nFrom: seller-performance@amazon.co.uk\nTo: Quillon\nDate: 12 May 2026\n{CLOSED}",
        f"{WARNED}\n\n----- Forwarded message, 12 May 2026 -----\n{CLOSED}",
        f"RE: [CASE 1583] Order defect rate\nFrom: Amazon Seller Performance\nDate: 23 Oct 2026\n\n{WARNED}",
        f"For the dispatch team, please act.\n\n----- Forwarded -----\nFrom: seller-performance@amazon.com\nDate: 23 Oct 2026\n\n{WARNED}",
    ],
    ids=["above_a_quoted_one", "above_a_forwarded_one", "below_its_title", "below_a_note"],
)
def test_the_message_of_a_conversation_that_is_read(text: str) -> None:
    notice = read(text)
    assert (notice.stage, notice.violations, notice.deadline and notice.deadline.business_days) == ("warning", ("order_defect_rate",), 5)


MORE = (
    "Hello,\n\nWe have reviewed the information you sent on 8 October 2026 about your late shipment rate. It is not sufficient. We need:\n"
    "> greater detail on the root cause(s) of the late shipments\n> greater detail on the actions you have taken\n> the steps you have taken to prevent them\n\n"
    "You may not sell on Amazon.com until this has been settled.\n\nSeller Performance"
)


def test_the_sign_of_quoted_lines_may_stand_before_the_items_of_a_list() -> None:
    notice = read(MORE)
    assert (notice.stage, notice.route) == ("more_information", "plan")
    assert {"root_cause", "corrective_actions", "preventive_steps"} <= {*notice.requested}
    quoted = read("Your account on Amazon.com has been reactivated. You wrote:\n> We have sent invoices.\n> Please send us your answer.")
    assert (quoted.stage, quoted.requested) == ("reinstatement", ())


def test_a_heading_with_the_name_of_amazon_signs_nothing() -> None:
    notice = read(
        "AMAZON PATENT EVALUATION EXPRESS - NOTICE TO ACCUSED SELLER\n\nMatter: APEX-2026-00728\n\nDear Seller,\n\nA patent owner says that your product "
        "infringes a patent. If you wish to have the listings back, you must sign the attached agreement within 21 days."
    )
    assert notice.deadline and notice.deadline.hours == 504 and not notice.warnings[1:]


@pytest.mark.parametrize(
    "request_",
    [
        "Your account has been deactivated. Please send us a plan within 72 hours.",
        "Votre compte a été désactivé. Envoyez-nous un plan sous 7 jours.",
        "Il tuo account è stato disattivato. Inviaci un piano entro 7 giorni.",
        "Hemos desactivado su cuenta. Envíenos un plan en 7 días.",
        "お客様のアカウントは停止されました。7日以内に計画をお送りください。",
        "您的账户已被停用。请在7天内发送计划。",
    ],
)
def test_a_plan_is_asked_for_whatever_it_is_called(request_: str) -> None:
    assert read(request_).route == "plan"


def test_a_thread_is_read_from_its_newest_message() -> None:
    newest = "Your account on Amazon.com has been reactivated."
    older = "Your account on Amazon.de has been deactivated. Send your plan within 72 hours. Your late shipment rate is 9%."
    for quoted in (
        f"> {older}",
        f"-----Original Message-----\n{older}",
        f"On 1 May 2026, Amazon wrote:\n{older}",
        f"From: Amazon\nSent: 1 May 2026\n\n{older}",
    ):
        notice = read(f"{newest}\n\n{quoted}")
        assert (notice.stage, notice.route, notice.marketplace, notice.deadline, notice.metrics) == (
            "reinstatement",
            "none",
            "US",
            None,
            (),
        )
        assert notice.sent_on is None


def test_an_answer_below_the_quoted_text_is_the_newest() -> None:
    notice = read("On 1 May 2026, Amazon wrote:\n> Your account has been deactivated.\n\nWe have reinstated your account.")
    assert notice.stage == "reinstatement"


def test_long_lists_of_asins_are_read_to_the_end() -> None:
    asins = [f"B0{number:08d}" for number in range(20_000)]
    notice = read("Your account has been deactivated. Send a plan of action for:\n" + "\n".join(asins))
    assert list(notice.asins) == asins
    assert any("longer than a notice" in warning for warning in notice.warnings)


def test_money_named_in_a_deactivation_is_no_request_for_funds() -> None:
    text = "Your account has been deactivated. Send a plan of action. Your funds will be withheld. To ask for a release of your funds, write to us."
    assert (read(text).stage, read(text).route) == ("deactivation", "plan")


def test_conditional_reinstatement_is_none() -> None:
    text = "Your account has been deactivated. Once the other account has been reinstated, send us its store name and reactivation date."
    notice = read(text + " It is related to another account that was deactivated.")
    assert notice.stage == "deactivation"
    assert "related_accounts" in notice.violations


@pytest.mark.parametrize(
    ("text", "fraud"),
    [
        ("Please pay a processing fee of 99 USD.", True),
        ("Please confirm your password.", True),
        ("Never give your password to anyone.", False),
        ("Screenshots and password-protected files are not accepted, send a PDF.", False),
        ("See https://sellercentral.amazon.com/help.", False),
        ("See https://sellercentral-europe.amazon.com/help.", False),
        ("See https://amazon.com.seller-login.example/help.", True),
        ("You contacted buyers on WhatsApp to ask customers for reviews.", False),
        ("Write to us on Telegram @helpdesk.", True),
        ("See https://sellercentral.аmazon.example.", True),
    ],
)
def test_marks_of_fraud(text: str, fraud: bool) -> None:
    notice = read(f"Your account has been deactivated. {text}")
    assert any("fraud" in warning for warning in notice.warnings) is fraud
    assert (notice.stage == "other") is fraud


# ---------------------------------------------------------------- violations, stores, figures


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("your late shipment rate is too high", "late_shipment_rate"),
        ("your order defect rate is too high", "order_defect_rate"),
        ("your cancellation rate is too high", "pre_fulfillment_cancellation_rate"),
        ("of complaints that items are inauthentic", "inauthentic"),
        ("your valid tracking rate is too low", "valid_tracking_rate"),
        ("your on-time delivery rate is too low", "on_time_delivery_rate"),
        ("a rights owner reported counterfeit items", "counterfeit"),
        ("of a copyright infringement", "copyright"),
        ("you infringed the design patent of another", "patent"),
        ("you infringed a trade mark", "trademark"),
        ("of intellectual property complaints", "intellectual_property"),
        ("the product has been recalled", "product_recall"),
        ("items were expired", "expired_products"),
        ("compliance documents are missing", "product_compliance"),
        ("you manipulated the sales rank", "sales_rank_manipulation"),
        ("of duplicate listings", "listing_policy"),
        ("items were used but sold as new: used sold as new", "used_sold_as_new"),
        ("buyers said the item was not as described", "not_as_described"),
        ("of a product safety issue", "product_safety"),
        ("you sell restricted products", "restricted_products"),
        ("you manipulated customer reviews", "review_manipulation"),
        ("it is related to another account", "related_accounts"),
        ("of drop shipping", "drop_shipping"),
        ("we could not verify your identity", "identity_verification"),
        ("you sent manipulated documents", "forged_documents"),
        ("of fraudulent activity", "deceptive_activity"),
        ("your invoice defect rate is too high", "invoice_defect_rate"),
        ("of the Fair Pricing policy", "fair_pricing"),
        ("of variation misuse", "variation_misuse"),
        ("of excessive contacts with support", "support_contacts"),
        ("of a sales velocity review", "sales_velocity_review"),
    ],
)
def test_violation_is_named(words: str, id: str) -> None:
    notice = read(f"Your account has been deactivated because {words}.")
    assert notice.violations == (id,)
    offered = (id, "en") in catalogue().texts
    assert any("no texts for it yet" in warning for warning in notice.warnings) is not offered


def test_the_rows_of_a_table_each_name_a_violation_but_a_table_of_metrics_tells_the_healthy_ones_too() -> None:
    table = (
        "Your account has been deactivated because of these problems.\n\n| Date | ASIN | Reason |\n| 12/02/2027 | B0CDL9W3RF | Trademark infringement: use of the name of another |\n"
        "| 21/03/2027 | B0BXT4HN8P | Complaint: product not as described |\n| 15/04/2027 | B0D7QJ2FVS | Variation misuse: products that are not related |\n\nSend us a plan of action."
    )
    assert {*read(table).violations} == {"trademark", "not_as_described", "variation_misuse"}
    metrics = (
        "Your account has been deactivated.\n\n| Metric | Yours | Target |\n| Late shipment rate | 7.1% | under 4% |\n| Order defect rate | 0.4% | under 1% |\n"
        "| Valid tracking rate | 98% | over 95% |\n\nSend us a plan of action."
    )
    assert read(metrics).violations == ("late_shipment_rate",)


OPEN = {
    "en": "We reviewed your selling account. Your late shipment rate of the last 30 days is 7.9%, the target is under 4%. Your account remains active.\nPlease send us a plan of action with the root cause, what you did and what prevents it. If we have no plan in 17 days, your right to sell can be withdrawn.",
    "de": "wir haben Ihr Verkäuferkonto überprüft. Ihre Rate verspäteter Lieferungen der letzten 30 Tage liegt bei 7,9 %, die Zielvorgabe unter 4 %.\nBitte senden Sie uns einen Maßnahmenplan. Wenn wir innerhalb von 17 Tagen keinen erhalten, kann Ihre Berechtigung zum Verkauf aufgehoben werden. Bis dahin können Sie weiterhin verkaufen.",
    "fr": "Le volume de vos ventes a dépassé le niveau attendu pour un compte ouvert depuis 90 jours. Nous procédons à un examen de votre activité. Votre compte reste actif.\nVeuillez remplir le questionnaire joint et le charger sur la page « Examen des ventes ».",
}


@pytest.mark.parametrize("language", OPEN)
def test_an_account_that_is_still_open_is_warned(language: str) -> None:
    assert read(f"{OPEN[language]}\n\nAmazon").stage == "warning"


def test_a_plan_sent_to_amazon_is_no_notice() -> None:
    head = "To: seller-performance@amazon.com\nFrom: Juliane Ward, Ward Lamps Ltd\nDate: 17 June 2026\nSubject: Plan of action\n\nDear Sir or Madam,\n\n"
    words = 'You wrote: "Send us a plan of action about your late shipment rate within 72 hours." Here it is.\n\nRoot cause\nThe orders were confirmed a day late.\n\nKind regards\nJuliane Ward'
    notice = read(head + words)
    assert (notice.stage, notice.route, notice.violations, notice.deadline) == ("other", "none", (), None)


def test_an_address_that_a_scan_tears_is_no_fraud() -> None:
    words = "Your account has been deactivated because of your late shipment rate. Send us a plan of action within 72 hours.\n\nSeller Performance {address}"
    torn, other = (read(words.format(address=address)) for address in ("www.amazon.c om", "www.amazon-appeal.com"))
    assert torn.stage == "deactivation" and not any("fraud" in warning for warning in torn.warnings)
    assert any("fraud" in warning for warning in other.warnings)


@pytest.mark.parametrize(
    ("opening", "ways"),
    [
        (
            "We removed this listing because a rights owner reported that it infringes their patent.\nTo have it reinstated, please send one of the following:",
            "- a court decision that your product does not infringe the patent\n- an opinion of non-infringement by a patent attorney\n- a retraction by the rights owner",
        ),
        (
            "Nous avons supprimé l'offre, car un titulaire de droits a signalé qu'elle enfreint son brevet.\nPour rétablir l'offre, envoyez-nous l'un des documents suivants :",
            "- une décision de justice établissant que votre produit n'enfreint pas le brevet\n- un avis de non-contrefaçon\n- le retrait de la réclamation par le titulaire",
        ),
        (
            "Abbiamo rimosso l'offerta perché un titolare dei diritti ha segnalato che viola il suo brevetto.\nPer ripristinarla, inviaci uno dei seguenti documenti:",
            "- una decisione del tribunale che stabilisca che il tuo prodotto non viola il brevetto\n- un parere di non contraffazione\n- la ritrattazione del titolare",
        ),
        (
            "由于权利人举报下列商品侵犯其专利，我们已移除您的商品信息。\n如需恢复商品信息，请提供下列任一项：",
            "- 法院裁判，认定您的商品不侵犯该专利\n- 专利律师出具的不侵权意见书\n- 权利人的撤回通知",
        ),
    ],
)
def test_what_shows_that_a_patent_is_not_infringed_contests_the_notice(opening: str, ways: str) -> None:
    notice = read(f"{opening}\n{ways}")
    assert (notice.violations, notice.route) == (("patent",), "dispute")


def test_who_holds_forged_goods_against_a_seller_asks_for_authentic_ones() -> None:
    words = "Your account is closed because a rights owner told us that the products of its brand that you sell are counterfeit.\nSend us invoices of the last 365 days. The quantities have to match your sales of the last year, and we may call the supplier. A retraction by the rights owner would do, too."
    assert read(words).violations == ("counterfeit",)


def test_a_notice_in_a_language_without_letters_says_so_and_its_violation_has_texts_all_the_same() -> None:
    notice = read("Ihr Verkäuferkonto wurde wegen abgelaufener Produkte deaktiviert. Senden Sie uns einen Maßnahmenplan.")
    assert notice.violations == ("expired_products",)
    assert notice.warnings == ("The notice is in German; letters are offered in English only.",)
    assert not read("Your account has been deactivated because of expired products.").warnings


def test_named_violation_is_not_added_to_the_reading() -> None:
    notice = read("Your account has been deactivated. Send a plan of action.", violations=["late_shipment_rate"])
    assert notice.violations == ("unspecified",)
    assert not any("No violation" in warning for warning in notice.warnings)
    assert any("No violation" in warning for warning in read("Your account has been deactivated.").warnings)


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("on Amazon.co.uk", "UK"),
        ("see sellercentral.amazon.de/help", "DE"),
        ("see https://www.amazon.com.mx/dp/1", "MX"),
        ("write to appeals@amazon.co.jp", "JP"),
        ("on Amazon.com, not on Amazon.ca", None),
        ("see sellercentral-europe.amazon.com", None),
        ("see images at m.media-amazon.com", None),
        ("on Amazon.com; links to sellercentral.amazon.de", "US"),
        ("nothing", None),
    ],
)
def test_marketplace(text: str, store: str | None) -> None:
    assert read(f"Your account has been deactivated {text}.").marketplace == store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Late shipment rate: 4.01% (target: under 4%).", [(0.0401, 0.04)]),
        ("Your late shipment rate exceeds 4 percent.", [(None, 0.04)]),
        ("7,5 % late shipment rate, our limit is 4 %.", [(0.075, 0.04)]),
        ("We charge 15% of the price.", []),
        ("Late shipment rate 0% (target < 4%).", [(0.0, 0.04)]),
        ("Metric, yours, target\nLate shipment rate   14.7 %   4 %", [(0.147, 0.04)]),  # a column of usual targets
        (
            "Order defect rate  2.31 %  target < 1 %\nLate shipment rate  9.04 %  target < 4 %",
            [(0.0904, 0.04)],
        ),  # the word belongs to what follows
        ("Late shipment rate and tracking: 98.7 % with valid tracking.", []),  # nobody ships so much late
    ],
)
def test_quoted_figures(text: str, expected: list[tuple[float | None, float | None]]) -> None:
    notice = read(f"Your account has been deactivated. {text}")
    assert [(m.rate, m.target) for m in notice.metrics if m.metric == "late_shipment_rate"] == expected


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        (
            "Send us a written explanation of how the file came about, and a confirmation by the supplier that the invoice is his.",
            {"explanation"},
        ),
        ("Send us the original, unaltered invoices, and tell us how the file came about.", {"invoices", "explanation"}),
    ],
)
def test_of_altered_papers_only_genuine_ones_are_asked_for_anew(asked: str, items: set[str]) -> None:
    words = "Hello,\n\nyour account has been deactivated because the invoice of 3 May 2026 that you sent us was altered. The supplier told us that he did not issue the invoice.\n\n"
    notice = read(f"{words}If you think that we are mistaken: {asked}\n\nSeller Performance, Amazon.com")
    assert notice.route == "specialist"
    assert {*notice.requested} & {"invoices", "explanation", "root_cause"} == items


@pytest.mark.parametrize(
    "formats",
    ["Purchase orders and pro forma invoices are not sufficient.", "Screenshots are not enough."],
)
def test_papers_that_would_not_do_are_no_answer_to_a_submission(formats: str) -> None:
    words = "Hello,\n\nyour listing was removed because buyers doubt that the item is authentic. Please send us the invoices of the last 365 days."
    assert read(f"{words} {formats}\n\nProduct Quality, Amazon.com").stage == "listing_removal"


def test_a_scanned_o_in_a_number_is_a_nought() -> None:
    low = main_message("The file is closed if nothing comes within 6O days of 3 June 2O26.", catalogue())[0].low
    assert "60 days" in low and "2026" in low
    assert "1o de mayo" in main_message("Su cuenta fue desactivada el 1o de mayo.", catalogue())[0].low


@pytest.mark.parametrize(("rate", "listed"), [("3.99%", False), ("4%", True), ("4.01%", True)])
def test_a_metric_that_meets_its_target_is_no_violation(rate: str, listed: bool) -> None:
    text = f"Your account has been deactivated. Order defect rate: 2% (target: under 1%). Late shipment rate: {rate} (target: under 4%)."
    assert ("late_shipment_rate" in read(text).violations) is listed


# ---------------------------------------------------------------- hostile texts


def test_other_language_is_said() -> None:
    notice = read("Twoje konto sprzedawcy zostało dezaktywowane, ponieważ wskaźnik opóźnionych wysyłek jest zbyt wysoki. Prosimy o plan.")
    assert notice.language is None
    assert any("language" in warning for warning in notice.warnings)


@pytest.mark.parametrize(
    ("words", "days"),
    [("within 5 business days", 5), ("within five (5) working days", 5), ("in the next 2 business days", 2), ("within 5 days", None)],
)
def test_business_days_have_no_hours(words: str, days: int | None) -> None:
    notice = read(f"Your account is at risk of deactivation. Please send us your plan of action {words}.")
    assert notice.deadline and notice.deadline.business_days == days
    assert (notice.deadline.hours is None) is (days is not None)
    assert any("business days" in warning for warning in notice.warnings) is (days is not None)


FIRST = """Hello,

We removed the listing below because a rights owner reported an infringement of its copyright. Please send us a license or a letter of authorization from the rights owner. The listing will not be shown until then.

ASIN: B0FIRST001

Seller Performance Team
Amazon.co.uk
"""
SECOND = """{}Hello,

Your late shipment rate is too high. Please send us a plan of action within 72 hours. ASIN: B0SECOND01

Seller Performance Team
"""


@pytest.mark.parametrize("between", ["", "\n", "==========\n", "Subject: Your late shipment rate\n\n"])
def test_two_messages_one_behind_the_other_are_told_apart(between: str) -> None:
    notice = read(f"{FIRST}\n{SECOND.format(between)}")
    assert (notice.stage, notice.route, notice.violations, notice.asins) == (
        "listing_removal",
        "documents",
        ("copyright",),
        ("B0FIRST001",),
    )
    assert notice.deadline is None
    assert any("several messages" in warning for warning in notice.warnings)
    assert not any("several messages" in warning for warning in read(FIRST).warnings)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("Notification du 2 mars 2027", "Notification du 9 mars 2027"),
        ("[1/2] 2 mars 2027, 08:14", "[2/2] 9 mars 2027, 17:40"),
        ("----- message 1 of 2 ----- Tue, 2 Mar 2027 10:21 -----", "----- message 2 of 2 ----- Tue, 9 Mar 2027 07:58 -----"),
        ("2 mars 2027", "9 mars 2027"),
        ("● 2027/03/02 通知", "● 2027/03/09 通知"),
    ],
)
def test_of_messages_below_lines_with_their_day_the_latest_is_read(older: str, newer: str) -> None:
    first = "Your late shipment rate is 6%. Your account is at risk of deactivation. Please send us a plan of action within 72 hours."
    second = "We did not hear from you and have deactivated your account today. Please send a plan of action whenever you are ready."
    for text in (f"{older}\n{first}\n{newer}\n{second}\n", f"{newer}\n{second}\n{older}\n{first}\n"):
        notice = read(text)
        assert (notice.stage, notice.deadline) == ("deactivation", None)


def test_a_message_told_again_in_another_language_is_one_message() -> None:
    short = "Hello,\n\nWe removed your listing B0TEST0001 because a rights owner reported that it infringes its trademark. What you can submit, and until when, stands below in Italian. We will read whatever you send us, and answer you as soon as we can. Please do not answer in another language.\n\nSincerely,\nAmazon"
    long = "Buongiorno,\n\nabbiamo rimosso la tua inserzione B0TEST0001 perché il titolare dei diritti ha segnalato che viola il suo marchio. Inviaci una lettera di autorizzazione del titolare entro 30 giorni; poi l'inserzione sarà eliminata dal catalogo. Esamineremo ogni documento che ci mandi e ti risponderemo appena possibile, di solito in pochi giorni lavorativi. La segnalazione e il nome di chi l'ha presentata si trovano nella pagina Stato dell'account, dove puoi anche caricare i documenti.\n\nCordiali saluti,\nAmazon"
    notice = read(f"{short}\n\n––––––\n\n{long}")
    assert (notice.stage, notice.route, notice.requested) == ("listing_removal", "documents", ("letter_of_authorization",))
    assert notice.deadline is not None and notice.deadline.hours == 720
    assert not any("several messages" in warning for warning in notice.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "All your offers under the brand VELORA have been deactivated because the brand owner reported counterfeits. Offers of other brands are not affected.",
        "Alle Ihre Angebote der Marke VELORA wurden deaktiviert, weil der Markeninhaber Fälschungen gemeldet hat.",
        "Toutes vos offres de la marque VELORA ont été désactivées, car le titulaire a signalé des contrefaçons. Vos autres marques ne sont pas concernées.",
        "Todas tus ofertas de la marca VELORA se desactivaron porque el titular denunció falsificaciones. Las ofertas de otras marcas siguen activas.",
        "Tutte le tue offerte del marchio VELORA sono state disattivate: il titolare ha segnalato delle contraffazioni. Le offerte di altri marchi restano attive.",
        "ブランド「VELORA」の出品をすべて停止しました。ブランド所有者から偽造品の申し立てがありました。他のブランドの出品には影響ありません。",
        "由于品牌所有者举报假冒商品，您在 VELORA 品牌下的全部商品已停用。其他品牌的商品不受影响。",
    ],
)
def test_a_brand_whose_offers_are_all_closed_is_no_account_that_is(text: str) -> None:
    notice = read(text)
    assert (notice.stage, notice.scope) == ("listing_removal", "brand") and "counterfeit" in notice.violations


def test_a_deactivated_account_is_one_whatever_is_said_of_a_brand() -> None:
    notice = read(
        "Your account has been deactivated because of counterfeits. Please delete all offers under the brand VELORA and send us invoices."
    )
    assert (notice.stage, notice.scope) == ("deactivation", "account")


@pytest.mark.parametrize("languages", portion(["en ja", "de es fr it zh"], one_of=2))
def test_the_same_text_is_always_read_alike(languages: str) -> None:
    """Sets have another order in every process: what is read must not follow it."""
    rates = "Your on-time delivery rate is 96% (target 90%). Your late shipment rate is 1.2% (target 4%). Your account is at risk of deactivation."
    told = f"""
from poa_helpers.notice import notice_json, read_notice
from tests.notice_corpus import examples
held_back = [example for example in examples("held_back") if example.expected.get("language") in {languages.split()}]
print([notice_json(notice) for notice in [read_notice("pasted", text={rates!r}), *(example.notice for example in held_back[::20])]])
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", told], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=FOLDER.parents[1], capture_output=True, check=True
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout and len(runs[0].stdout) > 10_000


def test_an_older_message_tells_what_it_is_about_but_never_until_when() -> None:
    older = "Your account has been deactivated because your late shipment rate is too high. Reply within 3 days. ASIN: B0TEST0001"
    notice = read(f"We do not have enough information to reactivate your account.\n\n-----Original Message-----\n{older}")
    assert (notice.stage, notice.violations, notice.asins, notice.deadline) == (
        "more_information",
        ("late_shipment_rate",),
        ("B0TEST0001",),
        None,
    )
    assert notice.confidence["asins"] == 0.7 and notice.confidence["violations"] < 0.75
    vague = read(
        f"We cannot accept your appeal about the intellectual property complaint.\n\n> {older.replace('late shipment rate is too high', 'listings infringe a patent')}"
    )
    assert vague.violations == ("patent",)


def test_how_sure_a_reading_is() -> None:
    sure = read(
        "Your account on Amazon.com has been deactivated. Your order defect rate is 2%. Send a plan of action within 3 days. ASIN B0TEST0001"
    )
    assert sure.confidence["asins"] == 1.0 and sure.confidence["marketplace"] == 1.0 and sure.confidence["stage"] > 0.8
    linked = read("Your account has been deactivated, see https://sellercentral.amazon.de/help")
    assert linked.confidence["marketplace"] == 0.9 and "deadline" not in linked.confidence
    unclear = read("Your account is at risk of deactivation. Please send your plan by 05/11/2026.")
    guessed = read("Your account on Amazon.com is at risk of deactivation. Please send your plan by 05/11/2026.")
    told = read("Your account is at risk of deactivation. Please send your plan by 5 November 2026.")
    assert unclear.confidence["deadline"] < guessed.confidence["deadline"] < told.confidence["deadline"]
    two = read("Your account is at risk of deactivation. Send a plan within 17 days. Acknowledge the warning within 72 hours.")
    assert two.confidence["deadline"] < told.confidence["deadline"]


@pytest.mark.parametrize("ending", ["reinstated your account", "received your appeal and are reviewing it"])
def test_who_asks_for_nothing_sets_no_deadline(ending: str) -> None:
    notice = read(f"Hello, we have {ending}. Please keep invoices. We respond within 2 days; please send nothing within 3 days.")
    assert (notice.requested, notice.deadline, notice.route) == ((), None, "none")


def test_letters_read_as_digits_by_a_scanner() -> None:
    notice = read("Your se1ler account on Amazon.com has been deactivated. Your 1ate shipment rate is 7.l %. Send a p1an of action.")
    assert (notice.stage, notice.route, notice.violations) == ("deactivation", "plan", ("late_shipment_rate",))
    assert [metric.rate for metric in notice.metrics] == [0.071]
    assert any("fraud" in warning for warning in read("Your account has been deactivated, see http://www.amaz0n.com/x").warnings)


PIECES = st.sampled_from(
    ["your account has been deactivated", "within 72 hours", "> ", "\n", "\n\n", "-----Original Message-----\n", "On a wrote:", "From: Amazon <a@amazon.com>\n", "Date: 13 Oct 2026\n",
     "root cause of ", "you have taken to prevent", "İstanbul ẞ", "B0ABCDEF12", "112-1234567-1234567", "late shipment rate", " 7.1%", " under 4%", "…", "’", "(", "*", "- ", "by ",
     "99/99/9999", "0000-00-00", "amazon.", "@amazon.co.uk", "http://", "complaint id: ", "9" * 30, "\x00", "\ud800", "\u2028", ". ", ", ", "plan of action", "no "]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        notice = read(text)
    except PoaError:
        return
    _holds(notice)


def _holds(notice: Notice) -> None:
    """Every place lies in the text, and every number and date read stands there."""
    assert all(0 <= start < end <= len(notice.text) for spans in notice.read_from.values() for start, end in spans)
    for field in ("asins", "order_ids", "complaint_ids"):
        stands = [notice.text[start:end] for start, end in notice.read_from.get(field, ())]
        assert [unicodedata.normalize("NFKC", words) for words in stands] == list(getattr(notice, field))  # full-width letters in Japanese
    if notice.deadline:
        (start, end) = notice.read_from["deadline"][0]
        words = _plain(notice.text[start:end])
        assert _plain(notice.deadline.text) == words
        if day := notice.deadline.date:  # with a length, too, it is the day on which that ends, counted from the one that is named
            _told(day - timedelta(hours=notice.deadline.hours or 0), words, notice)
    assert set(notice.confidence) == set(notice.read_from)
    notice_json(notice)


def _told(day: date, words: str, notice: Notice) -> None:
    """The words hold the day, or name the end of a month, and the year or a day that it is next to."""
    in_signs = re.search("[一二三四五六七八九十]日|[〇零一二三四五六七八九]{4}年|令和", words)
    named = [
        _plain(name)
        for rules in catalogue().notice_rules.values()
        for name, number in rules["dates"].get("days", {}).items()
        if number == day.day
    ]
    in_signs = in_signs or any(name in words for name in named)  # “veintisiete de febrero”
    assert str(day.day) in words or (day + timedelta(days=1)).day == 1 or in_signs
    following = notice.sent_on is not None and day >= notice.sent_on
    before = (
        any(str(year) in _plain(notice.text) for year in (day.year - 1, day.year, day.year + 1))
        or "〇" in notice.text
        or "令和" in notice.text
    )
    assert str(day.year) in words or f"{day:%y}" in words or following or before


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_mutated_notices_do_not_break_the_reading(seed: int) -> None:
    random = Random(seed)
    text = _mutated(random.choice(EXAMPLES).notice.text, random)
    if not text.strip():
        return
    notice = read(text)
    _holds(notice)
    assert all(count == 1 for count in Counter(notice.asins).values())


def _mutated(text: str, random: Random) -> str:
    """The text with pieces cut, doubled, moved, wrapped otherwise, or strewn with signs."""
    for _ in range(random.randint(1, 6)):
        first, last = sorted(random.randint(0, len(text)) for _ in range(2))
        piece = text[first:last]
        change = random.randint(0, 6)
        if change == 0:
            text = text[:first] + text[last:]
        elif change == 1:
            text = text[:last] + piece + text[last:]
        elif change == 2:
            text = piece + text[:first] + text[last:]
        elif change == 3:
            text = text[:first] + piece.replace(" ", random.choice(["\n", "  ", "\u00a0", "\n> "])) + text[last:]
        elif change == 4:
            text = text[:first] + piece.upper() + text[last:]
        elif change == 5:
            text = text[:first] + random.choice(["*", "\x00", "İ", "ẞ", "９", "-\n", "(", "B0ABCDEFGH"]) + text[first:]
        else:
            text = text[:first] + piece[::-1] + text[last:]
    return text[:200_000]


@pytest.mark.parametrize("seed", portion(range(3), one_of=3))
def test_a_megabyte_of_mutated_notices_is_read(seed: int) -> None:
    random = Random(seed)
    pieces: list[str] = []
    while sum(map(len, pieces)) < 1_000_000:
        pieces.append(_mutated(random.choice(EXAMPLES).notice.text, random))
    start = time.process_time()
    _holds(read("\n".join(pieces)))
    assert time.process_time() - start < 10  # usually about three seconds


def test_notices_are_read_quickly() -> None:
    texts = [example.notice.text for example in SEEN]  # read once, so that the rules are ready
    start = time.process_time()
    for text in texts[:60]:
        read(text)
    assert (time.process_time() - start) / sum(
        map(len, texts[:60])
    ) * 10_000 < 1.0  # seconds for ten thousand letters; how fast it is, `tests.benchmarks.notices` tells


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        " ",
        "\n",
        ">",
        "> a\n",
        "a.",
        "- a\n",
        "your account ",
        "within 72 hours ",
        "7.1% ",
        "On a\n",
        "(1) ",
        "late shipment rate ",
        "From: a\n",
        "root cause of ",
        "a-",
        "*",
        "9",
        "amazon.",
        "\n\n ",
    ],
)
def test_long_texts_are_read_in_linear_time(unit: str) -> None:
    start = time.process_time()
    read("Your account. " + unit * (300_000 // every(2) // len(unit)))
    assert time.process_time() - start < 60  # a second or two; a pattern that tries every sign anew takes minutes


def test_a_thread_of_a_megabyte_is_read_in_seconds() -> None:
    thread = "\n-----Original Message-----\n".join(
        path.read_text(encoding="utf-8") for path in sorted((FOLDER / "seen").glob("*.txt"))[:60]
    )
    start = time.process_time()
    read(thread * (1_000_000 // len(thread)))
    assert time.process_time() - start < 5


# ---------------------------------------------------------------- patterns that are sorted out beforehand


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_are_found_where_one_looks_and_nowhere_else(language: str) -> None:
    cat, found = catalogue(), 0
    for example in [e for e in SEEN if (e.expected.get("language") or "en") == language][::4]:
        message, _, _, spoken = main_message(example.text, cat)
        for group in ("stages", "violations", "requested", "routes", "scope", "fraud", "metrics"):
            for pattern, _ in (both for phrases in spoken.rules.group(group).values() for both in phrases.patterns):
                if anywhere := [match.span() for match in pattern.finditer(message.low, message.first)]:
                    found += 1
                    looked = [m.span() for place in known_places(pattern.pattern, message) for m in pattern.finditer(message.low, *place)]
                    assert looked == anywhere, (example.path.stem, pattern.pattern)
    assert found > 50


def known_places(pattern: str, message: Message) -> list[tuple[int, int]]:
    """Where a pattern is looked for that has been looked for often."""
    return [where_to_look(pattern, message) for _ in range(9)][-1]


def test_most_patterns_are_sorted_out_of_a_text_without_their_words() -> None:
    runs = Runs("The weather in Lisbon will be sunny on Sunday, with light winds from the west.")
    patterns = [p.pattern for phrases in rules_of("en", catalogue()).group("violations").values() for p, _ in phrases.patterns]
    assert sum(not blocks_with(needed_by(pattern), runs) for pattern in patterns) > 0.95 * len(patterns)


SCANNED = "Arnazon.com Se1ler Performance\nYour selling account has been deactivated as of 2O May 2026 because 3O buyers told us that they received used items that were sold as new.\nSend us the root cause, the actions taken and the steps that wi1l prevent it at https://sellercentral.{host}/perf0rmance."


def test_an_address_misread_in_a_scan_is_told_as_a_doubt_and_no_fraud() -> None:
    notice = read(SCANNED.format(host="arnazon.corn"))
    assert (notice.stage, notice.violations) == ("deactivation", ("used_sold_as_new",))
    assert "Look before you answer" in notice.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        SCANNED.format(host="amazon-appeal.com"),  # no misreading makes that Amazon's
        SCANNED.format(host="arnazon.com")
        .replace("Se1", "Sel")
        .replace("2O", "20")
        .replace("3O", "30")
        .replace("wi1l", "will")
        .replace("Arnazon.com ", ""),  # no scan
    ],
)
def test_an_address_that_only_looks_like_amazons_is_fraud_elsewhere(text: str) -> None:
    assert read(text).stage == "other"


def test_hidden_letters_of_an_address_prove_nothing() -> None:
    for host in ("amazon.***", "amazon•••", "***.amazon.c**"):
        assert read(SCANNED.format(host=host)).stage == "deactivation", host
    assert read(SCANNED.format(host="amazon-***.com")).stage == "other"
