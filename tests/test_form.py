"""The form in process, in three acts: from the file to the widgets, from the widgets to the file, and what happens beside it."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from poa_helpers import draft_letter, open_case, read_answers, show_form
from poa_helpers.case import copy_sample, lock
from poa_helpers.catalogue import catalogue
from poa_helpers.collect import FILE, change, decide, save_answers
from poa_helpers.form import Form, NewCaseForm, desk, parts
from poa_helpers.form.presence import Presence
from poa_helpers.form.preview import source_names, sources_text
from poa_helpers.form.store import AnswerFile, ChangedElsewhere
from poa_helpers.form.timer import Later
from poa_helpers.form.understood import marked, understood_html
from poa_helpers.model import Answers, Deadline
from poa_helpers.notice import read_notice

from .evidence_files import invoice

SAMPLE = "late_shipment_rate"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The sample's facts, read and measured once."""
    return open_case(copy_sample(SAMPLE, tmp_path_factory.mktemp("known") / "case")).facts()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A case nobody has answered anything of."""
    made = copy_sample(SAMPLE, tmp_path / "case")
    (made / FILE).unlink()
    return made


def form_of(folder: Path, known) -> Form:
    """The form of a case whose reports are the sample's; answers and evidence as they stand in the folder."""
    case = open_case(folder)
    fresh = case.facts(health=known.health, findings=known.findings)
    return Form(case, fresh.model_copy(update={"diagnosis": known.diagnosis}))


@pytest.fixture
def form(folder, known) -> Form:
    return form_of(folder, known)


def first(form: Form, kind: str = "causes"):
    return next(card for (group, _), card in form.cards.items() if group == kind)


def confirm_first_cause(form: Form):
    card = first(form)
    card.choice.value = "confirmed"
    return card


def cards_in(form: Form, kind: str) -> list:
    return [child for child in form._lists[kind].children if "poa-card" in child._dom_classes]


def on_disk(form: Form) -> Answers:
    return read_answers(form.case.folder)


def shown(widget) -> list:
    """A widget and everything inside it, as far as it is shown."""
    inside = [inner for child in getattr(widget, "children", ()) for inner in shown(child)]
    return [widget, *inside]


# ---------------------------------------------------------------- first act: the file -> the widgets


def test_nothing_is_chosen_at_first(form):
    assert form.answers == Answers() and not (form.case.folder / FILE).exists()
    assert all(card.choice.value == "" for card in form.cards.values())
    assert {kind for kind, _ in form.cards} == {"causes"}
    assert not form.sign_fields["confirmed"].value
    assert "Next: confirm the causes that are true" in form._next.value


def test_every_candidate_is_a_card_with_its_reason_and_its_numbers(form, known):
    assert [key for _, key in form.cards] == [candidate.key for candidate in known.candidates]
    for candidate in known.candidates:
        heading = form.cards["causes", candidate.key].heading.value
        text = form.cat.text(candidate.violation, "en").causes[candidate.cause]
        assert parts.escape(text.label) in heading and parts.escape(text.why_we_ask) in heading
        wanted = candidate.support or "The reports cannot show this; only you can know."
        assert parts.escape(wanted) in heading
    assert any(c.support for c in known.candidates) and any(not c.support for c in known.candidates)


def test_saved_answers_are_shown_again(folder, known):
    cause = known.candidates[0]
    action = cause.actions[0]
    answers = decide(Answers(), "causes", cause.key, "confirmed")
    answers = change(answers, "causes", cause.key, why=("One.", "Two."))
    answers = change(decide(answers, "actions", action, "confirmed"), "actions", action, fields={"date": "2026-10-14"})
    answers = decide(answers, "causes", known.candidates[-1].key, "declined", "It was <not> so.")
    save_answers(answers, folder)
    form = form_of(folder, known)
    card = form.cards["causes", cause.key]
    assert card.choice.value == "confirmed"
    assert [field.value for field in card.why_box.children] == ["One.", "Two.", ""]
    assert form.cards["actions", action].fields["date"].value == date(2026, 10, 14)
    assert form.cards["causes", known.candidates[-1].key].reason.value == "It was <not> so."
    assert form.saved and on_disk(form) == answers


