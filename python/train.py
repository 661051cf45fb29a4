"""Fine-tunes BERT as the run did that this folder was exported from: the same rows in the same order, the same settings.

    pip install -r requirements.txt
    accelerate launch train.py                          # this machine's GPU, or its processor
    accelerate launch --num_processes 2 train.py        # two GPUs; with --cpu, two processes on the processor

Every batch is shared out among the processes and its gradients are added up again, so that the numbers do not depend on how
many there are. Raise "batch" in settings.json for more processes than it has rows. Started again, it goes on from the last
evaluation. What it reads lies beside it: settings.json, base-model/, train.csv, validation.csv. What it writes: output/.
"""
import argparse
import csv
import json
import math
import shutil
from contextlib import nullcontext
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import gather_object
from torch.nn import functional
from transformers import AutoModelForSequenceClassification, AutoTokenizer

HERE = Path(__file__).resolve().parent
WORD = 0xFFFFFFFF


# ---------------------------------------------------------------- the order of the rows


def mix(word):
    """MurmurHash3's 32-bit finaliser."""
    word = ((word ^ (word >> 16)) * 0x85EBCA6B) & WORD
    word = ((word ^ (word >> 13)) * 0xC2B2AE35) & WORD
    return word ^ (word >> 16)


class Random:
    """sfc32, seeded with numbers: the generator that drew the run's order."""

    def __init__(self, *seeds):
        self.state = [self.absorb(start, seeds) for start in (0x9E3779B9, 0x243F6A88, 0xB7E15162)] + [1]
        for _ in range(15):
            self.draw()

    @staticmethod
    def absorb(state, seeds):
        for seed in seeds:
            state = mix((state ^ seed) & WORD)
            state = mix((state + (seed >> 32) + 0x9E3779B9) & WORD)
        return state

    def draw(self):
        a, b, c, counter = self.state
        result = (a + b + counter) & WORD
        turned = ((c << 21) | (c >> 11)) & WORD
        self.state = [b ^ (b >> 9), (c + (c << 3)) & WORD, (turned + result) & WORD, (counter + 1) & WORD]
        return result

    def below(self, bound):
        mask = (1 << (bound - 1).bit_length()) - 1
        while True:
            value = self.draw() & mask
            if value < bound:
                return value

    def shuffle(self, items):
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items


def cut(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]


def epoch_rows(targets, settings, epoch):
    """All rows, and those of rare classes that come again until each class has as many as the largest."""
    rows = list(range(len(targets)))
    if settings["resample"] == "none":
        return rows
    if settings["softLabels"]:
        targets = [target.index(max(target)) for target in targets]
    classes = [[row for row in rows if targets[row] == label] for label in range(max(targets) + 1)]
    largest = max(map(len, classes))
    for label, own in enumerate(classes):
        if own:
            whole, rest = divmod(largest - len(own), len(own))
            rows += own * whole + Random(settings["seed"], 0x72736D70, epoch, label).shuffle(list(own))[:rest]
    return rows


def epoch_batches(lengths, rows, settings, epoch):
    """Row numbers of each batch: shuffled, sorted by length among 50 batches at a time, and the batches shuffled."""
    random = Random(settings["seed"], 0x6F726465, epoch)
    order = random.shuffle(list(rows))
    if settings["padding"] == "maximum":
        return cut(order, settings["batch"])
    windows = [sorted(window, key=lengths.__getitem__) for window in cut(order, 50 * settings["batch"])]
    batches = cut([row for window in windows for row in window], settings["batch"])
    return [batches[place] for place in random.shuffle(list(range(len(batches))))]


# ---------------------------------------------------------------- the data


class Rows:
    """A CSV with the columns text, pair (perhaps), label and weight (perhaps), tokenised."""

    def __init__(self, path, tokenizer, settings, label_ids):
        csv.field_size_limit(2**31 - 1)
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.targets = [target_of(row["label"], settings, label_ids) for row in rows]
        self.weights = [float(row.get("weight") or 1) for row in rows]
        self.tokens = []
        for part in cut(rows, 1000):
            pairs = [row["pair"] for row in part] if "pair" in part[0] else None
            found = tokenizer([row["text"] for row in part], pairs, truncation="longest_first", max_length=settings["maxLength"])
            self.tokens += [{name: values[at] for name, values in found.items()} for at in range(len(part))]
        self.lengths = [len(row["input_ids"]) for row in self.tokens]

    def batch(self, numbers, tokenizer, settings, device):
        longest = settings["padding"] == "longest"
        padded = tokenizer.pad(
            [self.tokens[number] for number in numbers],
            padding="longest" if longest else "max_length", max_length=None if longest else settings["maxLength"],
            return_tensors="pt",
        )
        dtype = dtype_of(settings)
        targets = [on_scale(self.targets[number], settings["targetScale"]) for number in numbers]
        return padded.to(device), torch.tensor(targets, dtype=dtype, device=device)


