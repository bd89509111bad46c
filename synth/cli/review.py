"""`synth review`: people look at findings or labels in a local page and decide; a patch is what comes of it."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from synth.cli.parse import Parser
from synth.cli.terminal import say
from synth.core.errors import SynthError

if TYPE_CHECKING:
    from argparse import Namespace

    from synth.review.session import Session

LARGEST_PORT = 65535


def review(words: Sequence[str]) -> int:
    """Serve a review until Ctrl-C, or report on one; the exit code."""
    parser = Parser(
        prog="synth review",
        description="Decide on findings, or on every label, in a local page; Ctrl-C ends it and writes a patch.",
    )
    parser.add_argument("data", type=Path, help="annotated pictures in COCO, pages of documents, or texts with spans")
    parser.add_argument(
        "findings", type=Path, nargs="?", help="the folder of a `synth check`, or a patch.jsonl (default: every label)"
    )
    parser.add_argument("--out", type=Path, help="the folder of the review (default: beside the set)")
    parser.add_argument("--as", dest="who", metavar="NAME", help="who reviews (default: the name of the account)")
    parser.add_argument("--adjudicate", action="store_true", help="settle what others decided differently")
    parser.add_argument("--gold", type=int, metavar="N", help="hide so many questions with known answers (default: 0)")
    parser.add_argument("--report", action="store_true", help="write review.html and the patch, and serve nothing")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: a free one)")
    options = parser.parse_args(words)
    if not 0 <= options.port <= LARGEST_PORT:
        raise SynthError("--port", options.port, f"a number from 0 to {LARGEST_PORT}")
    if options.gold is not None and options.gold < 0:
        raise SynthError("--gold", options.gold, "a number of 0 or more")
    if options.report:
        return _report(options)
    from synth.review.serve import bound, serve

    listening = bound(options.host, options.port)
    with closing(_opened(options)) as session:
        say(f"review    {session.desk.name}: {len(session.queue.numbers())} items for {session.who}")
        hidden = len(session.queue.gold())
        if options.gold and hidden < options.gold:
            say(f"gold      {hidden} of {options.gold} could be made: no more labels without a finding can be spoiled")
        with suppress(KeyboardInterrupt):  # how it ends
            serve(session, listening, lambda address: say(f"open      {address}\nend       Ctrl-C"))
        _written(session)
    return 0


def _report(options: Namespace) -> int:
    from synth.review.audit import AUDIT
    from synth.review.report.write import write_report

    out = _folder(options)
    if not (out / AUDIT).is_file():
        raise SynthError(str(out / AUDIT), "no such file", "the folder of a review: --out names it")
    with closing(_opened(options)) as session:
        _written(session)
        say(f"look at   {write_report(session)}")
    return 0


def _opened(options: Namespace) -> Session:
    from synth.review.opening import Asked, open_review

    return open_review(
        Asked(
            data=options.data,
            findings=options.findings,
            out=_folder(options),
            who=options.who or getpass.getuser(),
            gold=options.gold,
            adjudicates=options.adjudicate,
        )
    )


def _folder(options: Namespace) -> Path:
    data = options.data.resolve()
    return options.out or data.with_name(f"{data.stem if data.is_file() else data.name}-review")


def _written(session: Session) -> None:
    from synth.review.patch import patch_of

    written = patch_of(session)
    say(f"wrote     {written.path}: {written.edits} edits for {written.lines} items")
    if written.unsettled:
        say(f"unsettled {written.unsettled} items on which reviewers differ: --adjudicate")
    if written.lines:
        say(f"apply     synth apply {session.desk.name} {written.path}")
