"""Runs of words and gaps as a phrase: `I am <still|> waiting for my <new card|card>`."""

from __future__ import annotations

from collections.abc import Sequence

from synth.text.fit.bridges import Gap, Run
from synth.text.fit.corpus import Spelling, slot_of
from synth.text.fit.counts import BEGIN, END, Words
from synth.text.fit.quoted import escaped, identifier

_BORDERS = (BEGIN, END)


def slot_rule(label: str, person: int) -> str:
    """Name of the rule of a slot."""
    return f"value_{identifier(label)}" + ("" if person == 1 else f"_{person}")


class Wording:
    """Writes phrases in the spelling of the texts."""

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling

    def template(self, pieces: Sequence[Run | Gap]) -> str:
        """The phrase. A gap takes the spaces around it into its fillers, so that an empty one leaves none behind."""
        text, before = "", ""
        for number, piece in enumerate(pieces):
            if isinstance(piece, Run):
                for word in piece.words:
                    if word in _BORDERS:
                        continue
                    text += self._joined(before, word)
                    before = word
                continue
            following = pieces[number + 1]
            after = (
                next((word for word in following.words if word not in _BORDERS), "")
                if isinstance(following, Run)
                else ""
            )
            if piece.fillers == ((),):
                continue
            options = [self._option(before, filler, after) for filler in piece.fillers]
            text += _choice(options)
            before = _AFTER_GAP if after else before
        return text

    def _option(self, before: str, filler: Words, after: str) -> str:
        """A filler with the word after it not yet written, but the space before that is."""
        option, last = "", before
        for word in filler:
            option += self._joined(last, word)
            last = word
        return option + self._space(last, after) if after else option

    def _joined(self, before: str, word: str) -> str:
        slot = slot_of(word)
        written = f"<{slot_rule(*slot)}>" if slot else escaped(self._spelling.cased.get(word, word))
        if before == _AFTER_GAP:
            return written
        if not before and self._spelling.capitals and not slot:
            written = written[:1].upper() + written[1:]
        return self._space(before, word) + written

    def _space(self, before: str, word: str) -> str:
        return "" if not before or not word or (before, word) in self._spelling.tight else " "


def _choice(options: Sequence[str]) -> str:
    """The options in the syntax of phrases; a space at the same end of all of them stands outside."""
    if len(options) == 1:
        return options[0]
    before = " " if all(one[:1] == " " for one in options) and all(one != " " for one in options) else ""
    after = " " if all(one[-1:] == " " for one in options) and all(one != " " for one in options) else ""
    return f"{before}<{'|'.join(one[len(before) : len(one) - len(after)] for one in options)}>{after}"


_AFTER_GAP = "\x00"
"""Stands for a word whose space is written already."""
