"""The browser tests, time after time: `python -m tests.browser.repeat 10 [PYTEST OPTIONS]` tells how often they passed and how long each run took."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path


def main(arguments: list[str]) -> int:
    times, options = (int(arguments[0]) if arguments else 10), arguments[1:]
    failed = 0
    for number in range(1, times + 1):
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-m", "browser", str(Path(__file__).parent), *options], capture_output=True, text=True
        )
        failed += done.returncode != 0
        told = done.stdout.strip().splitlines()
        print(
            f"run {number}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s – {told[-1] if told else ''}",
            flush=True,
        )
        if done.returncode:
            print("\n".join(told[-15:]), flush=True)
    print(f"{times - failed} of {times} runs passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
