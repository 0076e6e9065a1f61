"""Learn what words speak for, and write it to `data/policy/notice_*` and `data/policy/letter_words.*`:

    python -m tests.learning [periods|messages|sentences]   (needs `pip install -e .[bench]`; some minutes)

From the notices that are `seen` in two steps, once for whole messages (`messages.py`) and once for the words around each length of time and date (`periods.py`). First a linear support vector machine for each
answer, on runs of letters (`poa_helpers/notice/grams.py`) weighted by rarity (`weights.py`). Then how much words and phrases count beside each other: fitted by likelihood on notices
whose words the phrases were not written for (of the collections those that are worded as usual), each weighed with words learned without the author it is from. What is `held_back` is never used.
Which message of a thread is read is told by the weights that stand there before (`conversations.py`); it decides for one message in nine hundred.
What single sentences tell is learned with the messages they are weighed in (`telling.py`).
From sentences of letters with known faults (`sentences.py`): how much must speak for a fault is found with sentences of authors that were left out.
"""

import sys

from .messages import learn_messages
from .periods import learn_periods
from .sentences import learn_sentences

PARTS = {"periods": learn_periods, "messages": learn_messages, "sentences": learn_sentences}


def main(parts: list[str]) -> int:
    for part in parts or PARTS:
        print(PARTS[part]())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
