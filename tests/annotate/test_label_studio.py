"""A trip through a real Label Studio: out, edited through its API, and back.

Set LABEL_STUDIO to its executable, in a virtual environment of its own (`pip install label-studio`).
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.annotate.exchange.table import bring_back, send
from synth.core.geometry import Mask, rle_of
from synth.quality.patch.apply import apply_patch
from synth.quality.patch.lines import patch_text
from tests.quality.sets import SIDE_PX, changed, clean_pictures, text_line, write_lines

pytestmark = pytest.mark.slow

NUMBER, STARTS_WITHIN_S = 200, 1800
USER, PASSWORD = "ann@example.com", "correct horse battery"
BY_MODEL = {"source": "annotator", "model": "pack:p", "version": "cd", "reason": "foreground 0.9"}

Json = Any


class LabelStudio:
    """A server of Label Studio, as a person's browser talks to it."""

    def __init__(self, address: str) -> None:
        self._address, cookies = address, http.cookiejar.CookieJar()
        self._cookies = cookies
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
        self._opener.open(f"{address}/user/login/", timeout=120).read()
        form = {"email": USER, "password": PASSWORD, "csrfmiddlewaretoken": self._token}
        request = urllib.request.Request(f"{address}/user/login/", urllib.parse.urlencode(form).encode())
        request.add_header("Referer", f"{address}/user/login/")
        self._opener.open(request, timeout=120).read()

    @property
    def _token(self) -> str:
        return next(str(one.value) for one in self._cookies if one.name == "csrftoken")

    def ask(self, method: str, path: str, body: Json = None) -> Json:
        """The JSON that it answers."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._address}{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        request.add_header("X-CSRFToken", self._token)
        request.add_header("Referer", self._address)
        return json.loads(self._opener.open(request, timeout=300).read() or b"null")

    def imported(self, folder: Path) -> int:
        """The number of a new project with the tasks of a folder that `synth exchange` wrote."""
        project = self.ask("POST", "/api/projects", json.loads((folder / "project.json").read_text()))
        self.ask("POST", f"/api/projects/{project['id']}/import", json.loads((folder / "tasks.json").read_text()))
        deadline = time.monotonic() + STARTS_WITHIN_S
        while self.ask("GET", f"/api/projects/{project['id']}")["task_number"] < NUMBER:
            assert time.monotonic() < deadline
            time.sleep(1)
        return project["id"]

    def exported(self, project: int, path: Path) -> Path:
        """Its export in JSON."""
        path.write_text(json.dumps(self.ask("GET", f"/api/projects/{project}/export?exportType=JSON")))
        return path

    def submit(self, task: Json, results: list[Json]) -> None:
        """What the button "Submit" or "Update" does with the regions of a task."""
        if task["annotations"]:
            self.ask("PATCH", f"/api/annotations/{task['annotations'][0]['id']}", {"result": results})
        else:
            self.ask("POST", f"/api/tasks/{task['id']}/annotations", {"result": results})


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelStudio]:
    """A server on an SQLite file of its own, until the tests are done."""
    program = os.environ.get("LABEL_STUDIO", "")
    if not program or shutil.which(program) is None:
        pytest.skip("LABEL_STUDIO names no executable: Label Studio in an environment of its own")
    data = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(data), "LABEL_STUDIO_USERNAME": USER, "LABEL_STUDIO_PASSWORD": PASSWORD,
        "COLLECT_ANALYTICS": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "", "LATEST_VERSION_CHECK": "false",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with (data / "log").open("w") as log:
        server = subprocess.Popen(
            [program, "start", "--no-browser", "--port", str(port), "--internal-host", "127.0.0.1"],
            env={**kept, **settings}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + STARTS_WITHIN_S
    try:
        while not _answers(address):
            assert server.poll() is None, (data / "log").read_text()[-2000:]
            assert time.monotonic() < deadline, "Label Studio did not start"
            time.sleep(2)
        yield LabelStudio(address)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/api/version", timeout=60).status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def mixed(record: dict[str, Any]) -> None:
    """Of each picture a polygon, a mask and a box with odd decimals; on every second one a model made the last two."""
    bits = np.zeros((SIDE_PX, SIDE_PX), np.bool_)
    bits[4:14, 20:33] = True
    bits[8, 25] = False
    for at in range(0, len(record["annotations"]), 3):
        _, masked, boxed = record["annotations"][at : at + 3]
        by_model = at % 2 == 0
        rle = rle_of(Mask.from_array(bits), SIDE_PX, SIDE_PX)
        masked |= {"segmentation": rle, "bbox": [20, 4, 13, 10], "area": 129}
        boxed |= {"segmentation": [], "bbox": [9.123, 23.4 + at / 1000, 12.007, 11.7]}
        if by_model:
            masked |= {"score": 0.8, "attributes": BY_MODEL}
            boxed |= {"score": 0.6, "attributes": BY_MODEL}


def results_of(task: Json) -> list[Json]:
    [source] = task["annotations"] or task["predictions"]
    return source["result"]


def edited(studio: LabelStudio, project: int, edit: Callable[[int, list[Json]], list[Json]]) -> None:
    """Each task of a project is opened, and submitted as `edit` leaves its regions, by its place."""
    tasks = studio.ask("GET", f"/api/tasks?project={project}&page_size={NUMBER}&fields=all")["tasks"]
    assert len(tasks) == NUMBER
    for at, task in enumerate(sorted(tasks, key=lambda one: one["id"])):
        studio.submit(task, edit(at, results_of(task)))


def applied(data: Path, tool: str, export: Path, patch: Path) -> dict[str, int]:
    found = bring_back(data, tool, export)
    assert (found.samples, found.unknown, found.stale) == (NUMBER, 0, 0)
    patch.write_text(patch_text(found.findings))
    apply_patch(data, patch)
    return dict(found.counts)


def test_two_hundred_pictures_come_back(studio: LabelStudio, tmp_path: Path) -> None:
    data = changed(clean_pictures(tmp_path / "set", NUMBER), mixed)
    before = {one["id"]: one for one in json.loads((data / "annotations.json").read_text())["annotations"]}
    project = studio.imported(send(data, "label-studio").path)

    def edit(at: int, results: list[Json]) -> list[Json]:
        polygon, brush, box = results
        if at % 5 == 0:
            box["value"] |= {"x": box["value"]["x"] + 3.0, "width": 20.0}
        if at % 5 == 1:
            polygon["value"]["points"][0] = [50.0, 12.5]
        if at % 5 == 2:
            return [polygon, box]
        if at % 5 == 3:
            box["value"]["rectanglelabels"] = ["seed"] if box["value"]["rectanglelabels"] == ["cell"] else ["cell"]
        return [polygon, brush, box]

    edited(studio, project, edit)
    export = studio.exported(project, tmp_path / "export.json")
    counts = applied(data, "label-studio", export, tmp_path / "patch.jsonl")
    after = {one["id"]: one for one in json.loads((data / "annotations.json").read_text())["annotations"]}
    fifth = NUMBER // 5
    assert (counts["moved"], counts["renamed"], counts["removed"]) == (2 * fifth, fifth, fifth)
    assert before.keys() - after.keys() == {3 * at + 1 for at in range(2, NUMBER, 5)}
    assert not after.keys() - before.keys()
    for number, one in after.items():
        at, part = divmod(number, 3)
        was = before[number]
        if (at % 5, part) == (0, 2):
            x, y, _, height = was["bbox"]
            assert one["bbox"] == pytest.approx([x + 0.03 * SIDE_PX, y, 0.2 * SIDE_PX, height], abs=0.01)
        elif (at % 5, part) == (1, 0):
            assert one["segmentation"][0] == pytest.approx([20.0, 5.0, *was["segmentation"][0][2:]], abs=0.01)
        else:  # the bytes of what nobody drew otherwise
            names = ("segmentation", "bbox", "area", "score", "image_id", "iscrowd")
            assert {name: one.get(name) for name in names} == {name: was.get(name) for name in names}
            assert (one["category_id"] != was["category_id"]) == ((at % 5, part) == (3, 2))
        if "attributes" in was:
            assert one["attributes"] == {**BY_MODEL, "source": "person"}


def test_two_hundred_texts_come_back(studio: LabelStudio, tmp_path: Path) -> None:
    lines = [
        text_line(
            at, ["\N{GRINNING FACE} " * (at % 3), ("Ada Low", "PERSON"), f" came to {at} ", ("Rome", "CITY"), "."]
        )
        for at in range(NUMBER)
    ]
    for line in lines[::2]:
        line["spans"][0]["attributes"] = {**BY_MODEL, "score": 0.7}
    data = write_lines(tmp_path / "mails.jsonl", lines)
    before = data.read_bytes().splitlines()
    project = studio.imported(send(data, "label-studio").path)

    def edit(at: int, results: list[Json]) -> list[Json]:
        person, town = results
        if at % 5 == 0:
            town["value"]["labels"] = ["PERSON"]
        if at % 5 == 1:
            person["value"] |= {"end": person["value"]["end"] - 4, "text": "Ada"}
        if at % 5 == 2:
            return [person]
        return [person, town]

    edited(studio, project, edit)
    export = studio.exported(project, tmp_path / "export.json")
    counts = applied(data, "label-studio", export, tmp_path / "patch.jsonl")
    fifth = NUMBER // 5
    assert (counts["renamed"], counts["moved"], counts["removed"]) == (fifth, fifth, fifth)
    after = data.read_bytes().splitlines()
    assert len(after) == NUMBER
    for at, (raw, was) in enumerate(zip(after, before, strict=True)):
        line = json.loads(raw)
        assert (line["id"], line["text"]) == (at, lines[at]["text"])
        assert all(line["text"][one["start"] : one["end"]] == one["value"] for one in line["spans"])
        if at % 5 > 2 and at % 2:
            assert raw == was
        elif at % 5 > 2:
            assert line["spans"][0]["attributes"] == {**BY_MODEL, "score": 0.7, "source": "person"}
    assert json.loads(after[1])["spans"][0]["value"] == "Ada"
    assert [one["label"] for one in json.loads(after[0])["spans"]] == ["PERSON", "PERSON"]
