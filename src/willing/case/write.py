"""Writing a case back, losing nothing that :mod:`.read` understands (comments are not part of a case)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from willing.case.base import SUFFIXES
from willing.case.build import SECTIONS
from willing.case.lasting import lasting
from willing.case.model import Case


def data(case: Case) -> dict[str, Any]:
    """The case as plain data with the keys of the format; what has its default is left out."""
    found = case.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    return {section: found[section] for section in SECTIONS if section in found}


def canonical(case: Case) -> str:
    """The case as one line of JSON, the same for equal cases: :func:`data` with its keys in order.

    Written section by section, as all but one are mostly those of the version before.
    """
    parts = {field.alias or name: (name, getattr(case, name)) for name, field in Case.model_fields.items()}
    written = (f'"{key}": {_section(name)(part)}' for key, (name, part) in sorted(parts.items()) if part)
    return f"{{{', '.join(written)}}}"


@cache
def _section(name: str) -> Callable[[object], str]:
    """What writes a section of a case as JSON."""
    adapter: TypeAdapter[object] = TypeAdapter(Case.model_fields[name].rebuild_annotation())

    @lasting
    def written(part: object) -> str:
        plain = adapter.dump_python(part, by_alias=True, exclude_defaults=True)
        return json.dumps(plain, sort_keys=True, ensure_ascii=False, default=str)

    return written


def dump(case: Case) -> str:
    """The case as one YAML file."""
    return _yaml(data(case))


def fragment(part: Any) -> str:
    """A part of a case as YAML, as :func:`~willing.case.located.scan` reads it back."""
    written = yaml.dump(part, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=90, default_flow_style=None)
    return written.removesuffix("...\n").rstrip("\n")


def save(case: Case, path: str | Path) -> None:
    """Write the case: to one file if the path ends in ``.yaml``, else to a directory with a file per section.

    Each file appears whole or not at all; the files of sections that the case no longer has are removed. Raises
    :class:`OSError` where the path cannot be written, and :class:`FileExistsError` for a directory that holds other
    ``*.yaml`` files, which would be read as part of the case.
    """
    target = Path(path)
    if target.suffix == ".yaml":
        _put(target, dump(case))
        return
    target.mkdir(parents=True, exist_ok=True)
    there = [path for path in target.iterdir() if _is_read(path)]
    for other in there:
        if other.stem not in SECTIONS:
            raise FileExistsError(17, "is not a file of this case and would be read as part of it", str(other))
    written = {target / f"{section}.yaml": _yaml({section: part}) for section, part in data(case).items()}
    for file, text in written.items():
        _put(file, text)
    for other in there:
        if other not in written:
            other.unlink()


def _is_read(path: Path) -> bool:
    return path.suffix in SUFFIXES and not path.name.startswith(".")


def _put(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


class _Dumper(yaml.SafeDumper):
    """Quotes whatever YAML 1.1 or 1.2 would read as something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o.*|0x.*)$"),
    None,
)
_Dumper.add_representer(
    date, lambda dumper, day: dumper.represent_scalar("tag:yaml.org,2002:timestamp", day.isoformat())
)
_Dumper.add_representer(tuple, lambda dumper, items: dumper.represent_list(list(items)))
_Dumper.add_representer(str, lambda dumper, text: _text(dumper, str(text)))


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Text; in double quotes where it holds what YAML takes for a line break and would fold into a space."""
    style = '"' if any(mark in text for mark in "\x85\u2028\u2029\ufeff") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.dump(
        dict(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )
