"""Fit word vectors so that the sum of a text's word vectors points where the encoder's output points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch.nn.functional import embedding_bag, normalize

from assistant.matching import normalize as normalization

DIMENSIONS = 64
EPOCHS = 6
BATCH = 1024
LEARNING_RATE = 0.01
TEMPERATURE = 0.1
"""Cosines are divided by it before they become shares of closeness."""
RARE = 1e-3
"""Share of all words above which a word weighs less at the start (smooth inverse frequency, Arora et al. 2017)."""


def distil(
    words: Sequence[str],
    word_outputs: np.ndarray,
    texts: Sequence[str],
    text_outputs: np.ndarray,
    progress: Callable[[str], None],
) -> np.ndarray:
    """Return one vector per word.

    Each word is also a text of its own, so that words which occur in no text have a vector, too.
    """
    torch.manual_seed(1)
    random = np.random.default_rng(1)
    members, starts = _occurrences(words, texts)
    center = text_outputs.mean(0)
    outputs = _at_length_one(np.concatenate([text_outputs, word_outputs]) - center)
    axes = _principal_axes(outputs[random.choice(len(outputs), min(len(outputs), 50_000), replace=False)])
    first = _at_length_one((word_outputs - word_outputs.mean(0)) @ axes)
    counts = np.bincount(members[: starts[len(texts)]], minlength=len(words)) + 0.5
    first *= (RARE / (RARE + counts / counts.sum()))[:, None]

    vectors = torch.nn.Parameter(torch.from_numpy(first.astype(np.float32)))
    targets = torch.from_numpy(_at_length_one(outputs @ axes).astype(np.float32))
    full = torch.from_numpy(outputs.astype(np.float32))
    lengths = np.diff(starts)
    usable = np.nonzero(lengths)[0]
    optimizer = torch.optim.SparseAdam([vectors], lr=LEARNING_RATE)
    steps, step = EPOCHS * -(-len(usable) // BATCH), 0
    for epoch in range(EPOCHS):
        total, order = 0.0, random.permutation(usable)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            sizes = lengths[batch]
            begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
            places = np.repeat(starts[batch] - begins, sizes) + np.arange(sizes.sum())
            found = embedding_bag(
                torch.from_numpy(members[places]), vectors, torch.from_numpy(begins), mode="sum", sparse=True
            )
            loss = _loss(normalize(found, dim=1), targets[batch], full[batch])
            optimizer.param_groups[0]["lr"] = LEARNING_RATE * max(0.02, 1 - step / steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            total += loss.item() * len(batch)
        progress(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(order):.4f}")
    return vectors.detach().numpy()


def _loss(found: torch.Tensor, targets: torch.Tensor, full: torch.Tensor) -> torch.Tensor:
    """Return how far the texts are from their targets, and how far their neighbours in the batch from the encoder's.

    The encoder's neighbours are those in its full space.
    """
    itself = -1e4 * torch.eye(len(found))
    expected = torch.softmax(full @ full.T / TEMPERATURE + itself, 1)
    actual = torch.log_softmax(found @ found.T / TEMPERATURE + itself, 1)
    neighbours = (expected * (expected.clamp_min(1e-9).log() - actual)).sum(1).mean()
    return (1 - (found * targets).sum(1)).mean() + neighbours


def _occurrences(words: Sequence[str], texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the words of all texts, then of each word alone, and where each text starts."""
    number = {word: at for at, word in enumerate(words)}
    members, starts = [], [0]
    for text in texts:
        members += [number[word] for word in normalization.words(text) if word in number]
        starts.append(len(members))
    alone = np.arange(len(words))
    return np.concatenate([np.array(members, int), alone]), np.concatenate([starts, starts[-1] + 1 + alone])


def _principal_axes(centered: np.ndarray) -> np.ndarray:
    _, axes = np.linalg.eigh(centered.T @ centered)  # in rising order
    return axes[:, ::-1][:, :DIMENSIONS]


def _at_length_one(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