def test_an_answer_the_files_no_longer_support_is_kept_and_said(folder, known):
    save_answers(decide(Answers(), "causes", "carrier_pickup_missed@carrier=Gone Ltd", "confirmed"), folder)
    form = form_of(folder, known)
    assert "no longer point to this" in form.cards["causes", "carrier_pickup_missed@carrier=Gone Ltd"].heading.value


def test_the_shipped_sample_opens_complete_and_unchanged(tmp_path, known):
    folder = copy_sample(SAMPLE, tmp_path / "case")
    before = (folder / FILE).read_bytes()
    form = form_of(folder, known)
    assert form.message == "" and "Nothing is missing in the form" in form._next.value
    assert (folder / FILE).read_bytes() == before


# ---------------------------------------------------------------- second act: the widgets -> the file


def test_confirming_a_cause_opens_its_details_and_asks_for_its_actions(form, known):
    assert not cards_in(form, "actions")
    card = confirm_first_cause(form)
    assert on_disk(form).causes[card.key].state == "confirmed"
    assert card.why_box in card.root.children and len(card.why_box.children) == 1
    assert [key for kind, key in form.cards if kind == "actions"] == list(known.candidates[0].actions)
    assert [key for kind, key in form.cards if kind == "measures"] == list(known.candidates[0].measures)
    assert all(c.choice.value == "" for (kind, _), c in form.cards.items() if kind != "causes")


def test_taking_a_cause_back_takes_its_actions_back(form):
    card = confirm_first_cause(form)
    card.choice.value = ""
    assert on_disk(form).causes[card.key].state is None
    assert not cards_in(form, "actions")


def test_declining_asks_for_a_reason_and_keeps_it(form):
    card = first(form)
    assert card.reason not in card.root.children
    card.choice.value = "declined"
    assert card.reason in card.root.children
    assert f"the reason why ‘{card.words.label}" in form._review.value
    card.reason.value = "All parcels were collected."
    assert on_disk(form).causes[card.key].reason == "All parcels were collected."
    assert "All parcels were collected" not in form.preview


def test_the_next_why_appears_up_to_five(form):
    card = confirm_first_cause(form)
    for number in range(5):
        assert len(card.why_box.children) == number + 1
        card.whys[number].value = f"Because {number}."
    assert len(card.why_box.children) == 5
    assert on_disk(form).causes[card.key].why == tuple(f"Because {n}." for n in range(5))
    card.whys[4].value = ""
    assert len(on_disk(form).causes[card.key].why) == 4 and len(card.why_box.children) == 5
    assert "Because 3." in form.preview


def test_details_are_saved_by_their_type(form):
    confirm_first_cause(form)
    card = first(form, "actions")
    card.choice.value = "confirmed"
    card.fields["date"].value = date(2026, 10, 14)
    texts = {name: field for name, field in card.fields.items() if name != "date"}
    for name, field in texts.items():
        field.value = f"typed {name}"
    fields = on_disk(form).actions[card.key].fields
    assert fields == {"date": "2026-10-14", **{name: f"typed {name}" for name in texts}}
    card.fields["date"].value = None
    assert "date" not in on_disk(form).actions[card.key].fields


@pytest.mark.parametrize(("year", "kept"), [(1, False), (202, False), (1994, False), (1995, True), (2026, True)])
def test_half_typed_dates_are_not_saved(form, year, kept):
    assert form.sign_fields["date"].min is None, "a bound would replace what is half typed by itself"
    form.sign_fields["date"].value = date(year, 10, 14)
    assert (on_disk(form).sign_off.date == f"{year}-10-14") is kept


def test_the_browsers_own_messages_arrive(form):
    """What the front end sends is not what Python code sets: dates come with months from 0, choices by their index."""
    card = first(form)
    card.choice._handle_msg({"content": {"data": {"method": "update", "state": {"index": 1}}}, "buffers": [], "metadata": {}, "header": {}})
    assert on_disk(form).causes[card.key].state == "confirmed"
    day = {"year": 2026, "month": 9, "date": 15}
    form.sign_fields["date"]._handle_msg(
        {"content": {"data": {"method": "update", "state": {"value": day}}}, "buffers": [], "metadata": {}, "header": {}}
    )
    assert on_disk(form).sign_off.date == "2026-10-15"


