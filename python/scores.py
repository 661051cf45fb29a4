"""Losses, and the scores of an evaluation as Fine-tune BERT writes them into a run."""
import math

import torch
from torch.nn import functional


def loss_parts(logits, targets, settings):
    """The summed loss of some rows, and what the sum over a whole batch is divided by."""
    if settings["task"] == "regression":
        return functional.mse_loss(logits, targets, reduction="sum"), torch.tensor(float(targets.numel()))
    if settings["task"] == "multi-label":
        loss = functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum")
        return loss, torch.tensor(float(targets.numel()))
    weights = settings["classWeights"]
    weights = torch.tensor(weights, device=logits.device) if weights else torch.ones(logits.shape[-1], device=logits.device)
    loss = functional.cross_entropy(logits, targets, weights, label_smoothing=settings["labelSmoothing"], reduction="sum")
    return loss, weights[targets].sum().cpu()


def rows_right(logits, targets, settings):
    """How many rows have the right class, or the right set of labels; 0 for a regression."""
    if settings["task"] == "regression":
        return torch.zeros((), device=logits.device)
    if settings["task"] == "single-label":
        return (logits.argmax(dim=1) == targets).float().sum()
    return ((logits > 0) == (targets > 0)).all(dim=1).float().sum()


def scores_of(logits, targets, labels, settings):
    """The scores of all rows of an evaluation; `labels` are the names by class id."""
    plain = {**settings, "classWeights": None, "labelSmoothing": 0.0}
    total, count = loss_parts(logits, targets, plain)
    loss = (total / count).item()
    if settings["task"] == "regression":
        return regression_scores(logits.double().flatten(), targets.double().flatten(), loss)
    several = settings["task"] == "multi-label"
    if several:
        guesses, truth = logits > 0, targets > 0
    else:
        guesses = functional.one_hot(logits.argmax(dim=1), len(labels)).bool()
        truth = functional.one_hot(targets, len(labels)).bool()
    counts = list(zip(*(mask.sum(dim=0).tolist() for mask in (guesses & truth, guesses, truth))))
    per_class = [class_score(label, *own) for label, own in zip(labels, counts)]
    # scikit-learn averages over the classes that occur, as a target or as a prediction.
    kept = [one for one, (_, guessed, support) in zip(per_class, counts) if several or guessed + support]
    right, guessed, support = (sum(column) for column in zip(*counts))
    return {
        "kind": "classes", "loss": loss,
        "accuracy": rows_right(logits, targets, settings).item() / len(targets),
        **{name: ratio(sum(one[name] for one in kept), len(kept)) for name in ("precision", "recall", "f1")},
        "microF1": ratio(2 * right, guessed + support),
        "perClass": per_class,
        "confusion": None if several else (truth.float().T @ guesses.float()).long().tolist(),
    }


def class_score(label, right, guessed, support):
    return {
        "label": label, "precision": ratio(right, guessed), "recall": ratio(right, support),
        "f1": ratio(2 * right, guessed + support), "support": support,
    }


def regression_scores(found, wanted, loss):
    pair = torch.stack([found, wanted])
    deviations = pair - pair.mean(dim=1, keepdim=True)
    both = deviations.norm(dim=1).prod().item()
    return {
        "kind": "regression", "loss": loss, "rmse": math.sqrt(loss), "mae": (found - wanted).abs().mean().item(),
        "pearson": max(-1.0, min(1.0, deviations.prod(dim=0).sum().item() / both)) if both else None,
        "spread": deviations[1].square().mean().sqrt().item(),
    }


def ratio(part, whole):
    return part / whole if whole else 0.0
