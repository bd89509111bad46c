"""Progress on a stream without a terminal, and the words for rates and durations."""

from __future__ import annotations

import io

import pytest

from synth.core.progress import Counter, PlainLines, duration_text, progress_for, rate_text


class Clock:
    """A clock that a test moves by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_line_comes_when_both_ten_seconds_and_ten_per_cent_have_passed() -> None:
    stream, clock = io.StringIO(), Clock()
    lines = PlainLines(stream, clock)
    lines.begin(total=100, done=20)
    for _ in range(80):
        clock.now += 2
        lines.advance(refused=0)
    printed = stream.getvalue().splitlines()
    assert printed[0] == "20/100 samples, 20 already there"
    assert printed[1] == "30/100 samples: 30.0 samples/min, 2 min 20 s left"
    assert printed[-1] == "100/100 samples: 30.0 samples/min"
    assert len(printed) == 9


def test_yield_counts_kept_of_all_drafts() -> None:
    clock = Clock()
    counter = Counter(clock)
    counter.begin(total=10)
    clock.now = 4.0
    counter.advance(3, refused=1, note="loss 0.1")
    assert counter.status() == "45.0 samples/min, yield 75%, 9.3 s left, loss 0.1"
    counter.advance(1, refused=2, given_up=1)
    assert "yield 50%" in counter.status()


def test_a_stream_that_is_no_terminal_gets_plain_lines() -> None:
    stream = io.StringIO()
    with progress_for(stream) as progress:
        progress.begin(total=1, unit="steps")
        progress.advance()
    assert stream.getvalue().splitlines()[0] == "0/1 steps"
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_a_bar_with_rate_and_time_left() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with progress_for(stream) as progress:
        progress.begin(total=4)
        progress.advance(2, refused=1)
    assert "2/4" in stream.getvalue()
    assert "yield 67%" in stream.getvalue()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (8.25, "8.2 s"), (59.4, "59 s"), (125, "2 min 05 s"), (11400, "3 h 10 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_rates() -> None:
    assert rate_text(2.5, "samples") == "2.5 samples/s"
    assert rate_text(0.5, "steps") == "30.0 steps/min"
