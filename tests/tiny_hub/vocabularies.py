# pyright: reportArgumentType=false
"""Tokenizers with own small vocabularies, made in code: CLIP, T5, Qwen2 and BERT, each in its library class."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from transformers import BertTokenizer, CLIPTokenizer, PreTrainedTokenizerBase, Qwen2Tokenizer, T5Tokenizer

CLIP_MAX_TOKENS = 77
T5_MAX_TOKENS = 512

SCENE = """
a an the of in on at and with photo picture street road car truck bus bicycle motorcycle person pedestrian traffic light
sign shelf bottle box can red blue green white black night day rain fog snow sun wet dry old new small large
"""
SCENE_WORDS = SCENE.split()
"""One token each; every other word is spelt with letters, so ids differ between any two prompts."""

QWEN_TEMPLATE = """
system user assistant Describe the image by detailing color shape size texture quantity text spatial relationships of
objects and background
"""
QWEN_WORDS = [*SCENE_WORDS, *QWEN_TEMPLATE.split()]
"""What Qwen-Image's template says is one token each: 34 precede a prompt, as many as the pipeline cuts off."""

QWEN_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>")
QWEN_CHAT = """
{%- for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"""

SPACE, NEWLINE = "Ġ", "Ċ"
"""How byte-level vocabularies write a space and a line feed."""


def clip_tokenizer() -> CLIPTokenizer:
    """A CLIP tokenizer of 77 tokens with begin and end; the end token has the highest id, as in the real one."""
    letters = [c for c in string.printable if c.isprintable() and not c.isspace() and not c.isupper()]
    merges = learn_merges([[*word[:-1], word[-1] + "</w>"] for word in SCENE_WORDS])
    merged = [a + b for a, b in merges]
    pieces = dict.fromkeys([*letters, *(c + "</w>" for c in letters), *merged, "<|startoftext|>", "<|endoftext|>"])
    vocab = {piece: number for number, piece in enumerate(pieces)}
    return CLIPTokenizer(vocab=vocab, merges=merges, model_max_length=CLIP_MAX_TOKENS)


def t5_tokenizer() -> T5Tokenizer:
    """A T5 tokenizer (unigram, no sentencepiece file) of 512 tokens that ends texts with </s>."""
    words = [(f"▁{word}", -2.0) for word in SCENE_WORDS]
    letters = [(c, -8.0) for c in string.printable if c.isprintable() and not c.isspace()]
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -4.0), *words, *letters]
    return T5Tokenizer(vocab=vocab, extra_ids=0, additional_special_tokens=[], model_max_length=T5_MAX_TOKENS)


def qwen_tokenizer() -> Qwen2Tokenizer:
    """A Qwen2 tokenizer with the chat template and the special tokens that Qwen-Image and Z-Image write."""
    merges = learn_merges(
        [list(form) for word in dict.fromkeys(QWEN_WORDS) for form in (word, SPACE + word)] + [[NEWLINE, NEWLINE]]
    )
    letters = [c for c in string.printable if c.isprintable() and not c.isspace()]
    pieces = dict.fromkeys([*letters, SPACE, NEWLINE, *(a + b for a, b in merges)])
    vocab = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Qwen2Tokenizer(vocab=vocab, merges=merges, model_max_length=4096, chat_template=QWEN_CHAT)
    tokenizer.add_tokens(list(QWEN_SPECIAL), special_tokens=True)
    return tokenizer


def bert_tokenizer() -> BertTokenizer:
    """A BERT tokenizer (WordPiece) of 256 tokens; `.` is its own token, as Grounding DINO needs."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [*string.ascii_lowercase, *string.digits]
    pieces = dict.fromkeys([*special, *string.punctuation, *letters, *(f"##{c}" for c in letters), *SCENE_WORDS])
    vocab = {piece: number for number, piece in enumerate(pieces)}
    return BertTokenizer(vocab=vocab, model_max_length=256)


def learn_merges(words: Sequence[list[str]]) -> list[tuple[str, str]]:
    """Byte-pair merges that make each word one token: the commonest pair first, ties by spelling."""
    merges = []
    while pairs := Counter(pair for word in words for pair in pairwise(word)):
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        words = [merge(word, best) for word in words]
    return merges


def merge(word: list[str], pair: tuple[str, str]) -> list[str]:
    """The pieces of a word with every neighbouring `pair` joined, from the left."""
    joined: list[str] = []
    for piece in word:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def ids_of(tokenizer: PreTrainedTokenizerBase, token: str) -> int:
    """The number of a token that the vocabulary must hold."""
    number = tokenizer.get_vocab().get(token)
    assert number is not None, f"{token} is not in the vocabulary"
    return number
