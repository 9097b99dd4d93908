"""Reading a case from disk, or a bundled one by its id."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from willing.case.base import SUFFIXES
from willing.case.build import build_located
from willing.case.located import Located, scan
from willing.case.model import Case
from willing.errors import CaseError, Fault, Place

LARGEST_FILE = 16_000_000
"""Bytes of one file beyond which it is not read."""


def bundled() -> tuple[str, ...]:
    """The ids of the cases that come with the package."""
    folder = resources.files("willing") / "cases"
    return tuple(sorted(item.name for item in folder.iterdir() if item.is_dir() and _is_case(item)))


def load(case: str | Path) -> Case:
    """Read a case: a directory of ``*.yaml`` files, one such file, or the id of a bundled case.

    Raises :class:`~willing.errors.CaseError` with every fault at once, each with its file, line and remedy.
    """
    return build_located(*read(case))


def read(case: str | Path) -> tuple[Located, list[Fault]]:
    """The files of a case as one tree that knows its places, not yet checked against the format.

    With it come the faults that let reading go on, such as keys given twice. Raises
    :class:`~willing.errors.CaseError` where a file cannot be read or is not YAML: what it would have defined would look
    missing elsewhere, so that nothing more is certain.
    """
    files, stopped = _files(case)
    return joined(files, stopped, str(case))


def joined(
    files: Iterable[tuple[str, str]], stopped: Iterable[Fault] = (), name: str = ""
) -> tuple[Located, list[Fault]]:
    """Texts of files, each with its name, as one tree; ``stopped`` is what kept others from being read.

    Gives and raises what :func:`read` does.
    """
    stopped = list(stopped)
    nodes, faults = list[Located](), list[Fault]()
    for file, text in files:
        try:
            node, found = scan(text, file)
        except CaseError as error:
            stopped += error.faults
            continue
        faults += found
        if node is not None:
            nodes.append(node)
    if stopped:
        raise CaseError([*stopped, *faults])
    if not nodes:
        raise CaseError([Fault(Place(name), "empty", "begin with `case:`; `willing new DIR` makes a small one")])
    return _merged(nodes, faults), faults


def _files(case: str | Path) -> tuple[list[tuple[str, str]], list[Fault]]:
    try:
        return _texts(_found(case))
    except (OSError, ValueError) as error:
        raise CaseError([_unreadable(str(case)[:200], error)]) from None


def _found(case: str | Path) -> Sequence[Traversable]:
    """The files of a directory, a file by itself, or the files of a bundled case."""
    path = Path(case)
    if str(case) and path.is_dir():
        files = sorted(item for item in path.iterdir() if item.suffix in SUFFIXES and not item.name.startswith("."))
        if not files:
            remedy = "name a case, or make one with `willing new DIR`"
            raise CaseError([Fault(Place(str(case)), "no *.yaml file in this directory", remedy)])
        return files
    if str(case) and path.exists():
        return [path]
    if str(case) in bundled():
        folder = resources.files("willing") / "cases" / str(case)
        return sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    close = difflib.get_close_matches(str(case), bundled(), 1)
    remedy = f"did you mean {close[0]!r}?" if close else f"name a directory, a file or one of: {', '.join(bundled())}"
    raise CaseError([Fault(Place(), f"no case at {str(case)[:200]!r}", remedy)])


def _texts(found: Sequence[Traversable]) -> tuple[list[tuple[str, str]], list[Fault]]:
    files, faults = list[tuple[str, str]](), list[Fault]()
    for item in found:
        name = str(item) if isinstance(item, Path) else item.name
        try:
            with item.open("rb") as stream:
                raw = stream.read(LARGEST_FILE + 1)
            if len(raw) > LARGEST_FILE:
                remedy = "is it the right file?"
                faults.append(Fault(Place(name), f"more than {LARGEST_FILE:,} bytes, the most a case file has", remedy))
            else:
                files.append((name, raw.decode("utf-8-sig")))
        except UnicodeDecodeError:
            faults.append(Fault(Place(name), "not text", "a case file is YAML in UTF-8"))
        except OSError as error:
            faults.append(_unreadable(name, error))
    return files, faults


def _unreadable(name: str, error: OSError | ValueError) -> Fault:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
    return Fault(Place(name), f"cannot be read: {reason.lower()}", "check the path and its permissions")


def _is_case(folder: Traversable) -> bool:
    return any(item.name.endswith(".yaml") for item in folder.iterdir())


def _merged(nodes: Sequence[Located], faults: list[Fault]) -> Located:
    """The files of a directory as one: sections of the same name are joined, nothing is overwritten."""
    if len(nodes) == 1:
        return nodes[0]
    whole = Located(nodes[0].place, {})
    sections: dict[str, Located] = {}
    for node in nodes:
        if not isinstance(node.value, dict):
            faults.append(
                Fault(
                    node.place,
                    "not part of a case",
                    "each file has sections such as `pledges:` at its left edge",
                )
            )
            continue
        for section, part in node.value.items():
            whole.keys.setdefault(section, node.keys[section])
            if section in sections:
                _join(section, sections[section], part, node.keys[section], faults)
            else:
                sections[section] = Located(part.place, _copied(part.value), dict(part.keys))
    whole.value = sections
    return whole


def _copied(value: object) -> dict[str, Located] | list[Located] | str | int | float | bool | None:
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, list) else value  # type: ignore[return-value]


def _join(section: str, into: Located, part: Located, place: Place, faults: list[Fault]) -> None:
    if section != "case" and isinstance(into.value, list) and isinstance(part.value, list):
        into.value.extend(part.value)
    elif section != "case" and isinstance(into.value, dict) and isinstance(part.value, dict):
        for key, item in part.value.items():
            if key in into.value:
                remedy = f"first at {into.keys[key]}; keep one of them"
                faults.append(Fault(part.keys[key], f"{section}: {key!r} given twice", remedy))
            else:
                into.value[key] = item
                into.keys[key] = part.keys[key]
    elif part.value is not None and into.value is not None:
        faults.append(Fault(place, f"the section `{section}` given twice", f"first at {into.place}; keep one of them"))
    elif into.value is None:
        into.value, into.keys = _copied(part.value), dict(part.keys)
