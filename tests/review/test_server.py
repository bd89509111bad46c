"""Who may ask the server, and what it answers to what no page of ours sends."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from synth.cli import main
from synth.core.errors import SynthError
from synth.review.guard import LARGEST_BODY
from synth.review.serve import bound, names_of, serve
from synth.review.server import PAGE, STATIC
from tests.quality.sets import changed, clean_pictures
from tests.review.desk import HOST, Client, opened, spoiled_pictures, texts


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(opened(*spoiled_pictures(tmp_path)))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x_synth_token": None}, 401),
        ({"x_synth_token": "tokem"}, 401),
        ({"host": "evil.example"}, 421),
        ({"host": None}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"https://{HOST}"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"origin": f"http://{HOST}", "sec_fetch_site": "same-origin"}, 200),
    ],
)
def test_only_the_page_itself_may_ask(client: Client, headers: dict[str, str | None], status: int) -> None:
    item = client.next()
    body = {"verdict": "accept", "version": 0}
    assert client.post(f"/api/items/{item['number']}/decision", body, **headers)[0] == status
    assert (client.session.ledger.items() == []) == (status != 200)


def test_the_shell_of_the_page_holds_no_data_and_no_inline_code(client: Client) -> None:
    for name in PAGE:
        status, headers, body = client.send("GET", f"/static/{name}", b"", {"x_synth_token": None})
        assert (status, body) == (200, (STATIC / name).read_bytes())
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
    page = (STATIC / "index.html").read_text()
    assert "style=" not in page
    assert page.count("<script") == page.count('<script type="module" src=')
    code = "".join((STATIC / name).read_text() for name in PAGE if name.endswith(".js"))
    assert not any(word in code for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("))
    assert {path.name for path in STATIC.iterdir()} == set(PAGE)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../session.py", "/static/%2e%2e%2fsession.py", "/static/style.css/..", "/api/pictures/../../set",
        "/api/pictures/0.png", "/api/pictures/99", "/api/items/99", "/api/items/-1", "/api/items/99999999999999999999",
    ],
)  # fmt: skip
def test_no_path_reaches_the_disk(client: Client, path: str) -> None:
    assert client.get(path)[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"verdict": "yes", "version": 0}, {"verdict": "accept", "version": "0"},
        {"verdict": "accept", "version": 0, "why": "x" * 501}, {"verdict": "accept", "version": 0, "seconds": -1},
        {"verdict": "fix", "version": 0, "changes": [{"label": "b0", "box": [0, 0, 1]}]},
        {"verdict": "fix", "version": 0, "changes": [{"label": "b0", "gone": True}] * 501},
        {"verdict": "fix", "version": 0, "changes": [{"label": "b0", "polygons": [[1e999] * 6]}]},
    ],
)  # fmt: skip
def test_a_body_that_is_no_decision_is_refused(client: Client, body: Any) -> None:
    status, told = client.post("/api/items/1/decision", body)
    assert (status, client.session.ledger.items()) == (422, [])
    assert told["error"]


def test_a_body_is_bounded_whatever_it_says_of_its_length(client: Client) -> None:
    status, _, told = client.send("POST", "/api/undo", b" " * (LARGEST_BODY + 1), {"content_length": "3"})
    assert (status, told) == (413, {"error": f"more than {LARGEST_BODY} bytes"})


def test_hostile_names_are_sent_as_values_only(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"

    def rename(record: dict[str, Any]) -> None:
        record["categories"][0]["name"] = hostile

    session = opened(changed(clean_pictures(tmp_path / "set", 1), rename), None)
    client = Client(session)
    _, headers, told = client.send("GET", "/api/next", b"", {})
    assert headers["content-type"] == "application/json"
    assert headers["x-content-type-options"] == "nosniff"
    assert told["item"]["category"] == hostile


def test_pictures_and_thumbnails_are_the_files_of_the_set(client: Client) -> None:
    data = Path(client.session.desk.name)
    assert client.send("GET", "/api/pictures/1", b"", {})[2] == (data / "images/1.png").read_bytes()
    status, headers, found = client.send("GET", "/api/items/1/thumbnail", b"", {})
    assert (status, headers["content-type"], found[:2]) == (200, "image/jpeg", b"\xff\xd8")


def test_the_page_writes_the_patch(client: Client) -> None:
    client.decide(client.next(), "accept")
    status, told = client.post("/api/finish", {})
    assert (status, told["lines"]) == (200, 1)
    assert len(Path(told["patch"]).read_text().splitlines()) == 1


def test_addresses() -> None:
    assert names_of("127.0.0.1", 80) == {"127.0.0.1:80", "localhost:80"}
    assert names_of("::1", 80) == {"[::1]:80", "localhost:80"}
    assert names_of("192.0.2.1", 80) == {"192.0.2.1:80"}
    with bound("127.0.0.1", 0) as taken, pytest.raises(SynthError, match="an address of this machine"):
        bound("127.0.0.1", taken.getsockname()[1])


def test_without_the_extra_one_line_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened(texts(tmp_path / "set"), None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with bound("127.0.0.1", 0) as listening, pytest.raises(SynthError, match=r'pip install "synth\[review\]"'):
        serve(session, listening, lambda address: None)


def test_the_report_tells_what_was_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, check = spoiled_pictures(tmp_path)
    for who, verdict in (("ann", "accept"), ("<b>bob", "reject")):
        client = Client(opened(data, check, who, gold=2 if who == "ann" else None))
        while item := client.next():
            if item["check"] == "duplicate_object":
                verdict = "accept"
            assert client.decide(item, verdict, seconds=3.0)[0] == 200
        client.session.close()
    out = tmp_path / "review"
    assert main(["review", str(data), str(check), "--out", str(out), "--report"]) == 0
    assert f"look at   {out / 'review.html'}" in capsys.readouterr().out
    page = (out / "review.html").read_text()
    assert "&lt;b&gt;bob" in page
    assert "<b>bob" not in page
    assert json.loads((out / "audit.jsonl").read_text().splitlines()[-1])["hash"] in page
    for words in ("Cohen&#39;s kappa", "duplicate_object", "1 of 2", "IoU of boxes"):
        assert words in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--report"], "no such file"),
        (["--port", "70000"], "a number from 0 to 65535"),
        (["--gold", "-1"], "a number of 0 or more"),
    ],
)
def test_what_the_command_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    data = texts(tmp_path / "set")
    assert main(["review", str(data), *words]) == 2
    assert told in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "set").iterdir()} == {"texts.jsonl"}
