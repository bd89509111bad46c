"""A server that is killed: what it answered is in the audit, and the review goes on."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from synth.review.audit import Audit
from tests.quality.sets import clean_pictures
from tests.review.desk import opened

ROUNDS, PICTURES = 3, 40


class Served:
    """`synth review` as a process of its own, and requests to it."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "synth", "review", str(data), "--as", "ann", "--out", str(folder)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self.process.stdout is not None
        address = next(line for line in self.process.stdout if "token=" in line)
        host, _, self._token = address[address.index("//") + 2 :].strip().partition("/?token=")
        self._connection = http.client.HTTPConnection(host, timeout=60)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The value of an answer; OSError or HTTPException where none comes any more."""
        headers = {"x-synth-token": self._token, "content-type": "application/json"}
        self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        return json.loads(self._connection.getresponse().read())


@pytest.mark.slow
def test_kill_9_between_click_and_answer_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    data, folder = clean_pictures(tmp_path / "set", PICTURES), tmp_path / "review"
    answered, asked = list[int](), 0
    for round_number in range(ROUNDS):
        server = Served(data, folder)
        killer = threading.Timer(0.4 + 0.37 * round_number, os.kill, (server.process.pid, signal.SIGKILL))
        try:
            item = server.ask("GET", "/api/next")["item"]
            killer.start()
            while item:
                asked += 1
                body = {"verdict": "reject", "version": item["version"]}
                told = server.ask("POST", f"/api/items/{item['number']}/decision", body)
                answered.append(item["number"])
                item = told["item"]
                time.sleep(0.005)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            pass  # this is how a killed server looks from outside
        killer.join()
        assert server.process.wait(30) == -signal.SIGKILL
    assert answered
    lines = Audit(folder / "audit.jsonl").read()  # the chain holds
    decided = [line["item"] for line in lines if line["act"] == "decide"]
    assert len(decided) == len(set(decided))
    assert set(answered) <= set(decided)
    assert len(decided) <= asked
    assert opened(data, None).ledger.items() == sorted(decided)
