"""Losses and their gradients by torch.

stdin: a list of cases {kind, logits, targets, weights, smoothing, rows}; stdout: [{loss, gradient}].
"""

import json
import sys

import torch
from torch.nn import functional as F

answers = []
for case in json.load(sys.stdin):
    logits = torch.tensor(case["logits"], dtype=torch.float64, requires_grad=True)
    kind, targets = case["kind"], torch.tensor(case["targets"])
    weights = torch.tensor(case["weights"], dtype=torch.float64) if case["weights"] else None
    reduction = "none" if case.get("rows") else "mean"
    if kind == "single-label":
        smoothing = case["smoothing"]
        loss = F.cross_entropy(logits, targets, weight=weights, label_smoothing=smoothing, reduction=reduction)
        if case.get("rows") and weights is not None:
            # What torch divides by: the weights of the rows' classes, here by the rows' own.
            rows = torch.tensor(case["rows"], dtype=torch.float64)
            loss = (loss * rows).sum() / (weights[targets.long()] * rows).sum()
    elif kind == "multi-label":
        loss = F.binary_cross_entropy_with_logits(logits, targets.double(), pos_weight=weights, reduction=reduction)
    else:
        loss = F.mse_loss(logits, torch.tensor(case["targets"], dtype=torch.float64), reduction=reduction)
    if loss.dim():
        rows = torch.tensor(case["rows"], dtype=torch.float64)
        loss = ((loss if loss.dim() == 1 else loss.mean(dim=1)) * rows).sum() / rows.sum()
    loss.backward()
    answers.append(dict(loss=loss.item(), gradient=logits.grad.flatten().tolist()))
print(json.dumps(answers))
