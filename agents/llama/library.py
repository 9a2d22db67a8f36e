"""The few calls of llama.cpp that are needed, over llama-cpp-python's low-level functions.

Imported in the child alone. One thread uses it.
"""

from __future__ import annotations

import ctypes
import os
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp as llama
import numpy as np

from agents.llama.chat_format import Piece
from errors import Misconfigured, RendezvousError

_BATCH = 512
_SPM = 1
"""llama.cpp's number for a SentencePiece vocabulary, as Llama 2 has."""
_LOG_ERROR = 4
_ROW = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])

_said: deque[str] = deque(maxlen=20)


@llama.llama_log_callback
def _listen(level: int, text: bytes, _: Any) -> None:
    if level == _LOG_ERROR:
        _said.append(text.decode("utf-8", "replace").strip())


@dataclass(frozen=True, slots=True)
class BatchEntry:
    token: int
    position: int
    sequence: int
    wanted: bool
    """Whether the next token is to be chosen after this one."""


class Model:
    """A file opened. ``vocab_only`` reads what it says of itself and checks that it is whole."""

    def __init__(self, path: Path, *, vocab_only: bool = False) -> None:
        llama.llama_log_set(_listen, ctypes.c_void_p(0))
        _said.clear()
        llama.llama_backend_init()
        params = llama.llama_model_default_params()
        params.vocab_only = vocab_only
        self.path = path
        self.pointer = llama.llama_model_load_from_file(os.fsencode(path), params)
        if not self.pointer:
            raise Misconfigured(
                f"the model file cannot be loaded: {_reason()}",
                record=str(path),
                fix="download it again and compare its size and checksum with the publisher's",
            )
        self.vocab = llama.llama_model_get_vocab(self.pointer)
        self.metadata = dict(self._metadata())
        self.vocab_size = llama.llama_vocab_n_tokens(self.vocab)
        self._is_spm = llama.llama_vocab_type(self.vocab) == _SPM

    def close(self) -> None:
        llama.llama_model_free(self.pointer)

    def facts(self) -> dict[str, Any]:
        """What the file says of itself."""
        architecture = self.metadata.get("general.architecture")
        return {
            "name": self.metadata.get("general.name"),
            "architecture": architecture,
            "licence": self.metadata.get("general.license"),
            "weights_bytes": self.path.stat().st_size,
            "trained_context": int(self.metadata.get(f"{architecture}.context_length", 0)),
            "vocabulary": self.vocab_size,
        }

    @property
    def template(self) -> str | None:
        text = llama.llama_model_chat_template(self.pointer, None)
        return text.decode("utf-8", "replace") if text else None

    def mark(self, kind: str) -> str:
        """The text of the BOS or EOS token, as a template wants it."""
        token = self._special(kind)
        text = llama.llama_vocab_get_text(self.vocab, token) if token >= 0 else b""
        return (text or b"").decode("utf-8", "replace")

    def cell_bytes(self) -> int:
        """Memory of one token of context: keys and values of 16 bits in every layer."""
        heads = max(1, llama.llama_model_n_head(self.pointer))
        width = llama.llama_model_n_embd(self.pointer) * llama.llama_model_n_head_kv(self.pointer)
        return int(llama.llama_model_n_layer(self.pointer) * 2 * 2 * width // heads)

    def shares_prefixes(self) -> bool:
        """Whether one sequence's beginning can serve another (not in recurrent models)."""
        return not (
            llama.llama_model_is_recurrent(self.pointer)
            or llama.llama_model_is_hybrid(self.pointer)
        )

    def tokens(self, pieces: Iterable[Piece]) -> list[int]:
        """The prompt's tokens. Marks are recognised in ``marks`` alone, never in ``text``."""
        found: list[int] = []
        for piece in pieces:
            if piece.kind in ("bos", "eos"):
                if (token := self._special(piece.kind)) >= 0:
                    found.append(token)
            elif piece.kind == "marks":
                found += self._tokenize(piece.text, special=True)
            elif found and found[-1] != self._special("bos"):
                found += self._continued(piece.text)
            else:
                found += self._tokenize(piece.text, special=False)
        bos = self._special("bos")
        if llama.llama_vocab_get_add_bos(self.vocab) and bos >= 0 and found[:1] != [bos]:
            found.insert(0, bos)
        return found

    def text_of(self, token: int) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama.llama_token_to_piece(self.vocab, token, buffer, size, 0, False)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def ends(self, token: int) -> bool:
        return bool(llama.llama_vocab_is_eog(self.vocab, token))

    def _special(self, kind: str) -> int:
        give = llama.llama_vocab_bos if kind == "bos" else llama.llama_vocab_eos
        return int(give(self.vocab))

    def _continued(self, text: str) -> list[int]:
        """Tokens of a text inside a line: SentencePiece puts a space before what it is given."""
        if not self._is_spm:
            return self._tokenize(text, special=False)
        lead = self._tokenize("\n", special=False)
        found = self._tokenize("\n" + text, special=False)
        if found[: len(lead)] == lead:
            return found[len(lead) :]
        return self._tokenize(text, special=False)

    def _tokenize(self, text: str, *, special: bool) -> list[int]:
        raw = text.encode("utf-8", "replace")
        size = len(raw) + 8
        buffer = (llama.llama_token * size)()
        count = llama.llama_tokenize(self.vocab, raw, len(raw), buffer, size, False, special)
        if count < 0:
            raise RendezvousError("the text could not be tokenized")
        return list(buffer[:count])

    def _metadata(self) -> Iterable[tuple[str, str]]:
        key, value = ctypes.create_string_buffer(256), ctypes.create_string_buffer(1_024)
        for index in range(llama.llama_model_meta_count(self.pointer)):
            llama.llama_model_meta_key_by_index(self.pointer, index, key, 256)
            llama.llama_model_meta_val_str_by_index(self.pointer, index, value, 1_024)
            yield key.value.decode("utf-8", "replace"), value.value.decode("utf-8", "replace")


class Context:
    """The model's working memory, shared out among sequences."""

    def __init__(self, model: Model, *, tokens: int, sequences: int, threads: int | None) -> None:
        params = llama.llama_context_default_params()
        params.n_ctx = tokens
        params.n_batch = params.n_ubatch = min(_BATCH, tokens)
        params.n_seq_max = sequences
        params.n_threads = params.n_threads_batch = threads or os.cpu_count() or 1
        # One pool of cells for all, so that a prefix is held once; and the whole of it for
        # models with sliding windows, or a copied prefix would miss its beginning.
        params.kv_unified = True
        params.swa_full = True
        params.no_perf = True
        self.model = model
        self.pointer = llama.llama_init_from_model(model.pointer, params)
        if not self.pointer:
            raise Misconfigured(
                f"there is no memory for a context of {tokens} tokens: {_reason()}",
                record=str(model.path),
                fix="make RENDEZVOUS_LLM_CONTEXT smaller, or choose a smaller model",
            )
        self.tokens = llama.llama_n_ctx(self.pointer)
        self.batch_size = llama.llama_n_batch(self.pointer)
        self._memory = llama.llama_get_memory(self.pointer)
        self._batch = llama.llama_batch_init(self.batch_size, 0, 1)

    def decode(self, entries: Sequence[BatchEntry]) -> None:
        batch = self._batch
        batch.n_tokens = len(entries)
        for index, entry in enumerate(entries):
            batch.token[index] = entry.token
            batch.pos[index] = entry.position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = entry.sequence
            batch.logits[index] = entry.wanted
        code = llama.llama_decode(self.pointer, batch)
        if code != 0:
            raise RendezvousError(f"llama.cpp could not evaluate a batch ({code}): {_reason()}")

    def copy(self, source: int, target: int, count: int) -> None:
        llama.llama_memory_seq_cp(self._memory, source, target, 0, count)

    def cut(self, sequence: int, count: int) -> None:
        """Keep the first ``count`` tokens of a sequence."""
        llama.llama_memory_seq_rm(self._memory, sequence, count, -1)

    def close(self) -> None:
        llama.llama_batch_free(self._batch)
        llama.llama_free(self.pointer)

    def drop(self, sequence: int) -> None:
        llama.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def logits(self, index: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        pointer = llama.llama_get_logits_ith(self.pointer, index)
        return np.ctypeslib.as_array(pointer, shape=(self.model.vocab_size,))


class Sampler:
    """Chooses tokens, held to a grammar.

    Trying the grammar on the one token that was chosen, and on all of them only when it is
    refused, costs a tenth of asking it of the whole vocabulary every time.
    """

    def __init__(self, model: Model, gbnf: str | None, *, temperature: float, seed: int) -> None:
        self._rows = np.zeros(model.vocab_size, dtype=_ROW)
        self._ids = np.arange(model.vocab_size, dtype=np.int32)
        self._grammar = None
        if gbnf is not None:
            self._grammar = llama.llama_sampler_init_grammar(model.vocab, gbnf.encode(), b"root")
            if not self._grammar:
                raise RendezvousError(f"llama.cpp refused the answer's grammar: {_reason()}")
        self._choice = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        steps = (
            [llama.llama_sampler_init_greedy()]
            if temperature <= 0
            else [
                llama.llama_sampler_init_top_k(40),
                llama.llama_sampler_init_top_p(0.95, 1),
                llama.llama_sampler_init_temp(temperature),
                llama.llama_sampler_init_dist(seed),
            ]
        )
        for step in steps:
            llama.llama_sampler_chain_add(self._choice, step)

    def choose(self, logits: np.ndarray[Any, np.dtype[np.float32]]) -> int:
        token = self._chosen(logits, held=False)
        if self._grammar is not None:
            if not self._allows(token):
                token = self._chosen(logits, held=True)
            llama.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        llama.llama_sampler_free(self._choice)
        if self._grammar is not None:
            llama.llama_sampler_free(self._grammar)

    def _chosen(self, logits: np.ndarray[Any, np.dtype[np.float32]], *, held: bool) -> int:
        # Samplers sort and cut the rows in place, so that they are filled in anew each time.
        self._rows["id"], self._rows["logit"], self._rows["p"] = self._ids, logits, 0.0
        rows = _array(self._rows)
        if held:
            llama.llama_sampler_apply(self._grammar, ctypes.byref(rows))
        llama.llama_sampler_apply(self._choice, ctypes.byref(rows))
        return int(rows.data[rows.selected].id)

    def _allows(self, token: int) -> bool:
        row = np.array([(token, 1.0, 0.0)], dtype=_ROW)
        rows = _array(row)
        llama.llama_sampler_apply(self._grammar, ctypes.byref(rows))
        return bool(np.isfinite(row["logit"][0]))


def _array(rows: np.ndarray[Any, Any]) -> llama.llama_token_data_array:
    return llama.llama_token_data_array(
        data=rows.ctypes.data_as(llama.llama_token_data_p),
        size=len(rows),
        selected=-1,
        sorted=False,
    )


def _reason() -> str:
    """The first error that llama.cpp logged; later ones repeat it."""
    first = next(iter(_said), "llama.cpp gave no reason")
    return " ".join(first.split())[:200]