def test_signing_off(form):
    form.sign_fields["name"].value, form.sign_fields["role"].value = "Ann Lee", "Operations Manager"
    form.sign_fields["date"].value, form.sign_fields["confirmed"].value = date(2026, 10, 15), True
    assert on_disk(form).sign_off.model_dump() == {"name": "Ann Lee", "role": "Operations Manager", "date": "2026-10-15", "confirmed": True}
    assert "Ann Lee" in form.preview and "5 Sign-off ✓" in form.tabs.titles


def test_own_words_count_when_they_are_confirmed(form):
    form.add_own("causes")
    card = form.cards["causes", "own_1"]
    assert card.answer.state is None and "own_1" in on_disk(form).causes
    card.text.value = "We had no cover for the <b>holiday</b>."
    assert "no cover" not in form.preview
    card.choice.value = "confirmed"
    assert "We had no cover for the &lt;b&gt;holiday&lt;/b&gt;." in form.preview
    form.add_own("actions")
    action = form.cards["actions", "own_1"]
    action.choice.value = "confirmed"
    box = next(w for w in shown(action.for_causes) if getattr(w, "description", "").startswith("In our own words"))
    box.value = True
    assert on_disk(form).actions["own_1"].causes == ("own_1",)
    form.remove("actions", "own_1")
    assert "own_1" not in on_disk(form).actions and ("actions", "own_1") not in form.cards


def test_gaps_are_seen_and_go_away(form):
    confirm_first_cause(form)
    card = first(form, "actions")
    card.choice.value = "confirmed"
    gaps = form.preview.count("poa-gap")
    assert gaps and any(issue.severity == "blocking" for issue in form.issues)
    card.fields["date"].value = date(2026, 10, 14)
    assert form.preview.count("poa-gap") < gaps and "October 14, 2026" in form.preview


def test_every_sentence_of_the_preview_says_where_it_is_from(tmp_path, known):
    form = form_of(copy_sample(SAMPLE, tmp_path / "case"), known)
    said = re.findall(r'<span class="poa-said[^"]*" tabindex="0" aria-describedby="([^"]+)">', form.preview)
    sources = dict(re.findall(r'<span class="poa-from" id="([^"]+)">([^<]+)</span>', form.preview))
    assert len(said) > 10 and list(sources) == said, "each sentence names its own source, also for the keyboard"
    assert all(source.startswith("From: ") for source in sources.values())
    assert any("your answer ‘Shipped the overdue orders’" in source for source in sources.values())


def test_what_is_wrong_stands_beside_what_it_is_about(form):
    confirm_first_cause(form)
    card = first(form, "actions")
    card.choice.value = "confirmed"
    gap = next(issue for issue in form.issues if issue.severity == "blocking" and issue.sentence)
    after = form.preview.split('class="poa-said poa-has-blocking"', 1)[1].split('class="poa-said', 1)[0]
    assert '<mark class="poa-gap">' in after and '</span></span><span class="poa-beside poa-blocking">' in after
    assert parts.escape(gap.mend) in after
    undated = next(issue for issue in form.issues if "has no date" in issue.why)
    assert f"{parts.escape(undated.why)} <em>" in form.preview.split("poa-whole")[-1], "an issue about an item stands at the item"
    card.fields["date"].value = date(2026, 10, 14)
    assert parts.escape(undated.why) not in form.preview


# ---------------------------------------------------------------- progress, search, undo


def test_each_step_says_how_far_it_is(form, known):
    count = len(known.candidates)
    assert f"0 of {count} causes decided." in form._heads["causes"].value and f"1 Causes 0/{count}" in form.tabs.titles
    confirm_first_cause(form)
    assert f"1 of {count} causes decided." in form._heads["causes"].value and "the first why" in form._feet["causes"].value


