"""How long a notice takes to be read: milliseconds per 10 kB of text, for each language and for texts of very different length.

    python -m tests.benchmarks.notices [--repeat 5]

The texts are the fictional notices that are held back (tests/notices), alone (`notice`), one behind the other until they have 10 kB, 100 kB and 1 MB, and some that no one
would send: a single line without an end, nothing but numbers, rulers, or lines that each head a message. Rules are read before the clock starts. There is no other program to
compare with; the bar is 200 ms per 10 kB. Exit status 1 when a figure lies above it. Before and behind the table it is told what two million additions take: machines that are shared
have been seen to differ by half from one minute to the next.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import time
from collections import defaultdict

from poa_helpers.notice import read_notice

from ..notice_corpus import examples

BAR = 200.0  # ms per 10 kB
SIZES = {"10 kB": 10_000, "100 kB": 100_000, "1 MB": 1_000_000}
# Texts that no one would send.
NOBODYS = {
    "one line without an end": "deactivated " * 20_000,
    "numbers only": "112-1234567-1234567 72 hours 4% " * 8_000,
    "rulers only": f"{'-' * 72}\n" * 3_500,
    "headed lines only": "".join(f"[{day} May 2026] Amazon\nYour listing was removed\n" for day in range(1, 32)) * 200,
}


def milliseconds(text: str) -> float:
    """What reading a text takes."""
    began = time.process_time()
    read_notice("benchmark", text=text)
    return (time.process_time() - began) * 1000


def per_ten_kilobytes(text: str, repeat: int) -> float:
    """The least of some runs, for 10 kB of text: what else the machine does only adds to it. A shorter text counts as 10 kB."""
    size = max(len(text.encode("utf-8")), 10_000)
    return min(milliseconds(text) for _ in range(repeat)) * 10_000 / size


def yardstick() -> float:
    """Milliseconds that two million additions take: by how much this machine is slower than another, at this moment."""
    began = time.process_time()
    total = 0
    for number in range(2_000_000):
        total += number
    return (time.process_time() - began) * 1000


def of_size(texts: list[str], size: int) -> str:
    """Texts one behind the other until they have so many bytes."""
    pieces, held = [], 0
    for text in itertools.cycle(texts):
        pieces.append(text)
        held += len(text.encode("utf-8"))
        if held >= size:
            return "\n\n".join(pieces)
    return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.notices", description="How long a notice takes to be read.")
    parser.add_argument("--repeat", type=int, default=5)
    chosen = parser.parse_args(arguments)
    texts: dict[str, list[str]] = defaultdict(list)
    for example in examples("held_back"):
        texts[str(example.expected.get("language") or "en")].append(example.notice.text)  # rules of its language are read by this
    print(f"Two million additions take {yardstick():.0f} ms.\n")
    print("| language | notice (median of all) | slowest notice | " + " | ".join(SIZES) + " |\n|---|---|---|" + "---|" * len(SIZES))
    worst = 0.0
    for language, held in sorted(texts.items()):
        single = [milliseconds(text) for text in held]
        long = [per_ten_kilobytes(of_size(held, size), 1 if size > 500_000 else chosen.repeat) for size in SIZES.values()]
        worst = max(worst, *long, statistics.median(single))
        told = " | ".join(f"{ms:.0f}" for ms in long)
        print(f"| {language} | {statistics.median(single):.0f} | {max(single):.0f} | {told} |", flush=True)
    for name, text in NOBODYS.items():
        ms = per_ten_kilobytes(text, 1)
        worst = max(worst, ms)
        print(f"\n{name}, {len(text) // 1000} kB: {ms:.0f} ms per 10 kB")
    print(f"\nTwo million additions take {yardstick():.0f} ms.")
    print(f"\nThe bar is {BAR:.0f} ms per 10 kB; the worst is {worst:.0f}.")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
