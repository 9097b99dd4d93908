"""A form on a page as a browser would send it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects what a form would send, without the button."""

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id = id
        self.found = self.inside = False
        self.values: dict[str, list[str]] = {}
        self._area: str | None = None
        self._select: str | None = None
        self._picked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("id") == self.id:
            self.inside = self.found = True
        elif self.inside and "name" in told:
            self._field(tag, told)
        elif self.inside and tag == "option" and self._select is not None:
            self._option(told)

    def _field(self, tag: str, told: dict[str, str]) -> None:
        name, kind = told["name"], told.get("type", "text")
        if tag == "input" and (kind not in ("checkbox", "radio") or "checked" in told):
            self.values.setdefault(name, []).append(told.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self.values.setdefault(name, []).append("")
        elif tag == "select":
            self._select, self._picked = name, False

    def _option(self, told: dict[str, str]) -> None:
        values = self.values.setdefault(str(self._select), [])
        if "selected" in told or not self._picked:
            if self._picked:
                values.pop()
            values.append(told.get("value", ""))
            self._picked = True

    def handle_data(self, data: str) -> None:
        if self.inside and self._area is not None:
            self.values[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.values[self._area][-1] = self.values[self._area][-1].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self.inside = False


def sent(html: str, id: str) -> dict[str, list[str]]:
    """What the form with an id would send, each name with its values."""
    form = _Form(id)
    form.feed(html)
    assert form.found, f"there is no form {id!r}"
    return form.values
