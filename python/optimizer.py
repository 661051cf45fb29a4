"""The learning rate, and AdamW with the groups of parameters that it treats alike."""
import math

import torch


def schedule_factor(step, steps, settings):
    warmup = settings["warmupSteps"]
    if steps == 1:
        warmup = 0
    elif warmup is None:
        warmup = math.ceil(steps * settings["warmup"])
    if step < warmup:
        return step / max(1, warmup)
    if settings["schedule"] == "constant":
        return 1.0
    if settings["schedule"] == "linear":
        return max(0.0, (steps - step) / max(1, steps - warmup))
    return max(0.0, 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup))))


def make_optimizer(model, settings):
    groups = {}
    frozen = set(settings["frozen"])
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)
        if name in frozen:
            continue
        # Vectors are biases and what scales a norm.
        decayed = settings["decayAll"] or parameter.dim() > 1
        # How far a weight is from the classifier.
        rate = settings["learningRate"] * settings["layerDecay"] ** settings["depths"].get(name, 0)
        groups.setdefault((rate, decayed), []).append(parameter)
    parameters = [
        {"params": members, "peak": rate, "lr": rate, "weight_decay": settings["weightDecay"] if decayed else 0.0}
        for (rate, decayed), members in groups.items()
    ]
    return torch.optim.AdamW(parameters, betas=(settings["beta1"], settings["beta2"]), eps=settings["epsilon"])
