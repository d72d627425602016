"""Encode texts with the sentence encoder all-MiniLM-L6-v2."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

LONGEST = 48
"""Tokens of a text that count; the texts are short."""
BATCH = 4096
"""Tokens encoded at once, about."""


class Encoder:
    def __init__(self, model: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(model)
        # half precision halves the time; the vectors are rounded to 8 bits in the end
        self._model = AutoModel.from_pretrained(model).eval().bfloat16()

    def words(self) -> list[str]:
        """Return the tokens that are whole words."""
        return sorted(token for token in self._tokenizer.get_vocab() if not token.startswith("##"))

    @torch.inference_mode()
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the mean of each text's token outputs at length 1, as the encoder was trained to be used."""
        tokens = self._tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        order = sorted(range(len(tokens)), key=lambda at: (len(tokens[at]), at))
        found = np.zeros((len(tokens), self._model.config.hidden_size), np.float32)
        at = 0
        while at < len(order):
            batch = order[at : at + max(32, BATCH // len(tokens[order[at]]))]
            at += len(batch)
            padded = torch.nn.utils.rnn.pad_sequence(
                [torch.tensor(tokens[i]) for i in batch], batch_first=True
            )
            mask = (padded != self._tokenizer.pad_token_id).long()
            outputs = self._model(input_ids=padded, attention_mask=mask).last_hidden_state.float()
            weights = mask[:, :, None].float()
            means = (outputs * weights).sum(1) / weights.sum(1)
            found[batch] = torch.nn.functional.normalize(means, dim=1).numpy()
        return found