def test_a_long_list_can_be_searched(form):
    field = next(child for child in form._lists["causes"].children if "poa-find" in child._dom_classes)
    field.value = "holiday"
    seen = [card for card in cards_in(form, "causes") if "poa-hidden" not in card._dom_classes]
    assert 0 < len(seen) < len(cards_in(form, "causes")) and all("oliday" in card.children[0].value for card in seen)
    field.value = ""
    assert not [card for card in cards_in(form, "causes") if "poa-hidden" in card._dom_classes]


def test_a_ticked_box_stays_in_sight_whatever_is_searched():
    boxes = parts.ticks("Which?", [(f"file {n}.pdf", str(n)) for n in range(9)], ("3",), lambda _: None)
    find = next(child for child in boxes.children if "poa-find" in child._dom_classes)
    find.value = "file 7"
    seen = [b.description for b in boxes.children if hasattr(b, "indent") and "poa-hidden" not in b._dom_classes]
    assert seen == ["file 3.pdf", "file 7.pdf"]


def test_of_many_boxes_the_ticked_ones_are_in_sight_and_the_others_can_be_found():
    picker = parts.Picker("Which?", [("Late shipments", "a"), ("Defects", "b"), ("Patents", "c")])
    seen = lambda: [b.description for b in picker.boxes.values() if "poa-hidden" not in b._dom_classes]  # noqa: E731
    assert seen() == []
    picker.boxes["b"].value = True
    picker.refresh()
    picker._find.value = "pat"
    assert seen() == ["Defects", "Patents"]
    picker._find.value = ""
    picker._toggle()
    assert len(seen()) == 3


def test_every_change_can_be_undone_one_by_one(form, known):
    card = confirm_first_cause(form)
    typed = "We compared nothing."
    for end in range(1, len(typed) + 1):
        card.whys[0].value = typed[:end]
    form.sign_fields["name"].value, form.sign_fields["date"].value = "Ann Lee", date(2026, 10, 15)
    form.add_own("causes")
    before = on_disk(form)
    form.cards["causes", "own_1"].text.value = "No cover."
    form.remove("causes", "own_1")
    form.undo()
    form.undo()
    assert on_disk(form) == before and form.cards["causes", "own_1"].text.value == ""
    form.undo()
    assert "own_1" not in on_disk(form).causes and ("causes", "own_1") not in form.cards
    form.undo()
    assert form.sign_fields["date"].value is None and form.sign_fields["name"].value == "Ann Lee"
    form.undo()
    assert "‘Parcels" in form._undo.tooltip and "the whys" in form._undo.tooltip
    form.undo()
    assert card.whys[0].value == "" and on_disk(form).causes[card.key].why == () and card.choice.value == "confirmed"
    form.undo()
    assert on_disk(form).causes == {} and card.choice.value == "" and not cards_in(form, "actions")
    assert form._undo.tooltip == "There is nothing to take back"
    form.undo()
    assert on_disk(form) == Answers()


def test_the_cursor_is_sent_to_what_is_missing_and_to_what_was_added(form):
    form.go_to_next()
    assert parts.place_class("causes", first(form).key) in form._focus.value
    assert parts.place_class("causes", first(form).key) in first(form).root._dom_classes
    form.add_own("causes")
    assert "poa-at-causes-own_1" in form._focus.value
    form.remove("causes", "own_1")
    assert "poa-at-add-causes" in form._focus.value


# ---------------------------------------------------------------- evidence


def uploaded(name: str, content: bytes) -> dict:
    return {"name": name, "type": "", "size": len(content), "content": memoryview(content), "last_modified": datetime(2026, 10, 14)}


def test_a_file_arrives_is_described_and_proves_an_answer(form):
    card, step = confirm_first_cause(form), form.evidence_step
    step.upload.value = (uploaded("pick-ups <1>.csv", b"a,b\n1,2\n"),)
    assert "pick-ups &lt;1&gt;.csv, 8 bytes" in step.arrivals.value
    assert not (form.case.folder / "evidence" / "pick-ups <1>.csv").exists()
    assert step.which.value == "pick-ups <1>.csv"
    step.kind.value = step.kind.options[1][1]
    step.shows.value = "the pick-ups of September"
    form.run_safely(step.describe)
    assert form.message == ""
    assert (form.case.folder / "evidence" / "pick-ups <1>.csv").read_bytes() == b"a,b\n1,2\n"
    index = json.loads((form.case.folder / "evidence" / "index.json").read_text(encoding="utf-8"))
    assert [file["shows"] for file in index["files"] if file["file"] == "pick-ups <1>.csv"] == ["the pick-ups of September"]
    box = next(w for w in shown(card.proof) if getattr(w, "description", "").startswith("pick-ups"))
    box.value = True
    assert on_disk(form).causes[card.key].evidence == ("pick-ups <1>.csv",)