def on_scale(target, scale):
    """A number of a regression as it is learned: with mean 0 and deviation 1."""
    return [(target[0] - scale["mean"]) / scale["deviation"]] if scale else target


def dtype_of(settings):
    return torch.long if settings["task"] == "single-label" and not settings["softLabels"] else torch.float


def target_of(label, settings, label_ids):
    if settings["softLabels"]:
        return json.loads(label)
    if settings["task"] == "regression":
        return [float(label)]
    if settings["task"] == "single-label":
        return label_ids[label]
    hot = [0.0] * len(label_ids)
    for name in label.split(settings["labelSeparator"]) if label else []:
        hot[label_ids[name]] = 1.0
    return hot


# ---------------------------------------------------------------- loss and scores


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
    """The summed loss of some rows, and what the sum over a whole batch is divided by."""
    if settings["softLabels"] or rows is not None:
        rows = torch.ones(len(targets)) if rows is None else torch.tensor(rows)
        return weighted_parts(logits, targets, rows.to(logits.device), settings)
    if settings["task"] == "regression":
        return functional.mse_loss(logits, targets, reduction="sum"), torch.tensor(float(targets.numel()))
    if settings["task"] == "multi-label":
        weights = settings["classWeights"]
        weights = torch.tensor(weights, device=logits.device) if weights else None
        loss = functional.binary_cross_entropy_with_logits(logits, targets, reduction="sum", pos_weight=weights)
        return loss, torch.tensor(float(targets.numel()))
    weights = settings["classWeights"]
    weights = torch.tensor(weights, device=logits.device) if weights else torch.ones(logits.shape[-1], device=logits.device)
    loss = functional.cross_entropy(logits, targets, weights, label_smoothing=settings["labelSmoothing"], reduction="sum")
    return loss, weights[targets].sum().cpu()


def f1_of(right, guessed, support):
    return 2 * right / (guessed + support) if guessed + support else 0.0


def area_under_curve(scores, truth):
    """The share of pairs of a row with the label and one without in which the first has the larger score; None without pairs."""
    positives, negatives = truth.sum().item(), (~truth).sum().item()
    if not positives or not negatives:
        return None
    _, places, counts = scores.double().unique(return_inverse=True, return_counts=True)
    ranks = (counts.cumsum(0) - (counts - 1) / 2)[places]
    return ((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives)).item()


def matthews(truth, guesses):
    """Matthews' correlation of classes, each given as one column of 0 and 1."""
    truths, guessed = truth.double().sum(dim=0), guesses.double().sum(dim=0)
    rows, right = truths.sum(), (truth & guesses).sum()
    spread = ((rows**2 - guessed @ guessed) * (rows**2 - truths @ truths)).sqrt().item()
    return ((right * rows - truths @ guessed) / spread).item() if spread else 0.0


def scores_of(logits, targets, settings):
    plain = {**settings, "classWeights": None, "labelSmoothing": 0.0}
    total, count = loss_parts(logits, targets, plain)
    scores = {"loss": (total / count).item()}
    if settings["task"] == "regression":
        return scores
    if settings["task"] == "multi-label":
        cut = math.log(settings["threshold"] / (1 - settings["threshold"]))
        guesses, truth = logits > cut, targets > 0
        probabilities = logits.double().sigmoid()
        right = (guesses == truth).all(dim=1)
    else:
        guesses = functional.one_hot(logits.argmax(dim=1), logits.shape[1]).bool()
        classes = targets.argmax(dim=1) if settings["softLabels"] else targets
        truth = functional.one_hot(classes, logits.shape[1]).bool()
        right = (guesses & truth).any(dim=1)
        probabilities = logits.double().softmax(dim=1)
        scores["matthews"] = matthews(truth, guesses)
    per_class = list(zip(*((mask.sum(dim=0).tolist()) for mask in (guesses & truth, guesses, truth))))
    rows = sum(counts[2] for counts in per_class)
    weighted = sum(f1_of(*counts) * counts[2] for counts in per_class) / max(1, rows)
    areas = [area_under_curve(column, own) for column, own in zip(probabilities.T, truth.T)]
    areas = [area for area in areas if area is not None]
    scores["auc"] = sum(areas) / len(areas) if areas else None
    if settings["task"] == "single-label":
        per_class = [counts for counts in per_class if counts[1] + counts[2]]
    f1 = sum(f1_of(*counts) for counts in per_class) / max(1, len(per_class))
    return {**scores, "accuracy": right.float().mean().item(), "f1": f1, "weightedF1": weighted}


# ---------------------------------------------------------------- learning rate and parameters


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


