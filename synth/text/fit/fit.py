"""Fits a text scene to labelled texts: the classes one after the other, then the files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from synth.core.errors import DataError, SpecError, suggest
from synth.core.progress import Progress
from synth.people import LOCALES
from synth.text.fit.bridges import Bridges, Filled
from synth.text.fit.copies import Copies
from synth.text.fit.corpus import FIRST, Corpus, Text, read_corpus, slot_of, slot_word
from synth.text.fit.counts import Grams
from synth.text.fit.model import Fitted, Group, Line
from synth.text.fit.noise import Noise
from synth.text.fit.options import SceneFitOptions
from synth.text.fit.patterns import Pattern, chosen_sentences, patterns_of, weight_of, word_weights
from synth.text.fit.slots import Slot, slots_of
from synth.text.fit.wording import Wording
from synth.text.fit.write import scene_files

_EVERYDAY = 0.3
"""Share of the classes that have a word from which it says nothing of any of them."""
_TELLING = 1.5
"""Least weight of a sentence that begins a text: as if its words made it 4.5 times as likely in its class."""
_LEAST_WORDS = 2
"""Of a pattern with gaps; a whole sentence may be `Thanks`."""
_MOST_HOLDERS = 100
"""Sentences that the fillers of a pattern are looked for in."""
_MOST_SENTENCES = 20


def fit_scene(options: SceneFitOptions, prefix: str, progress: Progress, say: Callable[[str], None]) -> dict[str, str]:
    """Name -> text of the files of a scene fitted to texts; `write.SCENE` names the others behind `prefix`.

    SynthError for texts that cannot be read, and where too few have anything in common.
    """
    corpus = read_corpus(options.data, options.label, options.source.by, options.k)
    noise = Noise(options.epsilon, options.seed)
    locale = _locale(options.locale, corpus)
    slots = slots_of(corpus.values, options.k, options.values, locale, noise)
    say(f"read      {len(corpus.texts)} texts, {len(corpus.values)} labels")
    for slot in slots.values():
        say(f"value     {slot.label}: {slot.said}")
    for label in sorted(corpus.values.keys() - slots.keys()):
        say(f"left out  {label}: fewer than {options.k} sources have it")
    fitted = _fitted(corpus, slots, locale, options.k, progress)
    if not fitted.groups:
        raise DataError(str(options.data), "no sentence with enough in common", f"a smaller k than {options.k}")
    for name in fitted.dropped:
        say(f"left out  {fitted.group_name} {name}: too few texts that have something in common")
    number = sum(len(group.lines) for group in fitted.groups)
    lines = f"{number} template" + ("s" if number > 1 else "")
    classes = f" of {len(fitted.groups)} classes" if fitted.group_name else ""
    say(f"fitted    {lines}{classes}; {fitted.covered:.0%} of the texts are covered, the rest is dropped")
    return scene_files(options, fitted, noise, prefix)


def _locale(given: str | None, corpus: Corpus) -> str:
    if given is not None and given not in LOCALES:
        raise SpecError("locale", given, suggest(given, LOCALES))
    stated = [locale for locale, _ in corpus.locales.most_common() if locale in LOCALES]
    return given or (stated[0] if stated else "en_US")


def _fitted(corpus: Corpus, slots: dict[str, Slot], locale: str, k: int, progress: Progress) -> Fitted:
    by_group = defaultdict[str, list[Text]](list)
    for text in corpus.texts:
        by_group[text.group].append(_known_slots(text, slots))
    sentences = list(_sentences(text for texts in by_group.values() for text in texts))
    everyone = Grams(sentences, k)
    own = {name: Grams(_sentences(texts), k) for name, texts in by_group.items()}
    fitting = _Classes(everyone, own, Copies(sentences, k), Wording(corpus.spelling), k)
    groups, dropped, covered = list[Group](), list[str](), 0.0
    progress.begin(total=len(by_group), unit="classes")
    for name in sorted(by_group):
        group, number = fitting.group(name, by_group[name])
        if group.lines:
            groups.append(group)
            covered += number
        else:
            dropped.append(name)
        progress.advance()
    texts = len(corpus.texts)
    return Fitted(corpus.group_name, locale, groups, slots, dropped, texts, covered / texts)


def _known_slots(text: Text, slots: dict[str, Slot]) -> Text:
    """Only people are told apart: all values of another label are made alike."""

    def known(word: str) -> str:
        slot = slot_of(word)
        return word if slot is None or (slot[0] in slots and slots[slot[0]].personal) else slot_word(slot[0], 1)

    return Text(text.group, text.source, tuple(tuple(map(known, words)) for words in text.sentences), text.gaps)


def _sentences(texts: Iterable[Text]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((one.source, one.words) for text in texts for one in text.placed())


class _Classes:
    """Fits one class after the other."""

    def __init__(self, everyone: Grams, own: Mapping[str, Grams], copies: Copies, wording: Wording, k: int) -> None:
        self._everyone, self._own, self._copies, self._wording, self._k = everyone, own, copies, wording, k
        spread = Counter(word for grams in own.values() for word in grams.words)
        self._everyday = {word for word, number in spread.items() if number >= _EVERYDAY * len(own)}
        self._telling = _TELLING if len(own) > 1 else 0.0

    def group(self, name: str, texts: Sequence[Text]) -> tuple[Group, float]:
        """A class, and for how many of its texts each sentence has a template."""
        own, lines, covered = self._own[name], dict[str, Line](), set[int]()
        weights = word_weights(own, self._everyone)
        bridges = Bridges(own, self._everyone, weights, self._everyday)
        sentences = [one for number, text in enumerate(texts) for one in text.placed(number)]
        found = list[tuple[Pattern, Filled]]()
        for pattern in patterns_of(sentences, weights, self._k):
            holders = [sentences[number].words for number in pattern.held_by[:_MOST_HOLDERS]]
            filled = bridges.filled(pattern.words, holders)
            if filled and (len(pattern.words) >= _LEAST_WORDS + 2 or len(filled.pieces) == 1):
                found.append((pattern, filled))
        for pattern, filled in sorted(found, key=lambda one: not one[1].sure):
            if not filled.sure and pattern.made_of <= covered:
                continue
            pieces = self._copies.without(filled.pieces)
            if pieces is None:
                continue
            text = self._wording.template(pieces)
            line = lines.setdefault(text, Line(text))
            line.support = max(line.support, pattern.support)
            tells = weight_of(pattern.words, weights) >= self._telling
            for place, mass in pattern.mass.items():
                if tells or place != FIRST:  # what tells nothing of the class may go on, but not begin
                    line.mass[place] += mass
                    covered.update(number for number in pattern.made_of if sentences[number].place == place)
        kept = [line for line in lines.values() if line.mass]
        if not any(FIRST in line.mass for line in kept):
            return Group(name, len(texts), {}, []), 0.0
        chosen = chosen_sentences(sentences)
        missed = {sentences[number].text for number in chosen if number not in covered}
        share = 1 - len(missed) / len({sentences[number].text for number in chosen})
        return Group(name, len(texts), _layouts(texts, kept, self._k), kept), share * len(texts)


def _layouts(texts: Sequence[Text], lines: Sequence[Line], k: int) -> dict[tuple[str, ...], int]:
    """Layouts of at least k sources that the templates can fill; a single sentence where there is none."""
    users = defaultdict[tuple[str, ...], set[str]](set)
    for text in texts:
        users[text.gaps].add(text.source)
    places = {place for line in lines for place in line.mass}
    found = {
        gaps: len(sources)
        for gaps, sources in users.items()
        if len(sources) >= k and len(gaps) < _MOST_SENTENCES and (not gaps or len(places) > 1)
    }
    return found or {(): max(k, len({text.source for text in texts}))}
