"""The flows worth stealing, run as a user runs them: the program, in a copy of their folder."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.engine.program import backcast

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"


class Recipe:
    """One example in a folder of its own."""

    def __init__(self, name: str, tmp_path: Path) -> None:
        self.folder = tmp_path / name
        shutil.copytree(EXAMPLES / name, self.folder)
        self.file = self.folder / f"{name}.flow.json"
        self.home = tmp_path / "home"
        self.made = self.home / "examples" / name

    def run(self, *args: str, status: int = 0) -> dict[str, Any]:
        done = backcast(
            "run", str(self.file), "--json", *args, cwd=self.folder.parent,
            env={"BACKCAST_HOME": str(self.home)},
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def value(self, result: dict[str, Any], name: str) -> Any:
        return result["attributes"][name]["value"]


@pytest.fixture
def recipe(request: pytest.FixtureRequest, tmp_path: Path) -> Recipe:
    return Recipe(request.param, tmp_path)


def of(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("recipe", [name], indirect=True, ids=[name])


def statuses(result: dict[str, Any]) -> dict[str, str]:
    return {step: one["status"] for step, one in result["steps"].items()}


class Parts(HTMLParser):
    """The start tags of a page with what they say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def books(recipe: Recipe) -> dict[str, str]:
    with closing(sqlite3.connect(recipe.made / "books.sqlite3")) as found:
        return dict(found.execute("SELECT id, state FROM entries"))


@of("order-processing")
def test_the_second_supplier_stands_in_where_the_first_cannot_deliver(recipe: Recipe) -> None:
    result = recipe.run()
    assert statuses(result)["buy-from-north"] == "failed"
    assert "bought (south-A-1001)" in recipe.value(result, "confirmation")
    assert set(books(recipe).values()) == {"valid"}


@of("order-processing")
def test_the_second_supplier_is_not_asked_where_the_first_delivers(recipe: Recipe) -> None:
    result = recipe.run("-i", "quantity=2")
    assert statuses(result)["buy-from-south"] == "skipped"
    assert "north-A-1001" in books(recipe)


@of("order-processing")
def test_an_order_that_cannot_be_shipped_leaves_no_trace(recipe: Recipe) -> None:
    result = recipe.run("-i", "address=Atlantis", status=1)
    assert "'Atlantis'" in result["error"]["message"]
    assert books(recipe) == {"south-A-1001": "cancelled", "payment-A-1001": "refunded"}


@of("csv-report")
def test_every_file_of_the_folder_has_its_line_in_the_plot(recipe: Recipe) -> None:
    (recipe.folder / "data" / "online.csv").write_text("month,amount\n2025-01,12.50\n")
    result = recipe.run()
    page = Path(recipe.value(result, "report")).read_text(encoding="utf-8")
    plot = ElementTree.fromstring(recipe.value(result, "plot"))
    lines = plot.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 5
    assert recipe.value(result, "plot") in page
    assert "<td>online</td><td>12.50</td>" in page


@of("csv-report")
def test_a_line_that_cannot_be_added_up_is_named(recipe: Recipe) -> None:
    (recipe.folder / "data" / "east.csv").write_text("month,amount\n2025-01,lots\n")
    result = recipe.run(status=1)
    assert "line 2 of 'east.csv'" in result["error"]["message"]


@of("contact-sheet")
def test_the_sheet_shows_every_photo_with_its_size(recipe: Recipe) -> None:
    jpeg = bytes.fromhex("ffd8 ffe0 0004 0000 ffc0 000b 08 0030 0040 01 011100 ffd9")
    (recipe.folder / "photos" / "07.jpg").write_bytes(jpeg)
    result = recipe.run("-i", "columns=2")
    page = Path(recipe.value(result, "sheet")).read_text(encoding="utf-8")
    images = [parts["src"] for tag, parts in Parts(page).found if tag == "img"]
    assert len(images) == 7
    assert images[0] == (recipe.folder / "photos" / "01-dawn.png").as_uri()
    assert "240 × 160" in page
    assert "64 × 48" in page
    assert "repeat(2, 1fr)" in page


@of("contact-sheet")
def test_what_is_no_photo_is_named(recipe: Recipe) -> None:
    (recipe.folder / "photos" / "torn.png").write_bytes(b"not a picture")
    result = recipe.run(status=1)
    assert "'torn.png' is no photo" in result["error"]["message"]