def test_a_file_put_into_the_folder_by_hand_is_asked_about(folder, known):
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / "by-hand.txt").write_text("seen")
    form = form_of(folder, known)
    assert "by-hand.txt" in form.evidence_step.table.value
    assert "by-hand.txt" in [value for _, value in form.evidence_step.which.options]
    assert "say what by-hand.txt shows" in form._review.value


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("empty.pdf", b"", "is empty"), (".hidden", b"x", "cannot be used"), ("index.json", b"{}", "cannot be used")],
)
def test_a_file_that_cannot_be_evidence_is_refused(form, name, content, said):
    form.evidence_step.upload.value = (uploaded(name, content),)
    assert said in form.message and not form.evidence_step.arrived


def test_a_file_never_replaces_another_of_its_name(form):
    place = form.case.folder / "evidence" / "log.pdf"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"first")
    form.evidence_step.upload.value = (uploaded("log.pdf", b"second"),)
    assert "another file of this name" in form.message and place.read_bytes() == b"first"


@pytest.fixture(scope="module")
def known_inauthentic(tmp_path_factory):
    return open_case(copy_sample("inauthentic", tmp_path_factory.mktemp("known") / "case")).facts()


def button_of(step, text: str):
    """A button of the editor by how its words begin."""
    return next(w for w in shown(step.detail_box) if getattr(w, "description", "").startswith(text))


def test_what_is_read_in_a_file_is_offered_and_never_filled_in(tmp_path, known_inauthentic):
    form = form_of(copy_sample("inauthentic", tmp_path / "case"), known_inauthentic)
    step = form.evidence_step
    step.upload.value = (uploaded("invoice-21.pdf", invoice()),)
    assert "Invoice number: NH-20418 (page 1)" in step.editor.children[0].value
    step.kind.value = "supplier_invoice"
    assert not any(field.value for field in step.details.values())
    button_of(step, "Take over “NH-20418”").click()
    button_of(step, "Take over “2026-03-11”").click()
    button_of(step, "Take over “B0HPCANDL1 240”").click()
    assert (step.details["invoice_number"].value, step.details["invoice_date"].value) == ("NH-20418", date(2026, 3, 11))
    assert step.details[""].value == "B0HPCANDL1 240" and not step.details["buyer"].value
    assert not [w for w in shown(step.detail_box) if getattr(w, "description", "").startswith("Take over “NH")]


def test_what_is_entered_otherwise_than_in_the_file_is_told(tmp_path, known_inauthentic):
    form = form_of(copy_sample("inauthentic", tmp_path / "case"), known_inauthentic)
    step = form.evidence_step
    assert "page 1 says" not in step.table.value
    step.which.value = "invoice-northgate-NH-20418.pdf"
    step.details[""].value = "B0HPCANDL1 250"
    form.run_safely(step.describe)
    form.flush()
    told = "Units of B0HPCANDL1: entered 250, page 1 says 240"
    assert form.message == "" and told in step.table.value and told in form._review.value
    assert [issue.severity for issue in form.issues if "entered as 250" in issue.why] == ["blocking"]


def test_units_per_asin_are_read_or_refused():
    from poa_helpers import PoaError
    from poa_helpers.form.covered import covered

    assert covered("B0HPCANDL1 240 page 2\n\nB0HPSOAPD2: 1,300") == ({"B0HPCANDL1": 240, "B0HPSOAPD2": 1300}, {"B0HPCANDL1": 2})
    with pytest.raises(PoaError, match="no ASIN"):
        covered("240 candles")


# ---------------------------------------------------------------- third act: the file beside the form


