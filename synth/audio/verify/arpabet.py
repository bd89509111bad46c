"""English phonemes in IPA, as eSpeak NG names them, in the ARPAbet of the CMU dictionary."""

from __future__ import annotations

from collections.abc import Mapping

_MARKS = str.maketrans("", "", "ˈˌːˑ‿̩̯͡ʲ^-")

PHONES: Mapping[str, str] = {
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "g": "G", "ɡ": "G", "f": "F", "v": "V", "θ": "TH", "ð": "DH",
    "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "h": "HH", "tʃ": "CH", "dʒ": "JH", "m": "M", "n": "N", "ŋ": "NG",
    "l": "L", "ɫ": "L", "ɹ": "R", "r": "R", "w": "W", "j": "Y", "ɾ": "T", "ʔ": "T", "x": "K", "ç": "HH",
    "i": "IY", "ɪ": "IH", "e": "EH", "ɛ": "EH", "æ": "AE", "a": "AE", "ɑ": "AA", "ɒ": "AA", "ɔ": "AO", "o": "OW",
    "ʊ": "UH", "u": "UW", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ɜ": "ER", "ɚ": "ER", "ɝ": "ER", "ᵻ": "IH", "y": "UW",
    "ø": "ER", "œ": "ER", "əl": "AH L", "ən": "AH N",
    "eɪ": "EY", "aɪ": "AY", "ɔɪ": "OY", "aʊ": "AW", "oʊ": "OW", "əʊ": "OW", "iə": "IY AH", "eə": "EH R", "ʊə": "UH R",
    "ɪɹ": "IH R", "ɪə": "IH R", "ɛɹ": "EH R", "ɑɹ": "AA R", "ɔɹ": "AO R", "oɹ": "AO R", "ʊɹ": "UH R", "aɪə": "AY AH",
    "aɪɚ": "AY ER", "aʊə": "AW AH", "ɛə": "EH R", "ja": "Y AE",
}  # fmt: skip
"""IPA without marks of stress and length -> ARPAbet, one phone or several."""


def arpabet(ipa: str) -> str:
    """The phones of one phoneme, with spaces between them; of an unknown one those of its characters that are known."""
    plain = ipa.translate(_MARKS)
    if plain in PHONES:
        return PHONES[plain]
    return " ".join(PHONES[character] for character in plain if character in PHONES)
