"""A page as a browser shows it, with no network to go to."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.report.scenes import hostile, of_rich, read

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on the path to open the page with")

FRAME = """<!doctype html><title>measuring</title><iframe width="{width}" height="900" srcdoc="{page}"></iframe>
<script>
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => {{
  const inside = frame.contentDocument, visible = e => e.getClientRects().length > 0;
  const drawings = [...inside.querySelectorAll("svg")].filter(visible).map(e => e.getAttribute("class"));
  document.body.textContent = `wide ${{inside.documentElement.scrollWidth}} drawings ${{[...new Set(drawings)]}} `
    + `harmed ${{frame.contentWindow.harmed}}`;
}});
</script>
"""


def opened(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Chromium without a window and without a network."""
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    offline = [
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--enable-logging=stderr",
        f"--user-data-dir={folder / 'profile'}",
    ]
    program = [BROWSER or "", *quiet, *offline, "--virtual-time-budget=10000", *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=True, timeout=300)


def test_it_opens_without_a_network_and_asks_for_nothing(tmp_path: Path) -> None:
    """The page forbids itself to load anything, and a browser would complain of each try."""
    path = tmp_path / "page.html"
    path.write_text(of_rich().html, encoding="utf-8")
    done = opened("--dump-dom", path.as_uri(), folder=tmp_path)
    assert "What would unlock more?" in done.stdout
    assert "CONSOLE" not in done.stderr
    assert not re.search("Content Security Policy|ERR_|Refused", done.stderr)


@pytest.mark.parametrize(("width", "drawing"), [(430, "narrow"), (1000, "wide"), (1400, "wide")])
def test_it_fits_every_screen(width: int, drawing: str, tmp_path: Path) -> None:
    for page in (of_rich(), read(hostile())):
        path = tmp_path / "frame.html"
        path.write_text(FRAME.format(width=width, page=html.escape(page.html)), encoding="utf-8")
        done = opened("--dump-dom", path.as_uri(), folder=tmp_path)
        found = re.search(r"wide (\d+) drawings (\S+) harmed (\w+)", done.stdout)
        assert found is not None, done.stdout[-300:]
        assert int(found[1]) <= width
        assert found[2] == drawing
        assert found[3] == "undefined"


def test_it_prints(tmp_path: Path) -> None:
    path, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    path.write_text(of_rich().html, encoding="utf-8")
    opened(f"--print-to-pdf={printed}", "--no-pdf-header-footer", path.as_uri(), folder=tmp_path)
    assert printed.read_bytes().startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) >= 5
