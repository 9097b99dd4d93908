"""`willing ledger` on both databases, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Called, called
from tests.ledger.test_store import NOON, write
from tests.ledger.test_verify import tamper

from willing.cli.ledger import history
from willing.ledger import Entry, Ledger, New
from willing.ledger.place import home, place, place_of

__all__ = ["called"]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory for this user."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data" / "willing")
    return home()


def test_a_sound_ledger_is_verified_and_its_heads_are_noted(called: Called, ledger: Ledger, tmp_path: Path) -> None:
    entries = write(ledger, "everyone", "people", "everyone")
    done = called("ledger", "verify", "--db", ledger.url)
    assert (done.status, done.err) == (0, "")
    assert "Sound: 3 entries in 2 chains" in done.words
    assert f"everyone 2 {entries[2].hash[:16]}" in done.words
    noted = called("ledger", "verify", "--json", "--db", ledger.url).out
    assert json.loads(noted)["heads"] == {
        "everyone": {"number": 2, "hash": entries[2].hash},
        "people": {"number": 1, "hash": entries[1].hash},
    }
    (tmp_path / "heads.json").write_text(noted)
    known = ("--known", str(tmp_path / "heads.json"), "--db", ledger.url)
    assert called("ledger", "verify", *known).status == 0
    tamper(ledger, 'DELETE FROM entry WHERE "order" = 3')
    assert called("ledger", "verify", "--db", ledger.url).status == 0
    done = called("ledger", "verify", *known)
    assert done.status == 1
    assert "everyone, entry 2: it was there when its hash was noted" in done.words


def test_a_bad_entry_is_named_with_exit_status_1(called: Called, ledger: Ledger, tmp_path: Path) -> None:
    write(ledger, "everyone", "everyone", "everyone")
    tamper(ledger, "UPDATE entry SET who = 'eve' WHERE number = 2")
    done = called("ledger", "verify", "--db", ledger.url)
    assert done.status == 1
    assert "✗ everyone, entry 2: it is not what was written" in done.words
    assert json.loads(called("ledger", "verify", "--json", "--db", ledger.url).out)["bad"] == [
        {"chain": "everyone", "number": 2, "wrong": "hash"}
    ]
    assert called("ledger", "backup", str(tmp_path / "b.db"), "--db", ledger.url).status == 1


def test_the_log_is_that_of_all_chains_or_of_one(called: Called, ledger: Ledger) -> None:
    assert called("ledger", "log", "--db", ledger.url).out == "Nothing is written yet.\n"
    write(ledger, "everyone", "nation:FR", "everyone")
    write(ledger, "everyone", who="boris")
    assert called("ledger", "log", "--db", ledger.url).out.splitlines()[1] == (
        "1  2026-03-01 12:00  anna   said [FR alone]"
    )
    assert called("ledger", "log", "--chain", "everyone", "--db", ledger.url).out.splitlines() == [
        "1  2026-03-01 12:00  anna   said",
        "2  2026-03-01 12:00  anna   said",
        "3  2026-03-01 12:00  boris  said",
    ]
    done = called("ledger", "log", "--last", "1", "--chain", "nation:FR", "--db", ledger.url)
    assert done.out == "1  2026-03-01 12:00  anna  said\n"
    done = called("ledger", "log", "--chain", "nation:GB", "--db", ledger.url)
    assert (done.status, done.out) == (2, "")
    assert "there is no chain 'nation:GB': there are everyone, nation:FR" in done.err


def test_a_long_name_has_a_line_of_its_own_and_long_words_wrap() -> None:
    entry = Entry(1, "everyone", 1, NOON, "a.very.long.name@defence.example.org", "said", {}, None, "", "")
    lines = [line.plain.rstrip() for line in history([entry], lambda _: "word " * 12, 72)]
    assert lines[0] == "1  2026-03-01 12:00  a.very.long.name@defence.example.org"
    assert all(len(line) <= 72 and line.startswith(" " * 47 + "word") for line in lines[1:])
    assert len(lines) > 2


def test_a_backup_and_the_way_back(called: Called, ledger: Ledger, tmp_path: Path) -> None:
    entries = write(ledger, "everyone", "people")
    file, new = str(tmp_path / "backup.db"), str(tmp_path / "new.db")
    done = called("ledger", "backup", file, "--db", ledger.url)
    assert done.status == 0
    assert "Sound: 2 entries in 2 chains" in done.words
    assert called("ledger", "backup", file, "--db", ledger.url).status == 2
    assert called("ledger", "restore", file, "--db", new).status == 0
    with Ledger(new) as restored:
        assert restored.entries() == entries
    done = called("ledger", "restore", file, "--db", ledger.url)
    assert done.status == 2
    assert "is not empty: a backup is restored into an empty database only" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "--db", "nowhere.db"), "nowhere.db: there is no such ledger"),
        (("log", "--db", "nowhere.db"), "nowhere.db: there is no such ledger"),
        (("backup", "b.db", "--db", "nowhere.db"), "nowhere.db: there is no such ledger"),
        (("restore", "b.db", "--db", "nowhere.db"), "b.db: there is no such backup"),
        (("verify", "--known", "nowhere.json"), "nowhere.json: no such file or directory"),
        (("verify", "--known", "bad.json"), "bad.json holds no heads"),
        (("restore", "b.db"), "Missing option '--db'"),
    ],
)
def test_wrong_use_is_one_line(
    called: Called, arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_text("[]")
    done = called("ledger", *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.json"]


def test_without_a_command_its_help_is_shown(called: Called) -> None:
    done = called("ledger")
    assert done.status == 0
    assert all(command in done.out for command in ("verify", "log", "backup", "restore"))


def test_the_only_ledger_of_a_user_needs_no_address(called: Called, own: Path) -> None:
    done = called("ledger", "verify")
    assert done.status == 2
    assert f"there is no ledger in {own}: name one with --db" in done.err
    with Ledger(place_of("one")) as ledger, ledger.writing() as writing:
        writing.append("anna", NOON, [New("everyone", "said", {})])
    assert place() == str(own / "one.db")
    assert "Sound: 1 entry in 1 chain," in called("ledger", "verify").words
    Ledger(place_of("two")).close()
    done = called("ledger", "verify")
    assert done.status == 2
    assert f"which ledger? Choose one with --db: {own / 'one.db'}, {own / 'two.db'}" in done.err
    assert place("here.db") == "here.db"


@pytest.mark.parametrize("name", ["", "a/b", "../x", ".hidden", "a b"])
def test_a_name_fit_for_a_file(own: Path, name: str) -> None:
    with pytest.raises(Exception, match="is no name for a ledger"):
        place_of(name)
    assert not own.exists()
