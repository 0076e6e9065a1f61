"""Cases in a store (any fsspec address, such as s3://bucket/cases): fetched to a private folder, and the result put back, its record last.

A run is there when its record is: whoever reads `runs/<name>/run.json` finds everything it names. A run that was ended before is overwritten by the
next try, which has the same name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from ..case.record import sha256
from ..errors import PoaError
from .fingerprint import combined, program
from .values import RECORD, CaseRun, run_of

_PARTS = ("notices", "reports", "evidence", "letters")
_AT_ONCE = 200  # files asked for in one go


def opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it. Raises PoaError when the library for it is missing or the address cannot be used."""
    try:
        import fsspec

        return fsspec.core.url_to_fs(address, **({"auto_mkdir": True} if address.startswith("file:") else {}))
    except ImportError as error:
        raise PoaError.of(
            f"'{address}' needs a library that is not installed ({error.name or error})",
            'Install it with: pip install "poa-workbench[cluster]".',
        ) from None
    except ValueError as error:
        raise PoaError.of(f"'{address}' is no address of a folder ({error})", "Write it like s3://bucket/cases.") from None


def stored_cases(address: str) -> list[str]:
    """The addresses of the cases below an address, by name. Raises PoaError when there is none."""
    system, root = opened(address)
    scheme = address.split("://")[0]
    try:
        found = system.glob(f"{root.rstrip('/')}/*/case.json")
    except OSError as error:
        raise PoaError.of(f"cannot be listed ({error})", "Look at the address and at your rights to it.", file=address) from None
    if not found:
        raise PoaError.of("holds no case", "Name the folder that holds your cases.", file=address)
    return [
        f"{scheme}://{path.removesuffix('/case.json').lstrip('/') if scheme != 'file' else path.removesuffix('/case.json')}"
        for path in sorted(found)
    ]


def _files(system: Any, root: str) -> dict[str, Mapping[str, Any]]:
    """The files of a case by their name in it; those of its runs, too."""
    with suppress(FileNotFoundError):
        held = system.find(root, detail=True)
        return {str(PurePosixPath(path).relative_to(PurePosixPath(root))): info for path, info in held.items()}
    return {}


def fetch(address: str, folder: Path) -> dict[str, str]:
    """Copy what a run reads into `folder`; returns the letters as they are now, name -> sha256."""
    system, root = opened(address)
    names = [name for name in _files(system, root) if name in ("case.json", "answers.json") or name.split("/")[0] in _PARTS]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    system.get([f"{root}/{name}" for name in names], [str(folder / name) for name in names])
    return letters_in(folder)


def letters_in(folder: Path) -> dict[str, str]:
    """The files of all letters of a case, name -> sha256."""
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted((folder / "letters").rglob("*")) if path.is_file()}


def give_back(address: str, folder: Path, before: Mapping[str, str], run: CaseRun, name: str) -> CaseRun:
    """Put a run and its letters into the store; its record last. name: of its folder there."""
    system, root = opened(address)
    here, kept = folder / run.folder, run.model_copy(update={"folder": f"runs/{name}"})
    for notebook in here.glob("*.ipynb"):  # what it was run with is the case, not the folder of a worker
        text = notebook.read_text(encoding="utf-8")
        notebook.write_text(text.replace(str(here), f"{address}/{kept.folder}").replace(str(folder), address), encoding="utf-8")
    now = letters_in(folder)
    content = {f"{kept.folder}/{path.name}": path for path in here.iterdir() if path.name != RECORD}
    content |= {letter: folder / letter for letter, digest in now.items() if before.get(letter) != digest}
    system.put([str(path) for path in content.values()], [f"{root}/{target}" for target in content])
    if gone := [f"{root}/{letter}" for letter in before if letter not in now]:
        system.rm(gone)
    system.pipe(f"{root}/{kept.folder}/{RECORD}", (kept.model_dump_json(indent=2, exclude_defaults=True) + "\n").encode())
    return kept


def states(addresses: Sequence[str], notebooks: Sequence[Path], parameters: Mapping[str, Any]) -> Iterator[tuple[str, str, CaseRun | None]]:
    """Each case with the fingerprint of what a run would be made from, and its newest run. Files are told apart by size and the store's own mark."""
    by = program()
    for start in range(0, len(addresses), _AT_ONCE):
        for address, files, last in _states(addresses[start : start + _AT_ONCE]):
            yield address, combined(files, notebooks, parameters, by), last


def _states(addresses: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, str]], CaseRun | None]]:
    held = {address: opened(address) for address in addresses}
    system = next(iter(held.values()))[0]
    system.invalidate_cache()
    listed = {address: _files(own, root) for address, (own, root) in held.items()}
    records = {
        address: max((n for n in files if n.startswith("runs/") and n.endswith(f"/{RECORD}")), default=None)
        for address, files in listed.items()
    }
    wanted = [f"{held[address][1]}/{name}" for address in addresses for name in ("case.json", records[address]) if name]
    contents = _contents(system, wanted)
    for address in addresses:
        root = held[address][1]
        revision = _revision(contents.get(f"{root}/case.json", b""))
        files = [(name, _mark(info)) for name, info in sorted(listed[address].items()) if _is_input(name, revision)]
        last = run_of(contents.get(f"{root}/{records[address]}", b"")) if records[address] else None
        yield address, files, last


def _contents(system: Any, paths: Iterable[str]) -> dict[str, bytes]:
    paths = list(paths)
    found = system.cat(paths, on_error="omit") if paths else {}
    return found if isinstance(found, dict) else {paths[0]: found}


def _revision(content: bytes) -> int:
    with suppress(ValueError, AttributeError, TypeError):
        return 1 + sum(event.get("event") == "letter_sent" for event in json.loads(content).get("timeline", ()))
    return 1  # a case that cannot be read; its run will say so


def _is_input(name: str, revision: int) -> bool:
    parts = name.split("/")
    if parts[0] == "letters":
        return parts[-1] == "sources.json" and parts[1][1:].isdigit() and int(parts[1][1:]) < revision
    return name in ("case.json", "answers.json") or (parts[0] in _PARTS and not parts[-1].startswith("."))


def _mark(info: Mapping[str, Any]) -> str:
    """What tells one content of a stored file from another: its size, and the first mark of it that the store gives."""
    mark = next(
        (info[name] for name in ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "created") if info.get(name)), ""
    )
    return f"{info.get('size')} {mark}"