@contextmanager
def site(pages: list[str]) -> Iterator[str]:
    """A web site whose only page is another one each time; busy (503) where it says nothing."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.pop(0).encode()
            self.send_response(200 if page else 503)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@of("page-watcher")
def test_only_a_change_of_what_is_read_is_written_down(recipe: Recipe) -> None:
    pages = [
        "<title>x</title><p>Open from 9</p>", "<p>Open   from 9</p><script>new()</script>",
        "", "<p>Open from 10</p>",
    ]  # fmt: skip
    with site(pages) as url:
        first, same = recipe.run("-i", f"url={url}"), recipe.run("-i", f"url={url}")
        assert first["goals"] == same["goals"] == {"note-change": "skipped"}
        changed = recipe.run("-i", f"url={url}")
    assert changed["steps"]["fetch-page"]["tries"] == 2
    note = Path(recipe.value(changed, "note")).read_text(encoding="utf-8")
    assert "-Open from 9\n+Open from 10" in note


@of("nightly-backup")
def test_a_backup_is_a_true_copy_and_the_oldest_go(recipe: Recipe) -> None:
    runs = [recipe.run("-i", "keep=2") for _ in range(3)]
    shelf = sorted(recipe.made.glob("*.tar.gz"))
    assert [recipe.value(run, "summary")["removed"] for run in runs] == [0, 0, 1]
    assert [str(path) for path in shelf] == [recipe.value(run, "archive") for run in runs[1:]]
    with tarfile.open(shelf[-1]) as archive:
        assert sorted(archive.getnames()) == ["letters/ada.txt", "members.csv", "minutes.txt"]


@of("nightly-backup")
def test_nothing_is_removed_where_there_is_nothing_to_back_up(recipe: Recipe) -> None:
    recipe.run()
    result = recipe.run("-i", "folder=nowhere", "-i", "keep=1", status=1)
    assert "to back up" in result["error"]["message"]
    assert len(list(recipe.made.glob("*.tar.gz"))) == 1


@of("quality-gate")
def test_good_readings_are_published_and_bad_ones_put_aside(recipe: Recipe) -> None:
    good = recipe.run()
    assert good["goals"] == {"publish": "completed", "put-aside": "skipped"}
    assert json.loads((recipe.made / "means.json").read_text())["south"] == 25.1
    with (recipe.folder / "readings.csv").open("a") as file:
        file.write("north,2025-06-01,99\n")
    bad = recipe.run()
    assert bad["goals"] == {"publish": "skipped", "put-aside": "completed"}
    findings = json.loads((recipe.made / "findings.json").read_text())
    assert findings[1] == "line 8: 99 degrees at 'north'"


@of("release-checklist")
def test_a_release_takes_its_answers_from_a_file(recipe: Recipe) -> None:
    result = recipe.run("--answers", str(recipe.folder / "answers.json"))
    assert recipe.value(result, "released").startswith("version 2.1.0 is released")
    notes = (recipe.made / "2.1.0.md").read_text(encoding="utf-8").splitlines()
    assert notes[2:5] == ["Runs can be paused.", "", "- pause and resume runs"]


@of("release-checklist")
def test_a_release_that_is_not_approved_does_not_go_out(recipe: Recipe) -> None:
    answers = json.loads((recipe.folder / "answers.json").read_text())
    answers["approve"] = {"approved": False, "comment": "too soon"}
    (recipe.folder / "no.json").write_text(json.dumps(answers))
    result = recipe.run("--answers", str(recipe.folder / "no.json"), status=1)
    assert result["error"]["message"].endswith("version 2.1.0 was not approved: too soon")


@of("paper-figures")
def test_only_the_figure_is_drawn_anew_with_another_colour(recipe: Recipe) -> None:
    quick = ("-i", "walkers=400", "-i", "steps=60")
    first, again = recipe.run(*quick), recipe.run(*quick, "-i", "colour=#b5703b")
    assert statuses(first)["simulate"] == "completed"
    assert statuses(again) == {
        "simulate": "cached", "fit-law": "cached",
        "draw-figure": "completed", "write-table": "completed",
    }  # fmt: skip
    assert "#b5703b" in (recipe.made / "figure.svg").read_text(encoding="utf-8")
    assert abs(recipe.value(first, "exponent") - 1) < 0.2  # a random walk spreads with time
    other = recipe.run(*quick, "-i", "seed=8")
    assert statuses(other)["simulate"] == "completed"


@of("thousand-jobs")
def test_a_thousand_jobs_come_back_in_order(recipe: Recipe) -> None:
    result = recipe.run()
    assert result["steps"]["do-job"]["items"]["completed"] == 1000
    assert [one["number"] for one in recipe.value(result, "result")] == list(range(1, 1001))
    assert recipe.value(result, "longest") == {"number": 871, "length": 178}
