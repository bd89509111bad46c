"""Keys that hold samples together as far as their groups stay small, such as phrases that many texts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from synth.data.split.groups import Groups, digest

FRACTIONS = {"skeletons": 1, "phrases": 8}
"""Sort of keys -> a group of theirs has at most this fraction of the smallest part, so that counts can be exact."""


class LooseTies:
    """Of each sort of keys (FRACTIONS), the samples that have each of them."""

    def __init__(self) -> None:
        self._samples: dict[str, dict[bytes, int | list[int]]] = {}

    def add(self, number: int, keys: Mapping[str, Iterable[str]]) -> None:
        """The keys of a sample, by sort."""
        for sort, found in keys.items():
            samples = self._samples.setdefault(sort, {})
            for key in map(digest, found):
                before = samples.setdefault(key, number)
                if isinstance(before, list):
                    before.append(number)
                elif before != number:
                    samples[key] = [before, number]

    def unite(self, groups: Groups, smallest: int) -> None:
        """Make a group of the samples of each key, rare keys first, as far as `smallest`, the smallest part, allows."""
        for sort, fraction in FRACTIONS.items():
            samples = self._samples.get(sort, {})
            shared = [(len(one), key, one) for key, one in samples.items() if isinstance(one, list)]
            for _, _, members in sorted(shared):
                groups.unite(members, smallest // fraction)

    def said(self, part_of: Callable[[int], int], names: Sequence[str]) -> Iterator[str]:
        """Lines: how many of the keys that several samples have are in one part, and what is new to the later parts."""
        for sort, samples in self._samples.items():
            shared = [one for one in samples.values() if isinstance(one, list)]
            whole = sum(len({part_of(number) for number in one}) == 1 for one in shared)
            found, new = [0] * len(names), [0] * len(names)
            for one in samples.values():
                parts = {part_of(number) for number in (one if isinstance(one, list) else (one,))}
                for part in parts:
                    found[part] += 1
                    new[part] += 0 not in parts
            later = ", ".join(
                f"{_share(new[part], found[part])} of {names[part]}'s" for part in range(1, len(names)) if found[part]
            )
            held = f"{whole} of the {len(shared)} that several have" if shared else "each occurs once"
            yield f"apart     {sort}: {held}; {later} do not occur in {names[0]}"


def _share(number: int, of: int) -> str:
    """A share in whole percent, rounded down: 100 % are all."""
    return f"{100 * number // of} %"
