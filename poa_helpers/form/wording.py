"""What the form says around the questions: titles and introductions of its steps. The questions themselves are the catalogue's."""

from __future__ import annotations

from ..model import Route

LAST_STEPS = ("evidence", "sign_off", "review")
TITLES = {
    "causes": "Causes",
    "actions": "Actions",
    "measures": "Measures",
    "grounds": "Why there was no breach",
    "evidence": "Evidence",
    "sign_off": "Sign-off",
    "review": "Review",
}
INTRO = {
    "causes": "What made it possible? Nothing is chosen for you: say for each whether it was a cause. Causes that the reports support come first.",
    "actions": "What have you already done? Only what is done and dated goes into the letter.",
    "measures": "What keeps it from happening again? Each needs a person, a rhythm, a limit and a record.",
    "grounds": "Why did the account not breach the policy? Each point needs a document; nothing here admits a fault.",
}
# Where papers are asked for, they may speak for themselves.
WITH_PAPERS = {
    "titles": {"grounds": "What they show"},
    "intro": {
        "grounds": "What do the documents show that Amazon wants to be told in words, such as the store name of a reactivated account? Confirm only what a "
        "document shows; none is needed where the documents say it all."
    },
}
EMPTY = {
    "actions": "Confirm a cause first; the actions that fit it are then asked here.",
    "measures": "Confirm a cause first; the measures that fit it are then asked here.",
}

LETTER = "<h4>Your letter so far</h4><p class='poa-quiet'>Rest the pointer on a sentence, or step to it with the Tab key, to see where it is from.</p>"
PARTS = {"why": "the whys", "reason": "the reason", "text": "the words", "evidence": "the files", "causes": "the causes"}
WRITTEN_BY = "The letter is written to the case folder by the notebook 3_letter."
CHANGED = "Another tab or program has changed answers.json since this form read it. What you changed here since then is not saved."
ELSEWHERE = (
    "This case is open in another tab or program. Here it can only be read, so that neither overwrites the other. "
    "Close the other one, or press the button to work here instead."
)


def title(step: str, route: Route) -> str:
    """The title of a step.

    >>> title("grounds", "dispute"), title("grounds", "documents")
    ('Why there was no breach', 'What they show')
    """
    return (WITH_PAPERS["titles"].get(step) if route == "documents" else None) or TITLES[step]


def intro(step: str, route: Route) -> str:
    """The introduction of a step."""
    return (WITH_PAPERS["intro"].get(step) if route == "documents" else None) or INTRO[step]


def then(steps: int) -> str:
    """What to do when nothing is missing.

    >>> then(6)
    'Look at step 6, Review; then open the notebook 3_letter.'
    """
    return f"Look at step {steps}, Review; then open the notebook 3_letter."
