"""Files: a page that asks nothing of the internet, and pictures in every format."""

from __future__ import annotations

import json
import re

import pytest
from tests.charts.scenes import AGREED, ukraine

from willing.charts import FORMATS, NARROW, theme
from willing.charts.pictures import Draw, Question, picture
from willing.charts.render import WIDTHS, page, rendered


@pytest.fixture(scope="module")
def draw() -> Draw:
    return picture("strength", ukraine(), Question("2025-09-04", AGREED, reading="high"))


@pytest.fixture(scope="module")
def written(draw: Draw) -> str:
    return page(draw)


def test_a_page_fetches_nothing(written: str) -> None:
    own = re.sub(r"<script>.*?</script>", "", written, flags=re.DOTALL)
    assert not re.search(r"\b(src|href|action|srcset|poster|data)\s*=", own.replace("xmlns:xlink", ""), re.IGNORECASE)
    assert "url(" not in own
    assert "@import" not in own
    assert "default-src 'none'" in own
    assert "connect-src" not in own
    known = r"https?://(www\.w3\.org/|vega\.github\.io/(schema|editor)|github\.com/vega)"
    assert [url for url in re.findall(r"https?://[^\s\"'`)<]+", written) if not re.match(known, url)] == []


def test_a_page_carries_every_width_and_a_printed_picture(written: str) -> None:
    found = re.search(r"const carried = (\{.*?\});\n", written, re.DOTALL)
    assert found is not None
    carried = json.loads(found[1])
    assert list(map(int, carried["specs"])) == list(WIDTHS)
    assert carried["partners"] == theme.partners()
    assert '<div id="printed"><svg' in written
    assert "<title>None of the 25,000 wanted stand firm" in written
    assert "prefers-color-scheme: dark" in written
    assert "@media print" in written


def test_what_others_wrote_does_not_become_markup() -> None:
    case = ukraine()
    nations = {**case.nations, "FR": case.nations["FR"].model_copy(update={"name": "</script><b>France"})}
    made = page(picture("strength", case.replaced(nations=nations), Question("2025-09-04", AGREED, reading="high")))
    assert "<b>France" not in made
    assert made.count("</script>") == 2


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending != ".html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_format_in_both_schemes(draw: Draw, ending: str, scheme: str) -> None:
    made = rendered(draw, ending, NARROW, scheme)  # type: ignore[arg-type]
    if ending == ".png":
        assert made.startswith(b"\x89PNG")
        return
    text = made.decode()
    paper = theme.PAPER if scheme == "light" else theme.partners()[theme.PAPER]
    assert paper in text
    if ending == ".json":
        assert json.loads(text)["background"] == paper
    else:
        assert text.startswith("<svg")
        assert 'aria-label="None of the 25,000 wanted' in text
        assert "href" not in text.replace("xmlns:xlink", "")
