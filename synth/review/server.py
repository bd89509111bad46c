"""The review page over HTTP: ids and numbers come in, labels and pictures go out. See `guard` for who may ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from synth.core.errors import SynthError
from synth.core.strict_json import parse_json
from synth.folder.stated import Natural, Stated
from synth.review.desk import MOST_CHANGES, ChangeStated, RefusedError
from synth.review.guard import Guard
from synth.review.guidelines import LONGEST_CASE
from synth.review.patch import patch_of
from synth.review.queue import Filter
from synth.review.session import Session

STATIC = Path(__file__).parent / "static"

PAGE = {
    "index.html": "text/html",
    "style.css": "text/css",
    **dict.fromkeys(
        ("api.js", "app.js", "cut.js", "dialogs.js", "hit.js", "keys.js", "paint.js", "panel.js", "picture.js",
         "shapes.js", "stage.js", "stroke.js", "text.js"),
        "text/javascript",
    ),
}  # fmt: skip
"""The files of the page -> their media types: no name from a request reaches the disk."""

LONGEST_WHY, LONGEST_S = 500, 3600.0
"""Characters of a reason; seconds on one item, of which more are a break."""


class _WhichStated(Stated):
    check: str = Field(default="", max_length=200)
    category: str = Field(default="", max_length=2000)

    def filter(self) -> Filter:
        return Filter(self.check, self.category)


class _TurnStated(Stated):
    which: _WhichStated = Field(default_factory=_WhichStated)


class _DecisionStated(_TurnStated):
    verdict: Literal["accept", "reject", "fix", "skip"]
    version: Natural
    changes: list[ChangeStated] = Field(default_factory=list, max_length=MOST_CHANGES)
    why: str = Field(default="", max_length=LONGEST_WHY)
    seconds: float = Field(default=0.0, ge=0)
    answer: Natural | None = None


class _AlikeStated(_TurnStated):
    verdict: Literal["accept", "reject", "fix"]
    count: Natural
    category: Natural | None = None
    seconds: float = Field(default=0.0, ge=0)


class _CaseStated(Stated):
    case: str = Field(min_length=1, max_length=LONGEST_CASE)


M = TypeVar("M", bound=Stated)


class _Pages:
    """The endpoints; each gets a request and returns what is sent as JSON, or a response."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def about(self, request: Request) -> Any:
        return self._session.about()

    async def next(self, request: Request) -> Any:
        query = request.query_params
        after = query.get("after", "")
        which = Filter(query.get("check", ""), query.get("category", ""))
        return self._session.next(which, int(after) if after.isdecimal() and len(after) < 18 else None)

    async def item(self, request: Request) -> Any:
        return {"item": self._session.view(self._session.item(_number(request)))}

    async def decide(self, request: Request) -> Any:
        number, stated = _number(request), await _stated(request, _DecisionStated)
        self._session.decide(
            number, stated.verdict, stated.version, stated.changes, stated.why, min(stated.seconds, LONGEST_S),
            stated.answer,
        )  # fmt: skip
        return self._session.next(stated.which.filter(), number)

    async def alike(self, request: Request) -> Any:
        return self._session.alike(_number(request))

    async def decide_alike(self, request: Request) -> Any:
        number, stated = _number(request), await _stated(request, _AlikeStated)
        seconds = min(stated.seconds, LONGEST_S)
        self._session.decide_alike(number, stated.verdict, stated.count, seconds, stated.category)
        return self._session.next(stated.which.filter(), number)

    async def undo(self, request: Request) -> Any:
        stated = await _stated(request, _TurnStated)
        item = self._session.undo()
        return self._session.next(stated.which.filter(), item.number) | {"item": self._session.view(item)}

    async def redo(self, request: Request) -> Any:
        stated = await _stated(request, _TurnStated)
        return self._session.next(stated.which.filter(), self._session.redo().number)

    async def add_edge_case(self, request: Request) -> Any:
        stated = await _stated(request, _CaseStated)
        return {"guidelines": self._session.add_edge_case(_number(request), stated.case)}

    async def finish(self, request: Request) -> Any:
        await _stated(request, Stated)
        written = patch_of(self._session)
        return {
            "patch": str(written.path), "lines": written.lines, "edits": written.edits,
            "unsettled": written.unsettled, "set": self._session.desk.name,
        }  # fmt: skip

    async def picture(self, request: Request) -> Any:
        data, kind = self._session.desk.picture(_number(request))
        return Response(data, media_type=kind)

    async def thumbnail(self, request: Request) -> Any:
        return Response(self._session.thumbnail(_number(request)), media_type="image/jpeg")


def review_app(session: Session, token: str, hosts: Collection[str]) -> ASGIApp:
    """The server of one reviewer's session, behind its guard."""
    pages = _Pages(session)
    page = {name: (STATIC / name).read_bytes() for name in PAGE}

    async def static(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name not in page:
            return JSONResponse({"error": "no such page"}, 404)
        return Response(page[name], media_type=PAGE[name])

    def route(method: str, path: str, answer: Callable[[Request], Awaitable[Any]]) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                found = await answer(request)
            except RefusedError as error:
                told: dict[str, Any] = {"error": str(error)}
                if error.status == 409 and "number" in request.path_params:
                    told["item"] = session.view(session.item(_number(request)))
                return JSONResponse(told, error.status)
            except SynthError as error:
                return JSONResponse({"error": str(error)}, 500)
            return found if isinstance(found, Response) else JSONResponse(found)

        return Route(path, endpoint, methods=[method])

    app = Starlette(
        routes=[
            route("GET", "/api/about", pages.about),
            route("GET", "/api/next", pages.next),
            route("GET", "/api/items/{number:int}", pages.item),
            route("POST", "/api/items/{number:int}/decision", pages.decide),
            route("GET", "/api/items/{number:int}/alike", pages.alike),
            route("POST", "/api/items/{number:int}/alike", pages.decide_alike),
            route("POST", "/api/items/{number:int}/case", pages.add_edge_case),
            route("GET", "/api/items/{number:int}/thumbnail", pages.thumbnail),
            route("GET", "/api/pictures/{number:int}", pages.picture),
            route("POST", "/api/undo", pages.undo),
            route("POST", "/api/redo", pages.redo),
            route("POST", "/api/finish", pages.finish),
            Route("/", static),
            Route("/static/{name}", static),
        ]
    )
    return Guard(app, token, hosts)


def _number(request: Request) -> int:
    number = request.path_params["number"]
    if number >= 1 << 62:
        raise RefusedError(404, "no such number")
    return number


async def _stated(request: Request, model: type[M]) -> M:
    """The body as a model. RefusedError (422) where it is none."""
    body = await request.body()
    try:
        value = parse_json(body.decode(), "body", SynthError)
        return model.model_validate(value)
    except (ValidationError, UnicodeDecodeError, SynthError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        told = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
        raise RefusedError(422, told) from error
