"""What a model of ours alone gets wrong most often, as kinds of errors with examples."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from synth.text.learn.words import Range, Words, ranges_of
from text_judge.examples import Example
from text_judge.ours import as_spans
from text_judge.tasks import Task

KINDS, WORDS = 15, 8


def confusions(task: Task, tests: Sequence[Example], read: Sequence[str | Words]) -> Iterator[str]:
    """Lines: how often, what was right, what was read, and the words (or spans) of most of these errors."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for example, given in zip(tests, read, strict=True):
        if isinstance(given, str):
            if given != example.wanted:
                found[str(example.wanted), given][str(example.given)[:90]] += 1
        elif task.convert is as_spans:
            for right, wrong, words in _spans(example, tuple(given)):
                found[right, wrong][words] += 1
        else:
            for word, right, wrong in zip(example.given, example.wanted, tuple(given), strict=True):
                if right != wrong:
                    found[right, wrong][word] += 1
    total = sum(counter.total() for counter in found.values())
    for (right, wrong), words in sorted(found.items(), key=lambda item: -item[1].total())[:KINDS]:
        shown = " | ".join(f"{word} {count}" for word, count in words.most_common(WORDS))
        yield f"{words.total():6} {words.total() / total:5.1%}  {right:14} read as {wrong:14} {shown}"


def _spans(example: Example, tags: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Right label, read label, words: of spans with a wrong label, wrong edges, that were missed or invented."""
    wanted, found = set(ranges_of(example.wanted)), set(ranges_of(tags))

    def words(span: Range) -> str:
        return " ".join(example.given[span[0] : span[1]])

    for span in sorted(wanted - found):
        like = [other for other in found - wanted if other[0] < span[1] and span[0] < other[1]]
        wrong = "nothing" if not like else like[0][2] if like[0][2] != span[2] else "other edges"
        yield span[2], wrong, words(span)
    for span in sorted(found - wanted):
        if not any(other[0] < span[1] and span[0] < other[1] for other in wanted):
            yield "nothing", span[2], words(span)
