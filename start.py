"""Sets the workbench up in .venv beside this file and runs it. Needs nothing but Python 3.11 or newer.

    python3 start.py demo          set up, then the whole way on a fictional case
    python3 start.py test          set up, then all tests
    python3 start.py lab [CASE]    set up, then JupyterLab
    python3 start.py COMMAND …     set up, then `poa COMMAND …`

On Windows type `py start.py …`.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "installed.sha256"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted():
    """What the environment is made from: when this changes, it is made anew."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def set_up():
    if STAMP.is_file() and STAMP.read_text() == wanted() and PYTHON.is_file():
        return
    print("Setting up the workbench in .venv (about two minutes, once) …", flush=True)
    venv.EnvBuilder(with_pip=True, clear=True).create(ENVIRONMENT)
    # Compiling all of the libraries takes half as long again as fetching them; what is used is compiled at its first use.
    pip = [str(PYTHON), "-m", "pip", "install", "--no-compile", "--quiet", "--disable-pip-version-check", "--progress-bar", "off"]
    print("  1 of 2: installing the libraries, pinned and checked by hash …", flush=True)
    subprocess.check_call([*pip, "--require-hashes", "-r", str(LOCK)])
    print("  2 of 2: installing the workbench …", flush=True)
    subprocess.check_call([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    STAMP.write_text(wanted())


def main(arguments):
    if sys.version_info < (3, 11):
        print(
            f"The workbench needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer one and use that.",
            file=sys.stderr,
        )
        return 2
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    try:
        set_up()
    except subprocess.CalledProcessError as error:
        print(
            f"The set-up did not finish: {' '.join(error.cmd[2:5])} … ended with status {error.returncode}; its message stands above.",
            file=sys.stderr,
        )
        return 2
    if arguments[0] == "test":
        return subprocess.call([str(PYTHON), str(ROOT / "tests" / "run_all.py"), *arguments[1:]], cwd=ROOT)
    command = "py start.py" if os.name == "nt" else "python3 start.py"  # what the program names as the next step
    return subprocess.call([str(PYTHON), "-m", "poa_helpers.cli", *arguments], env={**os.environ, "POA_COMMAND": command})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
