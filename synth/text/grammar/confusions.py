"""Tables of character noise: OCR confusions, homoglyphs, and the emoji that people put after a sentence."""

from __future__ import annotations

from collections.abc import Mapping

_OCR_PAIRS = (
    ("rn", "m"), ("m", "rn"), ("cl", "d"), ("d", "cl"), ("vv", "w"), ("w", "vv"), ("nn", "rm"), ("ri", "n"),
    ("l", "1"), ("l", "I"), ("1", "l"), ("1", "I"), ("I", "l"), ("I", "1"), ("i", "j"), ("t", "f"), ("f", "t"),
    ("O", "0"), ("0", "O"), ("o", "0"), ("S", "5"), ("5", "S"), ("B", "8"), ("8", "B"), ("Z", "2"), ("2", "Z"),
    ("G", "6"), ("6", "G"), ("g", "9"), ("9", "g"), ("e", "c"), ("c", "e"), ("h", "b"), ("b", "h"), ("u", "v"),
    ("D", "O"), ("E", "F"), ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "B"), ("é", "e"), ("è", "e"), ("ç", "c"),
    ("ñ", "n"), ("á", "a"), ("ó", "o"), (",", "."), (".", ","), (";", ":"), (":", ";"), ("'", "`"),
    ("口", "ロ"), ("ロ", "口"), ("力", "カ"), ("カ", "力"), ("二", "ニ"), ("ニ", "二"), ("一", "ー"), ("ー", "一"),
    ("工", "エ"), ("エ", "工"), ("夕", "タ"), ("タ", "夕"), ("ソ", "ン"), ("ン", "ソ"), ("シ", "ツ"), ("ツ", "シ"),
    ("未", "末"), ("末", "未"), ("土", "士"), ("士", "土"), ("日", "曰"), ("木", "本"), ("大", "犬"), ("ば", "ぱ"),
)  # fmt: skip

HOMOGLYPHS: Mapping[str, str] = {
    "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј", "K": "КΚ", "M": "МΜ", "N": "Ν",
    "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ", "a": "а", "c": "с", "e": "е",
    "i": "і", "j": "ј", "o": "оο", "p": "р", "s": "ѕ", "v": "ν", "x": "х", "y": "у",
}  # fmt: skip
"""Latin letters and the Cyrillic and Greek ones that look the same."""

EMOJI = (
    *"😊😀😅😂😉🙂🙄😢😡😬🤔😍🎉✨🙏👍👎🔥💯😴",
    "👍\U0001f3fd",  # with a skin tone
    "💪\U0001f3ff",
    "❤\ufe0f",  # as a picture, not as a letter
    "🤷\u200d♀\ufe0f",  # joined
    "🤦\u200d♂\ufe0f",
    "👩\u200d💻",
)


def _by_first(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for seen, read in pairs:
        table[seen[0]] = (*table.get(seen[0], ()), (seen, read))
    return table


OCR = _by_first(_OCR_PAIRS)
"""First character -> pairs (the text, what OCR reads instead)."""
