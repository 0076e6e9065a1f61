"""How long the checker takes for a letter of 1,000 words: `python -m tests.benchmarks.checking`."""

from __future__ import annotations

import statistics
import sys
import time

from ..mutants import blocking, masters

WORDS, RUNS, MOST_MS = 1000, 25, 300


def long_letter() -> tuple[str, str]:
    """The longest golden letter, edited, and drawn out to 1,000 words with sentences of its own."""
    name = max((name for name in masters() if name.endswith(".md")), key=lambda name: len(masters()[name].text.split()))
    lines = masters()[name].text.replace("moved", "switched").replace("compared", "checked").split("\n")
    more = [line for line in lines if line.startswith("- ")]
    while len(" ".join(lines).split()) < WORDS:
        lines.insert(-2, more[len(lines) % len(more)].replace("We ", "Then we ", 1).replace("Evidence:", "Proof:"))
    return name, "\n".join(lines)


def main() -> int:
    name, text = long_letter()
    blocking(text, masters()[name])  # the start: lists are read and compiled
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        blocking(text, masters()[name])
        taken.append(1000 * (time.perf_counter() - began))
    print(
        f"{len(text.split())} words: median {statistics.median(taken):.0f} ms, worst {max(taken):.0f} ms of {RUNS} (at most {MOST_MS} ms)"
    )
    return int(statistics.median(taken) > MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
