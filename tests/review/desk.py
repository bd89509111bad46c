"""A review to test: a spoiled set, its check, sessions of reviewers, and requests without a network."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from synth.quality.check import check_data_sets
from synth.quality.report.write import write_checked
from synth.review.opening import Asked, open_review
from synth.review.server import review_app
from synth.review.session import Session
from tests.quality.sets import changed, clean_pictures, text_line, write_lines

HOST, TOKEN = "127.0.0.1:7", "token"


def spoiled_pictures(folder: Path, pictures: int = 4) -> tuple[Path, Path]:
    """(set, check): the first object of each picture has its box 5 px off, the second stands there twice."""

    def spoil(record: dict[str, Any]) -> None:
        for one in record["annotations"][:]:
            if one["id"] % 3 == 0:
                one["bbox"] = [one["bbox"][0] + 5, *one["bbox"][1:]]
            if one["id"] % 3 == 1:
                record["annotations"].append({**one, "id": 1000 + one["id"]})

    data = changed(clean_pictures(folder / "set", pictures), spoil)
    return data, write_checked(check_data_sets([data]), folder / "check")


def texts(folder: Path, number: int = 4) -> Path:
    """Texts with a person and a town each; the first one begins with a character that UTF-16 counts twice."""
    lines = [
        text_line(at, ["\N{WAVING HAND SIGN} " * (not at), ("Ada Low", "PERSON"), " came to ", ("Rome", "CITY"), "."])
        for at in range(number)
    ]
    folder.mkdir(exist_ok=True)
    return write_lines(folder / "texts.jsonl", lines)


def opened(
    data: Path, findings: Path | None, who: str = "ann", gold: int | None = None, adjudicates: bool = False
) -> Session:
    """A session of one reviewer; the folder of the review lies beside the set."""
    return open_review(Asked(data, findings, data.parent / "review", who, gold, adjudicates))


class Client:
    """Requests to the server of a session, as the page sends them unless headers say otherwise."""

    def __init__(self, session: Session) -> None:
        self.session, self._app = session, review_app(session, TOKEN, {HOST})

    def get(self, path: str, **headers: str | None) -> tuple[int, Any]:
        """(status, value) of an answer."""
        status, _, value = self.send("GET", path, b"", headers)
        return status, value

    def post(self, path: str, body: Any, **headers: str | None) -> tuple[int, Any]:
        """(status, value) of an answer to JSON."""
        status, _, value = self.send("POST", path, json.dumps(body).encode(), headers)
        return status, value

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str | None]) -> tuple[int, dict, Any]:
        """(status, headers, value) of an answer; bytes where it is no JSON. A header of None is not sent."""
        usual = {"host": HOST, "x-synth-token": TOKEN, "content-type": "application/json"}
        sent = usual | {name.replace("_", "-"): value for name, value in headers.items()}
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path, "root_path": "",
            "raw_path": path.encode(), "query_string": query.encode(), "client": ("127.0.0.1", 9),
            "server": ("127.0.0.1", 7), "headers": [(k.encode(), v.encode()) for k, v in sent.items() if v is not None],
        }  # fmt: skip
        parts = [body[at : at + (1 << 16)] for at in range(0, max(1, len(body)), 1 << 16)]
        answered = list[dict[str, Any]]()

        async def receive() -> dict[str, Any]:
            part = parts.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(parts)}

        async def send(message: Any) -> None:
            answered.append(message)

        asyncio.run(self._app(scope, receive, send))  # pyright: ignore[reportArgumentType] # ASGI's own types
        found = b"".join(one.get("body", b"") for one in answered)
        told = {name.decode(): value.decode() for name, value in answered[0]["headers"]}
        return answered[0]["status"], told, json.loads(found) if "json" in told.get("content-type", "") else found

    def next(self, query: str = "") -> dict[str, Any]:
        """The next open item."""
        return self.get(f"/api/next{query}")[1]["item"]

    def decide(self, item: dict[str, Any], verdict: str, **more: Any) -> tuple[int, Any]:
        """Decide on an item as it was shown."""
        body = {"verdict": verdict, "version": item["version"], **more}
        return self.post(f"/api/items/{item['number']}/decision", body)
