"""A page as its readers' programs see it: read strictly, so that what is wrong with it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})
"""Elements without an end."""
LOADING = frozenset(
    {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base", "form", "use"}
)
"""Elements that load something, run something or send something."""
BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "dl", "table", "section", "article", "figure", "h1", "h2", "h3", "h4", "h5"}
)
"""Elements that no paragraph and no heading may hold."""


@dataclass
class Element:
    """One element with what it holds."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, spaces put together."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).split())

    def all(self, tag: str) -> list[Element]:
        """Every element of a kind in it, itself included."""
        inside = [found for child in self.children if isinstance(child, Element) for found in child.all(tag)]
        return [self, *inside] if tag in (self.tag, "*") else inside


class Reader(HTMLParser):
    """Builds the tree of a page; refuses what does not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice in <{tag}>"
        inside = {element.tag for element in self.open}
        assert not (tag in BLOCKS and inside & {"p", "h1", "h2", "h3", "h4", "h5"}), f"<{tag}> in a paragraph"
        assert not (tag == "a" and "a" in inside), "a link in a link"
        found = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert any(element.tag == "svg" for element in self.open), f"<{tag}/> closes itself outside a drawing"
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


class Page:
    """A page, checked as it is read."""

    def __init__(self, html: str) -> None:
        assert html.startswith("<!doctype html>\n")
        reader = Reader()
        reader.feed(html)
        reader.close()
        assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
        self.html, self.root = html, reader.root
        everything = self.root.all("*")
        ids = [element.attributes["id"] for element in everything if "id" in element.attributes]
        assert sorted(set(ids)) == sorted(ids), "an id twice"
        self.by_id = {element.attributes["id"]: element for element in everything if "id" in element.attributes}

    @property
    def text(self) -> str:
        """All that it says, its style sheet left out."""
        return self.root.all("body")[0].text

    def lost(self) -> list[str]:
        """Links within the page that lead nowhere."""
        links = {element.attributes.get("href", "") for element in self.root.all("a")}
        clips = re.findall(r"url\(#([^)]*)\)", self.html)
        said = [e.attributes["aria-labelledby"] for e in self.root.all("*") if "aria-labelledby" in e.attributes]
        wanted = [*(link[1:] for link in sorted(links) if link.startswith("#")), *clips, *said]
        return [name for name in wanted if name not in self.by_id]

    def loaded(self) -> list[str]:
        """Whatever it would fetch, run or send without being asked."""
        found = []
        for element in self.root.all("*"):
            for name, value in element.attributes.items():
                if name in ("src", "srcset", "data", "poster", "action", "background", "xlink:href") or name.startswith(
                    "on"
                ):
                    found.append(f"{element.tag} {name}={value}")
                if name == "href" and (element.tag != "a" or not re.match(r"#|https?://", value)):
                    found.append(f"{element.tag} href={value}")
                if name == "http-equiv" and value.lower() == "refresh":
                    found.append("a refresh")
            if element.tag in LOADING:
                found.append(element.tag)
        styles = [element.text for element in self.root.all("style")]
        styles += [e.attributes["style"] for e in self.root.all("*") if "style" in e.attributes]
        return found + [word for style in styles for word in re.findall(r"@import|url\(|expression\(", style)]

    def value(self, name: str) -> int:
        """The first number within the element of that id."""
        return int(self.by_id[name].all("data")[0].attributes["value"])

    def rows(self, table: str) -> list[list[str]]:
        """The rows of a table's body, cell by cell."""
        bodies = self.by_id[table].all("tbody")
        cells = [row.children for body in bodies for row in body.all("tr")]
        return [[cell.text for cell in row if isinstance(cell, Element)] for row in cells]
