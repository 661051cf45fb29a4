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
    if case["kind"] == "single-label":
        weights = torch.tensor(case["weights"], dtype=torch.float64) if case["weights"] else None
        reduction = "none" if case.get("rows") else "mean"
        loss = F.cross_entropy(logits, torch.tensor(case["targets"]), weight=weights, label_smoothing=case["smoothing"], reduction=reduction)
        if case.get("rows") and weights is not None:
            # What torch divides by: the weights of the rows' classes, here by the rows' own.
            rows = torch.tensor(case["rows"], dtype=torch.float64)
            loss = (loss * rows).sum() / (weights[torch.tensor(case["targets"]).long()] * rows).sum()
    elif case["kind"] == "multi-label":
        weights = torch.tensor(case["weights"], dtype=torch.float64) if case["weights"] else None
        reduction = "none" if case.get("rows") else "mean"
        loss = F.binary_cross_entropy_with_logits(logits, torch.tensor(case["targets"], dtype=torch.float64), pos_weight=weights, reduction=reduction)
    else:
        loss = F.mse_loss(logits, torch.tensor(case["targets"], dtype=torch.float64), reduction="none" if case.get("rows") else "mean")
    if loss.dim():
        rows = torch.tensor(case["rows"], dtype=torch.float64)
        loss = ((loss if loss.dim() == 1 else loss.mean(dim=1)) * rows).sum() / rows.sum()
    loss.backward()
    answers.append(dict(loss=loss.item(), gradient=logits.grad.flatten().tolist()))
print(json.dumps(answers))