def test_another_tab_is_not_overwritten(form):
    confirm_first_cause(form)
    theirs = change(on_disk(form), "causes", "own_1", text="Written in another tab.")
    save_answers(theirs, form.case.folder)
    form.sign_fields["name"].value = "Ann Lee"
    assert form.conflict and "not saved" in form.message and on_disk(form) == theirs
    form.sign_fields["role"].value = "Manager"
    assert on_disk(form) == theirs
    button = next(w for w in form._alerts.children if getattr(w, "description", "") == "Load the newer answers")
    button.click()
    assert form.answers == theirs and not form.conflict and form.message == ""
    assert form.cards["causes", "own_1"].text.value == "Written in another tab." and form.sign_fields["name"].value == ""
    form.sign_fields["name"].value = "Ann Lee"
    assert on_disk(form).sign_off.name == "Ann Lee"


def test_two_forms_of_one_case_do_not_both_write(folder, known):
    """Two kernels, or two tabs of the form without code: the second reads only, until it is told to take over."""
    one, other = form_of(folder, known), form_of(folder, known)
    assert "open in another tab" in other.message and "poa-locked" in other._dom_classes
    other.sign_fields["name"].value = "Ann"
    assert not (folder / FILE).exists() and other.answers == Answers()
    one.sign_fields["name"].value = "Bea"
    assert on_disk(one).sign_off.name == "Bea"
    other.keeper._presence.ask()
    one.keeper.look()
    assert one.keeper.state == "elsewhere" and "open in another tab" in one.message
    other.work_here()
    assert other.sign_fields["name"].value == "Bea" and other.message == "" and "poa-locked" not in other._dom_classes
    other.sign_fields["role"].value = "Manager"
    assert on_disk(other).sign_off.model_dump(exclude_defaults=True) == {"name": "Bea", "role": "Manager"}
    one.sign_fields["role"].value = "Boss"
    assert on_disk(one).sign_off.role == "Manager"


@pytest.mark.parametrize("seen", [True, False])
def test_two_tabs_on_one_notebook(folder, known, monkeypatch, seen):
    """One kernel: the form shown first keeps the case when a page still shows it, else the new one has it."""
    monkeypatch.setattr("poa_helpers.form.LOOK", 0.01)
    monkeypatch.setattr("poa_helpers.form.Form", lambda case: form_of(folder, known))

    async def twice() -> tuple[Form, Form]:
        first = show_form(open_case(folder))
        second = show_form(open_case(folder))
        assert second.keeper.state == "mine"
        if seen:
            first._answered()  # what the page of the first tab does when it is asked
        await asyncio.sleep(1)
        return first, second

    first, second = asyncio.run(twice())
    assert (first.keeper.state, second.keeper.state) == (("mine", "elsewhere") if seen else ("elsewhere", "mine"))
    assert ("open in another tab" in second.message) is seen


def test_a_look_during_a_save_in_another_thread_is_no_conflict(folder):
    """JupyterLab has the messages of widgets handled in a thread of their own; the looking runs in the main one."""
    file, stop, found = AnswerFile(folder), Event(), []

    def looking() -> None:
        while not stop.is_set():
            found.append(file.changed_elsewhere())

    other = Thread(target=looking)
    other.start()
    for number in range(150):
        file.save(decide(Answers(), "causes", f"c{number}", "confirmed"))
    stop.set()
    other.join()
    assert found and not any(found)


def test_who_holds_a_case_is_known_in_every_thread(folder):
    one = Presence(folder)
    assert one.take()
    seen = []
    other = Thread(target=lambda: seen.append(one.held))
    other.start()
    other.join()
    assert seen == [True] and not Presence(folder).take()


def test_a_change_on_disk_is_said_before_anybody_types(form):
    save_answers(decide(Answers(), "causes", "a", "confirmed"), form.case.folder)
    form.keeper.look()
    assert form.conflict and "answers.json" in form.message


def test_a_case_held_by_a_run_is_said_and_saved_later(form):
    with lock(form.case.folder):
        form.sign_fields["name"].value = "Ann"
        assert form.message.startswith("Not saved yet.") and not form.saved
    form.sign_fields["name"].value = "Ann Lee"
    assert form.message == "" and on_disk(form).sign_off.name == "Ann Lee"


