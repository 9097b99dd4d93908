"""Help, for everybody, and the table of permissions as it is enforced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.web.sites import signed_in, site, text_of

from willing.conference.actor import PARTS
from willing.conference.permissions import PERMISSIONS
from willing.web.pages.help import scope
from willing.web.site import Site


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    found = site(tmp_path_factory.mktemp("help"))
    yield found
    found.close()


@pytest.mark.parametrize("path", ["/help", "/help/meaning", "/help/permissions"])
@pytest.mark.parametrize("name", [None, "france"])
def test_help_is_there_for_everybody_and_says_nothing_of_the_conference(
    here: Site, path: str, name: str | None
) -> None:
    page = signed_in(here, name).get(path)
    assert page.status_code == 200
    if name is None:
        assert "A small conference" not in page.text and "Version" not in text_of(page.text).partition("Help ")[0]


def test_every_permission_stands_in_the_table(here: Site) -> None:
    said = text_of(signed_in(here).get("/help/permissions").text)
    assert all(permission.says in said for permission in PERMISSIONS)
    assert all(part in said for part in PARTS)


def test_a_part_without_a_permission_has_no_word_there() -> None:
    by_name = {permission.name: permission for permission in PERMISSIONS}
    assert scope(by_name["pledge.write"], "delegate") == "own nation"
    assert scope(by_name["pledge.write"], "headquarters") == ""
    assert scope(by_name["picture.see"], "public") == "yes"


def test_every_verdict_is_explained(here: Site) -> None:
    said = text_of(signed_in(here).get("/help/meaning").text)
    for word in ("firm", "together", "contested", "out"):
        assert f"{word} " in said
