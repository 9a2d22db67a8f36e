"""GGUF files with random weights: what llama.cpp does with them costs what real ones cost.

Speed does not depend on the values. Only two things are not left to chance: bytes that are no
letters are made unlikely, and the end of a string likely, so that a constrained answer ends
about where a model's would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np

_BLOCK = 32
"""Values in a block of Q4_0: a scale of 16 bits, then 16 bytes of two values each."""
_NORMAL, _BYTE, _CONTROL, _UNKNOWN = 1, 6, 3, 2


@dataclass(frozen=True, slots=True)
class Shape:
    layers: int
    width: int
    heads: int
    kv_heads: int
    feed_forward: int
    vocabulary: int
    context: int
    quantised: bool


TINY = Shape(2, 64, 4, 2, 128, 354, 4_096, quantised=False)
ONE_BILLION = Shape(22, 2_048, 32, 4, 5_632, 32_000, 4_096, quantised=True)
"""TinyLlama's shape: 1.1 billion weights, 0.6 GB in Q4_0."""


def write_gguf(
    path: Path,
    shape: Shape = TINY,
    *,
    name: str = "tiny random llama-2",
    template: str | None = None,
    words: str = "",
    string_end: float = 1.2,
    seed: int = 7,
) -> Path:
    """Write the file; ``words`` are texts whose pieces fill a larger vocabulary.

    ``string_end`` is how much likelier than another token a string's end is, as a logit.
    """
    pieces = list(_vocabulary(shape.vocabulary, words))
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([piece for piece, _ in pieces])
    writer.add_token_scores([float(-n) for n in range(len(pieces))])
    writer.add_token_types([kind for _, kind in pieces])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    if template is not None:
        writer.add_chat_template(template)
    _Weights(writer, shape, seed).write(_leanings(pieces, string_end))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _vocabulary(size: int, words: str) -> Iterator[tuple[bytes, int]]:
    """Unknown, BOS, EOS, 256 bytes, the printable characters, then pieces of ``words``."""
    yield b"<unk>", _UNKNOWN
    yield b"<s>", _CONTROL
    yield b"</s>", _CONTROL
    for byte in range(256):
        yield f"<0x{byte:02X}>".encode(), _BYTE
    known = ["▁", *(chr(code) for code in range(33, 127))]
    seen = set(known)
    for piece in known:
        yield piece.encode(), _NORMAL
    count = 259 + len(known)
    for piece in _pieces(words):
        if count == size:
            return
        if piece not in seen:
            seen.add(piece)
            count += 1
            yield piece.encode(), _NORMAL
    for number in range(size - count):
        yield f"\u2581\u2581q{number}".encode(), _NORMAL


def _pieces(words: str) -> Iterator[str]:
    """Every beginning of every word, short ones first, as a tokenizer needs them to merge."""
    found = sorted(set(re.findall(r"[A-Za-zÀ-ÿ]+", words)))
    for length in range(2, 12):
        for word in found:
            if len(word) >= length:
                yield word[:length]
                if length > 2:
                    yield "▁" + word[: length - 1]


def _leanings(pieces: list[tuple[bytes, int]], string_end: float) -> np.ndarray[Any, Any]:
    leanings = np.zeros(len(pieces), dtype=np.float32)
    for number, (piece, kind) in enumerate(pieces):
        if kind == _BYTE or piece == b"\\" or not piece.isascii():
            leanings[number] = -4.0
        elif piece == b'"':
            leanings[number] = string_end
    return leanings


class _Weights:
    """Random tensors, but for the first block of each row of the embeddings and the output.

    The first block's values are fixed: a constant in each embedding, which no layer changes,
    and a leaning in each row of the output, so that the two multiply to a leaning of each
    token.
    """

    def __init__(self, writer: gguf.GGUFWriter, shape: Shape, seed: int) -> None:
        self._writer = writer
        self._shape = shape
        self._random = np.random.default_rng(seed)

    def write(self, leanings: np.ndarray[Any, Any]) -> None:
        shape = self._shape
        kv_width = shape.width // shape.heads * shape.kv_heads
        constant = np.ones(shape.vocabulary, dtype=np.float32)
        self._add("token_embd.weight", shape.vocabulary, shape.width, first=constant)
        self._add("output.weight", shape.vocabulary, shape.width, first=leanings)
        self._ones("output_norm.weight")
        for layer in range(shape.layers):
            block = f"blk.{layer}"
            self._ones(f"{block}.attn_norm.weight")
            self._ones(f"{block}.ffn_norm.weight")
            self._add(f"{block}.attn_q.weight", shape.width, shape.width)
            self._add(f"{block}.attn_k.weight", kv_width, shape.width)
            self._add(f"{block}.attn_v.weight", kv_width, shape.width)
            self._add(f"{block}.attn_output.weight", shape.width, shape.width, silent=True)
            self._add(f"{block}.ffn_gate.weight", shape.feed_forward, shape.width)
            self._add(f"{block}.ffn_up.weight", shape.feed_forward, shape.width)
            self._add(f"{block}.ffn_down.weight", shape.width, shape.feed_forward, silent=True)

    def _ones(self, name: str) -> None:
        self._writer.add_tensor(name, np.ones(self._shape.width, dtype=np.float32))

    def _add(
        self,
        name: str,
        rows: int,
        columns: int,
        *,
        first: np.ndarray[Any, Any] | None = None,
        silent: bool = False,
    ) -> None:
        """A matrix; ``first`` are its rows' fixed values, ``silent`` leaves the constant alone."""
        if not self._shape.quantised:
            values = self._random.normal(0, columns**-0.5, (rows, columns)).astype(np.float32)
            if first is not None:
                values[:, :_BLOCK] = 0
                values[:, 0] = first
            if silent:
                values[:_BLOCK] = 0
            self._writer.add_tensor(name, values)
            return
        blocks = np.empty((rows, columns // _BLOCK, 18), dtype=np.uint8)
        blocks[:, :, 2:] = self._random.integers(0, 256, blocks[:, :, 2:].shape, dtype=np.uint8)
        scales = np.full((rows, columns // _BLOCK), columns**-0.5 / 4.6, dtype=np.float16)
        if first is not None:
            # A nibble n stands for (n - 8) times the scale: 9 is the scale itself, 8 nothing.
            scales[:, 0] = first.astype(np.float16)
            blocks[:, 0, 2:] = 0x88
            blocks[:, 0, 2] = 0x89
        if silent:
            scales[:_BLOCK] = 0
        blocks[:, :, :2] = scales[:, :, None].view(np.uint8)
        self._writer.add_tensor(
            name, blocks.reshape(rows, -1), raw_dtype=gguf.GGMLQuantizationType.Q4_0
        )