# ---------------------------------------------------------------- training


def recompute_layers(model, accelerator):
    """Has each layer computed again in the backward pass, with the same masks."""
    if model.supports_gradient_checkpointing:
        model.gradient_checkpointing_enable({"use_reentrant": False})
    else:
        accelerator.print(f"This transformers cannot recompute the layers of a {model.config.model_type}: they take the memory that they do.")


class Run:
    def __init__(self, settings, accelerator, out):
        self.settings, self.accelerator, self.out = settings, accelerator, out
        base = HERE / "base-model"
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        model = AutoModelForSequenceClassification.from_pretrained(base)
        if settings["checkpointActivations"]:
            recompute_layers(model, accelerator)
        self.training = Rows(HERE / "train.csv", self.tokenizer, settings, model.config.label2id)
        held = HERE / "validation.csv"
        self.validation = Rows(held, self.tokenizer, settings, model.config.label2id) if held.exists() else None
        self.model, self.optimizer = accelerator.prepare(model, make_optimizer(model, settings))
        # What these parts gave was computed once and kept: they have no dropout.
        plain = accelerator.unwrap_model(self.model)
        self.still = [plain.get_submodule(name) for name in settings["withoutDropout"]]
        batches = math.ceil(len(epoch_rows(self.training.targets, settings, 0)) / settings["batch"])
        self.steps_per_epoch = math.ceil(batches / settings["accumulate"])
        self.steps = math.ceil(self.steps_per_epoch * settings["epochs"] - 1e-9)
        self.progress = {"step": 0, "best": None, "since_best": 0}
        accelerator.register_for_checkpointing(self)

    def state_dict(self):
        return dict(self.progress)

    def load_state_dict(self, state):
        self.progress = dict(state)

    def mine(self, numbers):
        """The rows of a batch that this process takes; one of no weight where there are fewer rows than processes."""
        own = numbers[self.accelerator.process_index :: self.accelerator.num_processes]
        return own or numbers[:1], 1.0 if own else 0.0

    def forward(self, numbers):
        """The loss of a whole batch's mean that this process's rows make up."""
        settings = self.settings
        own, weight = self.mine(numbers)
        tokens, targets = self.training.batch(own, self.tokenizer, settings, self.accelerator.device)
        weights = self.training.weights if settings["rowWeights"] else None
        of = lambda some: weights and [weights[number] for number in some]
        loss, _ = loss_parts(self.model(**tokens).logits, targets, settings, of(own))
        whole = torch.tensor([self.training.targets[number] for number in numbers], dtype=targets.dtype)
        _, count = loss_parts(torch.zeros(len(numbers), self.labels), whole, settings, of(numbers))
        return weight * loss / count.item()

    @property
    def labels(self):
        return self.accelerator.unwrap_model(self.model).config.num_labels

    def step(self, batches, number):
        self.model.train()
        for module in self.still:
            module.eval()
        total = torch.zeros((), device=self.accelerator.device)
        for at, numbers in enumerate(batches):
            # Gradients are means over the processes: their sum is wanted.
            with nullcontext() if at + 1 == len(batches) else self.accelerator.no_sync(self.model):
                loss = self.forward(numbers) / len(batches)
                self.accelerator.backward(loss * self.accelerator.num_processes)
            total += loss.detach()
        factor = schedule_factor(number, self.steps, self.settings)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        limit = self.settings["clip"] or float("inf")
        norm = self.accelerator.clip_grad_norm_(self.model.parameters(), limit)
        self.optimizer.step()
        self.optimizer.zero_grad()
        scale = self.settings["targetScale"]
        loss = self.accelerator.reduce(total, reduction="sum").item() * (scale["deviation"] ** 2 if scale else 1)
        if not math.isfinite(loss):
            raise SystemExit(f"The loss is {loss} at step {number + 1}: try a lower learningRate in settings.json.")
        rate = self.settings["learningRate"] * factor
        self.log({"event": "step", "step": number + 1, "loss": loss, "gradientNorm": float(norm), "learningRate": rate})

    @torch.no_grad()
    def evaluate(self):
        self.model.eval()
        rows = self.validation
        order = sorted(range(len(rows.lengths)), key=lambda row: -rows.lengths[row])
        found = []
        for numbers in cut(order, 64):
            own, weight = self.mine(numbers)
            tokens, _ = rows.batch(own, self.tokenizer, self.settings, self.accelerator.device)
            logits = self.accelerator.unwrap_model(self.model)(**tokens).logits.float().cpu().tolist()
            found += list(zip(own, logits)) if weight else []
        found = sorted(gather_object(found))
        scale = self.settings["targetScale"]
        if scale:
            found = [(row, [logits[0] * scale["deviation"] + scale["mean"]]) for row, logits in found]
        targets = torch.tensor(rows.targets, dtype=dtype_of(self.settings))
        return scores_of(torch.tensor([logits for _, logits in found]), targets, self.settings)

    def is_better(self, scores):
        best, by = self.progress["best"], self.settings["best"]
        if best is None:
            return True
        if by == "loss" or scores.get(by) is None or best.get(by) is None:
            return scores["loss"] < best["loss"]
        return scores[by] > best[by]

    def milestone(self):
        """Evaluates, keeps the best, saves everything that going on needs."""
        if self.validation is not None:
            scores = self.evaluate()
            better = self.is_better(scores)
            if better:
                self.progress.update(best=scores, since_best=0)
                self.save("best")
            else:
                self.progress["since_best"] += 1
            self.log({"event": "evaluation", "step": self.progress["step"], **scores, "best": better})
        self.accelerator.save_state(str(self.out / "checkpoint-new"))
        self.accelerator.wait_for_everyone()
        if self.accelerator.is_main_process:
            # Whole under its name or not at all: killed in between, the one before is still there.
            if (self.out / "checkpoint").exists():
                shutil.rmtree(self.out / "checkpoint-old", ignore_errors=True)
                (self.out / "checkpoint").rename(self.out / "checkpoint-old")
            (self.out / "checkpoint-new").rename(self.out / "checkpoint")
            shutil.rmtree(self.out / "checkpoint-old", ignore_errors=True)
        self.accelerator.wait_for_everyone()

    def is_over(self):
        early = self.settings["earlyStopping"] and self.progress["since_best"] >= self.settings["patience"]
        return early or self.progress["step"] >= self.steps

    def train(self):
        self.go_on()
        drawn, order = -1, []
        while not self.is_over():
            step = self.progress["step"]
            epoch = step // self.steps_per_epoch
            if epoch != drawn:
                rows = epoch_rows(self.training.targets, self.settings, epoch)
                drawn, order = epoch, epoch_batches(self.training.lengths, rows, self.settings, epoch)
            first = step % self.steps_per_epoch * self.settings["accumulate"]
            self.step(order[first : first + self.settings["accumulate"]], step)
            self.progress["step"] += 1
            if self.progress["step"] in self.settings["evaluateAfter"]:
                self.milestone()
        if self.settings["keep"] == "last" or self.progress["best"] is None:
            self.save("model")
        elif self.accelerator.is_main_process:
            shutil.copytree(self.out / "best", self.out / "model", dirs_exist_ok=True)

    def go_on(self):
        """Continues after the last evaluation of an earlier start; steps after it are taken again."""
        places = [place for place in (self.out / "checkpoint", self.out / "checkpoint-old") if place.exists()]
        if places:
            self.accelerator.load_state(str(places[0]))
        log = self.out / "log.jsonl"
        if self.accelerator.is_main_process and log.exists():
            lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
            known = [line for line in lines if line.endswith("\n") and json.loads(line)["step"] <= self.progress["step"]]
            log.write_text("".join(known), encoding="utf-8")
        self.accelerator.wait_for_everyone()

    def save(self, name):
        if self.accelerator.is_main_process:
            model = self.accelerator.unwrap_model(self.model)
            model.save_pretrained(self.out / name, state_dict=self.in_units(model.state_dict()))
            self.tokenizer.save_pretrained(self.out / name)
        self.accelerator.wait_for_everyone()

    def in_units(self, weights):
        """The weights of a model that answers in the unit of the numbers, whatever they were learned on."""
        scale = self.settings["targetScale"]
        if not scale:
            return weights
        weight, bias = f"{scale['head']}.weight", f"{scale['head']}.bias"
        return {**weights, weight: weights[weight] * scale["deviation"], bias: weights[bias] * scale["deviation"] + scale["mean"]}

    def log(self, event):
        if not self.accelerator.is_main_process:
            return
        with open(self.out / "log.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")
        if event["event"] == "evaluation" or event["step"] % 10 == 0:
            figures = (f"{name} {value:.4g}" for name, value in event.items() if isinstance(value, float))
            print(f"{event['step']}/{self.steps}", *figures, flush=True)


def main():
    parser = argparse.ArgumentParser(description="Fine-tunes BERT as the exported run did.")
    parser.add_argument("--out", type=Path, default=HERE / "output", help="folder for the model, the log and the checkpoint")
    parser.add_argument("--cpu", action="store_true", help="compute on the processor even where there is a GPU")
    arguments = parser.parse_args()
    settings = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
    accelerator = Accelerator(cpu=arguments.cpu)
    torch.manual_seed(settings["seed"] + accelerator.process_index)
    arguments.out.mkdir(parents=True, exist_ok=True)
    Run(settings, accelerator, arguments.out).train()
    accelerator.end_training()


if __name__ == "__main__":
    main()