def test_an_error_in_a_callback_is_said_in_the_form(form, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("<broken>")

    monkeypatch.setattr(desk, "sign", broken)
    form.sign_fields["name"].value = "Ann"
    assert "fault in the workbench" in form.message and "&lt;broken&gt;" in form._message_line.value


def test_a_notice_that_wants_no_plan_is_said_in_place_of_the_letter(form):
    form._base = form._base.model_copy(update={"notice": form._base.notice.model_copy(update={"route": "verification"})})
    form._draw()
    assert "What to send: Identity or account verification" in form.preview and form.message == ""


def test_while_typing_observers_only_note_and_a_pause_saves(folder, known):
    """With an event loop, as in a kernel: nothing slow between two keys, everything on disk within a second."""

    async def type_fast() -> tuple[float, float, Form]:
        form = form_of(folder, known)
        loop = asyncio.get_running_loop()
        slowest, text, started = 0.0, "Ann Lee of Fernhill Outdoor", loop.time()
        for end in range(1, len(text) + 1):
            before = loop.time()
            form.sign_fields["name"].value = text[:end]
            slowest = max(slowest, loop.time() - before)
        assert not (folder / FILE).exists()
        while not (folder / FILE).exists() and loop.time() - started < 5:
            await asyncio.sleep(0.02)
        waited = loop.time() - started
        await asyncio.sleep(0.6)
        return slowest, waited, form

    slowest, waited, form = asyncio.run(type_fast())
    assert on_disk(form).sign_off.name == "Ann Lee of Fernhill Outdoor"
    assert slowest < 0.05 and waited < 1


def test_a_person_who_never_pauses_is_saved_too():
    async def never_pausing() -> int:
        done = []
        later = Later(lambda: done.append(1), quiet=0.1, longest=0.2)
        for _ in range(12):
            later.ask()
            await asyncio.sleep(0.04)
        return len(done)

    assert asyncio.run(never_pausing()) >= 2


def test_opening_the_form_again_saves_what_waits(folder, known, monkeypatch):
    async def twice() -> Answers:
        monkeypatch.setattr("poa_helpers.form.Form", lambda case: form_of(folder, known))
        case = open_case(folder)
        show_form(case).sign_fields["name"].value = "Ann Lee"
        return show_form(case).answers

    assert asyncio.run(twice()).sign_off.name == "Ann Lee"


def test_the_answer_file_by_itself(folder):
    one, other = AnswerFile(folder), AnswerFile(folder)
    assert one.save(Answers()) is False
    assert one.save(decide(Answers(), "causes", "a", "confirmed")) is True
    assert other.changed_elsewhere() and not one.changed_elsewhere()
    with pytest.raises(ChangedElsewhere):
        other.save(decide(Answers(), "causes", "b", "confirmed"))
    assert set(other.reload().causes) == {"a"}


def test_a_notebook_file_keeps_no_answers(form):
    form.sign_fields["name"].value = "Ann Lee"
    assert "Ann" not in repr(form)


# ---------------------------------------------------------------- usable by everyone


def test_labels_are_whole_and_no_tooltip_says_null(form):
    confirm_first_cause(form)
    first(form, "actions").choice.value = "confirmed"
    for widget in shown(form):
        kind = type(widget).__name__
        if kind in ("Text", "Textarea", "DatePicker", "Dropdown"):
            assert widget.description and "stacked" in widget._dom_classes, kind
        if kind not in ("Form", "Box", "VBox", "HBox", "Tab"):
            assert widget.tooltip == "" or widget is form._undo, kind
        assert kind not in ("Accordion", "TagsInput", "SelectMultiple")


# ---------------------------------------------------------------- a new case


def test_a_new_case_is_made_from_a_pasted_notice_and_reports(folder, workspace):
    notice = next((folder / "notices").glob("*.txt"))
    form = NewCaseForm("fernhill")
    form.read()
    assert "There is no notice yet" in form.message
    form.pasted.value = notice.read_text(encoding="utf-8")
    form.read()
    assert form.message == "" and form.violations[SAMPLE].value and "<mark>" in form.understood.value
    files = sorted((folder / "reports").iterdir())
    form.report_upload.value = tuple(uploaded(path.name, path.read_bytes()) for path in files[:1])
    assert files[0].name in form.arrivals.value
    assert str(form.state) == "No case was made here yet."
    form.marketplace.value, form.account.value = "US", "Fernhill Outdoor LLC"
    form.create()
    assert form.message == "" and (workspace / "cases" / "fernhill" / "case.json").is_file()
    assert [path.name for path in form.case.files("reports")] == [files[0].name]
    assert "Case fernhill" in str(form.state)


def test_a_new_case_that_cannot_be_made_says_why_and_leaves_nothing(folder, workspace):
    form = NewCaseForm()
    form.pasted.value = next((folder / "notices").glob("*.txt")).read_text(encoding="utf-8")
    form.read()
    form.create()
    assert "no name" in form.message
    form.name.value, form.folder.value = "a case", ""
    form.create()
    assert "cannot be the name" in form.message
    form.name.value, form.folder.value = "mine", str(workspace / "nowhere")
    form.create()
    assert "no such folder" in form.message
    assert not (workspace / "cases").exists() or not list((workspace / "cases").iterdir())


def test_any_field_of_the_reading_can_be_corrected(folder, workspace):
    form = NewCaseForm("corrected")
    form.pasted.value = next((folder / "notices").glob("*.txt")).read_text(encoding="utf-8")
    form.read()
    assert form.corrections.value == {}, "what was read is no correction"
    form.corrections.purpose_field.value = "release_funds"
    form.corrections.stage.value, form.corrections.route.value = "funds_hold", "funds_request"
    form.corrections.hours.value = "48"
    form.corrections.sent_on.value = date(2026, 10, 1)
    form.corrections.lists["asins"].value = "B0TEST0001, B0TEST0002"
    form.corrections.requested["bank_account"].value = True
    form.create()
    assert form.message == ""
    notice = form.case.notice
    assert (notice.stage, notice.route, notice.deadline.hours, notice.sent_on) == ("funds_hold", "funds_request", 48, date(2026, 10, 1))
    assert notice.asins == ("B0TEST0001", "B0TEST0002") and "bank_account" in notice.requested
    assert (form.case.case.purpose, form.case.case.route, form.case.case.deadline.hours) == ("release_funds", "funds_request", 48)


@pytest.mark.parametrize("deadline", [Deadline(text="in 72 hours", hours=72), None])
def test_a_deadline_that_is_not_sure_is_asked_for(deadline):
    text = "Your account is at risk. We look at it again in 72 hours."
    place = text.index("in 72 hours")
    notice = read_notice("pasted", text="Your account is at risk of deactivation. Send your plan by 5 November 2026.")
    corrections = NewCaseForm().corrections
    corrections.show(notice)
    assert corrections.doubt.value == ""
    unsure = {"text": text, "deadline": deadline, "read_from": {"deadline": ((place, place + 11),)}, "confidence": {"deadline": 0.6}}
    corrections.show(notice.model_copy(update=unsure))
    assert "Is “in 72 hours” until when Amazon wants your answer?" in corrections.doubt.value
    assert ("empty or correct" in corrections.doubt.value) == (deadline is not None)
    told = understood_html(notice.model_copy(update=unsure), catalogue())
    assert ("no deadline stated (not sure)" if deadline is None else "in 72 hours (not sure)") in told


def test_what_was_understood_is_escaped():
    assert marked("<script>x</script>", [(0, 8)]) == "<mark>&lt;script&gt;</mark>x&lt;/script&gt;"


def test_every_source_of_a_sample_is_called_by_words_and_not_by_an_id(tmp_path):
    facts = open_case(copy_sample("late_shipment_rate", tmp_path / "case")).facts()
    called = {sources_text(sentence, source_names(facts, catalogue())) for sentence in draft_letter(facts).all_sentences()}
    assert any("found in your reports (orders: carrier Cascade Parcel)" in words for words in called)
    assert any("measured from your reports (late shipment rate)" in words for words in called)
    assert not [words for words in called if "@" in words or "/30/" in words or ": ’" in words or "_rate" in words]
