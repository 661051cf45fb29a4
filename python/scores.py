"""Losses, and the scores of an evaluation as Fine-tune BERT writes them into a run."""
import math

import torch
from torch.nn import functional


def weighted_parts(logits, targets, rows, settings):
    """The same as loss_parts for rows with weights, and for labels with a probability each."""
    weights = torch.tensor(settings["classWeights"] or [1.0] * logits.shape[-1], device=logits.device)
    if settings["task"] != "single-label":
        each = functional.mse_loss(logits, targets, reduction="none")
        if settings["task"] == "multi-label":
            each = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none", pos_weight=weights)
        return (each * rows[:, None]).sum(), rows.sum().cpu() * logits.shape[-1]
    hot = targets if settings["softLabels"] else functional.one_hot(targets, logits.shape[-1]).float()
    smoothing = settings["labelSmoothing"]
    wanted = (1 - smoothing) * hot * weights + smoothing / logits.shape[-1] * weights
    each = -(wanted * functional.log_softmax(logits, dim=1)).sum(dim=1)
    return (each * rows).sum(), ((hot * weights).sum(dim=1) * rows).sum().cpu()


def loss_parts(logits, targets, settings, rows=None):
    """The summed loss of some rows, weighted where rows have weights, and what a whole batch's sum is divided by."""
    if settings["softLabels"] or rows is not None:
        rows = torch.ones(len(targets)) if rows is None else rows
        return weighted_parts(logits, targets, rows.to(logits.device), settings)
    if settings["task"] == "regression":
        return functional.mse_loss(logits, targets, reduction="sum"), torch.tensor(float(targets.numel()))
    if settings["task"] == "multi-label":
        weights = settings["classWeights"]
        weights = torch.tensor(weights, device=logits.device) if weights else None
        loss = functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum", pos_weight=weights)
        return loss, torch.tensor(float(targets.numel()))
    weights = settings["classWeights"]
    weights = torch.tensor(weights or [1.0] * logits.shape[-1], device=logits.device)
    smoothing = settings["labelSmoothing"]
    loss = functional.cross_entropy(logits, targets, weights, label_smoothing=smoothing, reduction="sum")
    return loss, weights[targets].sum().cpu()


def rows_right(logits, targets, settings):
    """How many rows have the right class, or the right set of labels; 0 for a regression."""
    if settings["task"] == "regression":
        return torch.zeros((), device=logits.device)
    if settings["task"] == "single-label":
        return (logits.argmax(dim=1) == classes_of(targets, settings)).float().sum()
    return ((logits > cut_of(settings)) == (targets > 0)).all(dim=1).float().sum()


def classes_of(targets, settings):
    """The class ids of rows with one label, the most probable one where each has a probability."""
    return targets.argmax(dim=1) if settings["softLabels"] else targets


def cut_of(settings):
    """The logit from which a row has a label."""
    return math.log(settings["threshold"] / (1 - settings["threshold"]))


def scores_of(logits, targets, labels, settings):
    """The scores of all rows of an evaluation; `labels` are the names by class id."""
    plain = {**settings, "classWeights": None, "labelSmoothing": 0.0}
    total, count = loss_parts(logits, targets, plain)
    loss = (total / count).item()
    if settings["task"] == "regression":
        return regression_scores(logits.double().flatten(), targets.double().flatten(), loss)
    several = settings["task"] == "multi-label"
    if several:
        guesses, truth = logits > cut_of(settings), targets > 0
        probabilities = logits.double().sigmoid()
    else:
        guesses = functional.one_hot(logits.argmax(dim=1), len(labels)).bool()
        truth = functional.one_hot(classes_of(targets, settings), len(labels)).bool()
        probabilities = logits.double().softmax(dim=1)
    counts = list(zip(*(mask.sum(dim=0).tolist() for mask in (guesses & truth, guesses, truth))))
    per_class = [class_score(label, *own) for label, own in zip(labels, counts)]
    # scikit-learn averages over the classes that occur, as a target or as a prediction.
    kept = [one for one, (_, guessed, support) in zip(per_class, counts) if several or guessed + support]
    right, guessed, support = (sum(column) for column in zip(*counts))
    areas = [area_under_curve(column, own) for column, own in zip(probabilities.T, truth.T)]
    areas = [area for area in areas if area is not None]
    return {
        "kind": "classes", "loss": loss,
        "accuracy": rows_right(logits, targets, settings).item() / len(targets),
        **{name: ratio(sum(one[name] for one in kept), len(kept)) for name in ("precision", "recall", "f1")},
        "microF1": ratio(2 * right, guessed + support),
        "weightedF1": ratio(sum(one["f1"] * one["support"] for one in per_class), support),
        "auc": sum(areas) / len(areas) if areas else None,
        "matthews": None if several else matthews(truth, guesses),
        "perClass": per_class,
        "confusion": None if several else (truth.float().T @ guesses.float()).long().tolist(),
    }


def class_score(label, right, guessed, support):
    return {
        "label": label, "precision": ratio(right, guessed), "recall": ratio(right, support),
        "f1": ratio(2 * right, guessed + support), "support": support,
    }


def area_under_curve(scores, truth):
    """The share of pairs, of a row with the label and one without, in which the first has the larger score.

    None where there are no such pairs.
    """
    positives, negatives = truth.sum().item(), (~truth).sum().item()
    if not positives or not negatives:
        return None
    _, places, counts = scores.unique(return_inverse=True, return_counts=True)
    ranks = (counts.cumsum(0) - (counts - 1) / 2)[places]
    return ((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives)).item()


def matthews(truth, guesses):
    """Matthews' correlation of classes, each given as one column of 0 and 1."""
    truths, guessed = truth.double().sum(dim=0), guesses.double().sum(dim=0)
    rows, right = truths.sum(), (truth & guesses).sum()
    spread = ((rows**2 - guessed @ guessed) * (rows**2 - truths @ truths)).sqrt().item()
    return ((right * rows - truths @ guessed) / spread).item() if spread else 0.0


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


def figures(scores):
    """What to print of an evaluation."""
    names = [name for name in ("loss", "accuracy", "f1", "rmse") if name in scores]
    return "  ".join(f"{name} {scores[name]:.4g}" for name in names)
