"""Case files that were sent: one YAML file, or an archive of a directory, read in memory and within bounds.

Nothing of it is written to a disk, so that no name in an archive leads anywhere; names that try to are refused all the
same, as are archives that would grow beyond what a case needs.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from stat import S_ISLNK

from willing.case.base import SUFFIXES
from willing.case.build import build_located
from willing.case.model import Case
from willing.case.read import LARGEST_FILE, joined
from willing.errors import CaseError, Fault, Place

MOST_FILES = 100
"""Files of an archive."""
LARGEST = 32_000_000
"""Bytes of the files of an archive, together."""
SENT = "case.yaml"
"""What a file is called whose name is not known."""


def case_of(sent: bytes) -> Case:
    """The case in what was sent. Raises :class:`~willing.errors.CaseError` with every fault, by file and line."""
    if not sent:
        raise CaseError([Fault(Place(), "no file was chosen", "choose a case file, or a .zip of a case directory")])
    files = tuple(_unpacked(sent)) if zipfile.is_zipfile(io.BytesIO(sent)) else ((SENT, sent),)
    texts, stopped = list[tuple[str, str]](), list[Fault]()
    for name, raw in files:
        if len(raw) > LARGEST_FILE:
            what = f"more than {LARGEST_FILE:,} bytes, the most a case file has"
            stopped.append(Fault(Place(name), what, "is it the right file?"))
            continue
        try:
            texts.append((name, raw.decode("utf-8-sig")))
        except UnicodeDecodeError:
            stopped.append(Fault(Place(name), "not text", "a case file is YAML in UTF-8"))
    return build_located(*joined(texts, stopped, SENT))


def _refuse(what: str, remedy: str, name: str = "") -> CaseError:
    return CaseError([Fault(Place(name), what, remedy)])


def _unpacked(sent: bytes) -> Iterator[tuple[str, bytes]]:
    """The case files of an archive, by their names without the directory."""
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as archive:
            chosen = _chosen(archive)
            left = LARGEST
            for info in chosen:
                raw = _content(archive, info, left)
                left -= len(raw)
                yield PurePosixPath(info.filename).name, raw
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        raise _refuse("the archive cannot be read", "make it again as a plain .zip without a password") from None


def _chosen(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive that are read, all of one directory."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MOST_FILES:
        raise _refuse(
            f"the archive holds {len(infos):,} files", f"a case has at most {MOST_FILES}: one for each section"
        )
    for info in infos:
        _refuse_odd(info)
    chosen = [info for info in infos if _is_read(PurePosixPath(info.filename))]
    folders = sorted({str(PurePosixPath(info.filename).parent) for info in chosen})
    if not chosen:
        raise _refuse("no *.yaml file in the archive", "put the files of the case into it, such as case.yaml")
    if len(folders) > 1:
        said = ", ".join("the top" if folder == "." else folder for folder in folders[:4])
        raise _refuse(f"case files in several directories: {said}", "put those of one case into one directory")
    return sorted(chosen, key=lambda info: info.filename)


def _refuse_odd(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or name.startswith(("/", "\\")) or ":" in name.split("/")[0]:
        raise _refuse("a file that leads out of the archive", "pack the directory of the case itself", name[:80])
    if S_ISLNK(info.external_attr >> 16):
        raise _refuse("a link rather than a file", "pack the file that it leads to", name[:80])
    if info.file_size > LARGEST_FILE:
        raise _refuse(f"more than {LARGEST_FILE:,} bytes, the most a case file has", "is it the right file?", name[:80])


def _is_read(path: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return path.suffix in SUFFIXES and not hidden


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """What a file holds; an archive may lie about how large that is."""
    most = min(left, LARGEST_FILE)
    with archive.open(info) as stream:
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise _refuse(f"more than {LARGEST:,} bytes once unpacked", "a case needs fewer", info.filename[:80])
    return raw
