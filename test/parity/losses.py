"""Losses and their gradients by torch.

stdin: a list of cases {kind, logits, targets, weights, smoothing}; stdout: [{loss, gradient}].
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
        loss = F.cross_entropy(logits, torch.tensor(case["targets"]), weight=weights, label_smoothing=case["smoothing"])
    elif case["kind"] == "multi-label":
        loss = F.binary_cross_entropy_with_logits(logits, torch.tensor(case["targets"], dtype=torch.float64))
    else:
        loss = F.mse_loss(logits, torch.tensor(case["targets"], dtype=torch.float64))
    loss.backward()
    answers.append(dict(loss=loss.item(), gradient=logits.grad.flatten().tolist()))
print(json.dumps(answers))
