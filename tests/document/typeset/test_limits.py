"""What a document may take: each limit is a fault with its number, and the next page is set as if nothing had been."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from synth.core.errors import SpecError, SynthError
from synth.document.typeset import engine_process
from synth.document.typeset.limits import Limits, PageFaultError
from synth.document.typeset.typesetter import Typesetter
from tests.document.typeset.conftest import HEAD, Print, plan_of

SHORT, SMALL = Limits(cpu_s=0.5), Limits(memory_mb=300)
LOOP = "#for i in range(100000) { for j in range(100000) {} }"
NESTED = "#let x = [a]\n#for i in range(200000) { x = box(x) }\n#x"
SHADED = """#set page(width: 60cm, height: 60cm)
#for i in range(9) { place(rect(width: 100%, height: 100%, fill: gradient.conic(red, blue))) }"""


@pytest.mark.parametrize(
    ("body", "limits", "check", "got"),
    [
        (LOOP, SHORT, "typeset_cpu_s", "more than 0.5 s of CPU time"),
        (SHADED, SHORT, "typeset_cpu_s", "more than 0.5 s of CPU time"),
        ("#range(1000000000).len()", SMALL, "typeset_memory_mb", "more than 300 MB of memory"),
        ('#let s = "a" * 4000000000', SMALL, "typeset_memory_mb", "more than 300 MB of memory"),
        ("#image(bytes((0,) * 300000000))", SMALL, "typeset_memory_mb", "more than 300 MB of memory"),
        (NESTED, Limits(), "typeset_crash", "the typesetter breaks down on (SIG"),
        ("#set page(width: 1e9pt)\nx", SMALL, "typeset_megapixels", "million px at 150 dpi"),
        (
            "#set page(width: 500mm, height: 500mm)\nx",
            Limits(page_megapixels=8),
            "typeset_page_megapixels",
            "a page of 8.7",
        ),
        ("#for i in range(4) [x #pagebreak()]", Limits(pages=3), "typeset_pages", "a document of 5 pages"),
        ("#for i in range(9) { rect() }", Limits(objects=8), "typeset_objects", "a document of 11 drawn objects"),
    ],
)
def test_a_page_that_takes_too_much_is_a_fault_with_a_number(
    typeset: Print, capfd: pytest.CaptureFixture[str], body: str, limits: Limits, check: str, got: str
) -> None:
    with pytest.raises(PageFaultError) as fault:
        typeset(body, limits=limits)
    assert fault.value.check == check
    assert fault.value.measured >= fault.value.limit
    line = str(fault.value.as_error())
    assert line.startswith("t/t.typ: got a document ")
    assert got in line
    assert "\n" not in line
    assert capfd.readouterr() == ("", ""), "no trace of Rust or Python reaches the terminal"


@pytest.mark.parametrize(
    "mark",
    ["5", "(1, 2)", "(close: true)", '(close: "Text")', '(cell: "close")', '(cell: "open", x: 0)', '(open: "Txt")',
     '(drawing: "stamp", n: 3)', '(drawing: "stamp", n: 0)', '(drawing: "checkbox", n: 0)', "(field: 5)", "(drawn: 1)"],
)  # fmt: skip
def test_a_mark_that_a_template_writes_itself_is_told(typeset: Print, mark: str) -> None:
    with pytest.raises(SpecError, match=r"t/t\.typ: got a mark <synth> that no function of /synth\.typ makes"):
        typeset(f"a #metadata({mark})<synth>")


@pytest.fixture
def typesetter(tmp_path: Path) -> Typesetter:
    """One whose template loops, nests or prints, as its record says."""
    body = f'#if r.what == "loop" [{LOOP}] else if r.what == "nest" [{NESTED}] else [fine]'
    (tmp_path / "t.typ").write_text(HEAD + body)
    return Typesetter(tmp_path, {"t": "t.typ"}, ["en"], 72, {}, Limits(cpu_s=0.5))


def of(what: str) -> list[psutil.Process]:
    """The typesetter's processes: children of this one that run it."""
    return [one for one in psutil.Process().children() if any(what in word for word in one.cmdline())]


def test_one_process_sets_all_pages_and_is_replaced_after_a_fault(typesetter: Typesetter) -> None:
    before = {one.pid for one in of("typeset.sandbox")}

    def own() -> list[psutil.Process]:
        return [one for one in of("typeset.sandbox") if one.pid not in before]

    assert own() == [], "it starts with the first page"
    fine = typesetter.print(plan_of({"what": "fine"}, "en_GB"))
    (first,) = own()
    first.send_signal(signal.SIGINT)
    assert typesetter.print(plan_of({"what": "fine"}, "en_GB")).pdf == fine.pdf
    assert own() == [first], "Ctrl-C is not for it"
    for what in ("loop", "nest"):
        with pytest.raises(PageFaultError):
            typesetter.print(plan_of({"what": what}, "en_GB"))
    assert not first.is_running()
    assert typesetter.print(plan_of({"what": "fine"}, "en_GB")).pdf == fine.pdf
    (third,) = own()
    third.kill()
    assert typesetter.print(plan_of({"what": "fine"}, "en_GB")).pdf == fine.pdf, "killed from outside"
    (fourth,) = own()
    del typesetter._compiler._engine
    gc.collect()
    assert not fourth.is_running()


def test_a_process_ends_with_its_parent_in_the_middle_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "t.typ").write_text(HEAD + LOOP)
    code = f"""
from pathlib import Path
from synth.document.typeset.limits import Limits
from synth.document.typeset.typesetter import Typesetter
from tests.document.typeset.conftest import plan_of
typesetter = Typesetter(Path({str(tmp_path)!r}), {{"t": "t.typ"}}, ["en"], 72, {{}}, Limits(cpu_s=60))
typesetter._compiler.families
print("started", flush=True)
typesetter.print(plan_of({{}}, "en_GB"))
"""
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"started\n"
        held = set(scratch.iterdir())
        (child,) = psutil.Process(parent.pid).children()
        while child.cpu_percent(0.05) < 10:  # until it is at the page
            pass
        parent.kill()
    _, alive = psutil.wait_procs([child], timeout=5)
    assert alive == []
    assert set(scratch.iterdir()) == held, "the process puts nothing there"


def test_a_process_that_is_silent_is_waited_for_no_longer_than_its_patience(
    typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_process, "_SILENCE_S", 1)
    typesetter.print(plan_of({"what": "fine"}, "en_GB"))
    engine = typesetter._compiler._engine._process
    assert engine
    process = psutil.Process(engine._process.pid)
    process.suspend()
    begun = time.monotonic()
    with pytest.raises(PageFaultError, match="CPU time"):
        typesetter.print(plan_of({"what": "fine"}, "en_GB"))
    assert time.monotonic() - begun < 5


def test_a_process_that_does_not_start_is_one_line(typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_process, "_START", "raise SystemExit('no typst here')")
    with pytest.raises(SynthError, match=r"the typesetter: got .*no typst here.*; a process with Typst and PDFium"):
        typesetter.print(plan_of({"what": "fine"}, "en_GB"))
