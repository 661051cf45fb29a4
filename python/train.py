"""Fine-tunes BERT as the run did that this folder was exported from: the same rows, order and settings.

    pip install -r requirements.txt
    accelerate launch train.py                          # this machine's GPU, or its processor
    torchrun --nproc-per-node 2 train.py                # two GPUs; with --cpu, two processes on the processor

Every batch is shared out among the processes and its gradients are added up again, so that the numbers do not depend
on how many there are. Raise "batch" in settings.json for more processes than it has rows. Started again, it goes on
from the last evaluation. What it reads lies beside it: settings.json, run.json, base-model/, train.csv, validation.csv.
What it writes is a run that Fine-tune BERT opens: output/.
"""
import argparse
import json
import math
import shutil
import time
from collections import deque
from contextlib import nullcontext
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import gather_object
from optimizer import make_optimizer, schedule_factor
from record import Journal, last_event, write_run_file
from rows import EpochBatches, Rows, epoch_rows
from scores import figures, loss_parts, rows_right, scores_of
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

HERE = Path(__file__).resolve().parent
EVALUATED_AT_ONCE = 64
STEPS_OF_PACE = 20


def recompute_layers(model, accelerator):
    """Has each layer computed again in the backward pass, with the same masks."""
    if model.supports_gradient_checkpointing:
        model.gradient_checkpointing_enable({"use_reentrant": False})
    else:
        kind = model.config.model_type
        accelerator.print(f"This transformers cannot compute the layers of a {kind} again, which would save memory.")


class Run:
    """A training in the folder `out`.

    `saved` is called by every process after each checkpoint and at the end. `shared` says whether all processes have
    the same folder, or each its own.
    """

    def __init__(self, settings, accelerator, out, saved=lambda out: None, shared=True):
        self.settings, self.accelerator, self.out, self.saved, self.shared = settings, accelerator, out, saved, shared
        base = HERE / "base-model"
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        model = AutoModelForSequenceClassification.from_pretrained(base)
        self.scale = settings["targetScale"]
        self.labels = [model.config.id2label[label] for label in range(model.config.num_labels)]
        if settings["checkpointActivations"]:
            recompute_layers(model, accelerator)
        self.training = Rows(HERE / "train.csv", self.tokenizer, settings, model.config.label2id)
        held = HERE / "validation.csv"
        self.validation = Rows(held, self.tokenizer, settings, model.config.label2id) if held.exists() else None
        self.model, self.optimizer = accelerator.prepare(model, make_optimizer(model, settings))
        # What these parts gave was computed once and kept: they have no dropout.
        plain = accelerator.unwrap_model(self.model)
        self.still = [plain.get_submodule(name) for name in settings["withoutDropout"]]
        batches = math.ceil(len(epoch_rows(self.training, settings, 0)) / settings["batch"])
        self.steps_per_epoch = math.ceil(batches / settings["accumulate"])
        self.steps = math.ceil(self.steps_per_epoch * settings["epochs"] - 1e-9)
        self.progress = {"step": 0, "best": None, "since_best": 0, "seconds": 0.0}
        self.pace, self.journal, self.began = deque(maxlen=STEPS_OF_PACE), None, 0.0
        accelerator.register_for_checkpointing(self)

    def state_dict(self):
        return {**self.progress, "seconds": self.seconds}

    def load_state_dict(self, state):
        self.progress = dict(state)

    @property
    def seconds(self):
        """Spent on this run so far, interruptions not counted."""
        return self.progress["seconds"] + time.perf_counter() - self.began if self.began else self.progress["seconds"]

    # ------------------------------------------------------------ a step

    def mine(self, numbers):
        """The rows of a batch that this process takes; one of no weight where there are fewer rows than processes."""
        own = numbers[self.accelerator.process_index :: self.accelerator.num_processes]
        return own or numbers[:1], 1.0 if own else 0.0

    def forward(self, numbers):
        """The loss of a whole batch's mean that this process's rows make up, and how many of them it got right."""
        own, weight = self.mine(numbers)
        tokens, targets = self.training.batch(own, self.accelerator.device)
        logits = self.model(**tokens).logits
        loss, _ = loss_parts(logits, targets, self.settings, self.training.weights_of(own))
        empty, whole = torch.zeros(len(numbers), len(self.labels)), self.training.targets_on_scale(numbers)
        _, count = loss_parts(empty, whole, self.settings, self.training.weights_of(numbers))
        return weight * loss / count.item(), weight * rows_right(logits.detach(), targets, self.settings)

    def step(self, batches, number):
        start = time.perf_counter()
        self.model.train()
        for module in self.still:
            module.eval()
        total = torch.zeros(2, device=self.accelerator.device)
        for at, numbers in enumerate(batches):
            # Gradients are means over the processes: their sum is wanted.
            with nullcontext() if at + 1 == len(batches) else self.accelerator.no_sync(self.model):
                part, right = self.forward(numbers)
                loss = part / len(batches)
                self.accelerator.backward(loss * self.accelerator.num_processes)
            total += torch.stack([loss.detach(), right])
        factor = schedule_factor(number, self.steps, self.settings)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        limit = self.settings["clip"] or float("inf")
        norm = self.accelerator.clip_grad_norm_(self.model.parameters(), limit)
        self.optimizer.step()
        self.optimizer.zero_grad()
        loss, right = self.accelerator.reduce(total, reduction="sum").tolist()
        loss *= self.scale["deviation"] ** 2 if self.scale else 1
        if not math.isfinite(loss):
            raise SystemExit(f"The loss is {loss} at step {number + 1}: try a lower learningRate in settings.json.")
        rows = [row for numbers in batches for row in numbers]
        self.pace.append((len(rows), sum(self.training.lengths[row] for row in rows), time.perf_counter() - start))
        self.write_step(number + 1, loss, right / len(rows), float(norm), self.settings["learningRate"] * factor)

    def write_step(self, step, loss, accuracy, norm, rate):
        rows, tokens, seconds = (sum(column) for column in zip(*self.pace))
        self.write({
            "event": "step", "step": step, "epoch": step / self.steps_per_epoch, "loss": loss, "learningRate": rate,
            "gradientNorm": norm, "accuracy": None if self.settings["task"] == "regression" else accuracy,
            "rowsPerSecond": rows / seconds, "tokensPerSecond": tokens / seconds,
            "secondsLeft": (self.steps - step) * self.seconds / step, "seconds": self.seconds,
        })
        if step % 10 == 0 or step == self.steps:
            pace = f"{rows / seconds:.4g} rows/s  {tokens / seconds:.4g} tokens/s"
            self.say(f"{step}/{self.steps}  loss {loss:.4g}  {pace}")

    # ------------------------------------------------------------ an evaluation

    @torch.no_grad()
    def evaluate(self):
        self.model.eval()
        rows = self.validation
        order = sorted(range(len(rows)), key=lambda row: -rows.lengths[row])
        found = []
        for first in range(0, len(order), EVALUATED_AT_ONCE):
            own, weight = self.mine(order[first : first + EVALUATED_AT_ONCE])
            tokens, _ = rows.batch(own, self.accelerator.device)
            logits = self.accelerator.unwrap_model(self.model)(**tokens).logits.float().cpu().tolist()
            found += list(zip(own, logits)) if weight else []
        found = sorted(gather_object(found))
        logits = torch.tensor([logits for _, logits in found])
        if self.scale:
            logits = (logits.double() * self.scale["deviation"] + self.scale["mean"]).float()
        return scores_of(logits, rows.targets(range(len(rows))), self.labels, self.settings)

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
            step = self.progress["step"]
            self.write({
                "event": "evaluation", "step": step, "epoch": step / self.steps_per_epoch, "scores": scores,
                "best": better, "sinceBest": self.progress["since_best"], "seconds": self.seconds,
            })
            self.say(f"{step}/{self.steps}  {figures(scores)}")
        self.accelerator.save_state(str(self.out / "checkpoint-new"))
        self.accelerator.wait_for_everyone()
        if self.is_first or not self.shared:
            # Whole under its name or not at all: killed in between, the one before is still there.
            if (self.out / "checkpoint").exists():
                shutil.rmtree(self.out / "checkpoint-old", ignore_errors=True)
                (self.out / "checkpoint").rename(self.out / "checkpoint-old")
            (self.out / "checkpoint-new").rename(self.out / "checkpoint")
            shutil.rmtree(self.out / "checkpoint-old", ignore_errors=True)
        self.accelerator.wait_for_everyone()
        self.saved(self.out)

    # ------------------------------------------------------------ the whole

    @property
    def is_first(self):
        return self.accelerator.is_main_process

    def is_over(self):
        early = self.settings["earlyStopping"] and self.progress["since_best"] >= self.settings["patience"]
        return early or self.progress["step"] >= self.steps

    def train(self):
        if (self.out / "model").exists() and last_event(self.out).get("event") == "done":
            self.say(f"It is finished: {self.out / 'model'}")
            return
        self.go_on()
        self.began = time.perf_counter()
        drawn, batches = -1, None
        while not self.is_over():
            step = self.progress["step"]
            epoch = step // self.steps_per_epoch
            if epoch != drawn:
                drawn, batches = epoch, EpochBatches(self.training, self.settings, epoch)
            first = step % self.steps_per_epoch * self.settings["accumulate"]
            places = range(first, min(len(batches), first + self.settings["accumulate"]))
            self.step([batches[place] for place in places], step)
            self.progress["step"] += 1
            if self.progress["step"] in self.settings["evaluateAfter"]:
                self.milestone()
        self.finish()

    def finish(self):
        step = self.progress["step"]
        if step < self.steps:
            self.write({"event": "stoppedEarly", "step": step, "sinceBest": self.progress["since_best"]})
        last = self.settings["keep"] == "last" or self.progress["best"] is None
        scores = self.evaluate() if last and self.validation is not None else self.progress["best"]
        if last:
            self.save("model")
        elif self.is_first:
            shutil.copytree(self.out / "best", self.out / "model", dirs_exist_ok=True)
        if self.is_first:
            write_run_file(self.out, self.out / "model")
        self.write({
            "event": "done", "folder": str(self.out), "model": str(self.out / "model"), "step": step, "scores": scores,
            "seconds": self.seconds,
        })
        self.saved(self.out)
        self.say(f"The model: {self.out / 'model'}")

    def go_on(self):
        """Continues after the last evaluation of an earlier start; steps after it are taken again."""
        places = [place for place in (self.out / "checkpoint", self.out / "checkpoint-old") if place.exists()]
        if places:
            self.accelerator.load_state(str(places[0]))
        if self.is_first:
            write_run_file(self.out)
            self.journal = Journal(self.out, self.progress["step"])
            self.journal.begin(self.out, self.steps, self.progress["step"])
        self.accelerator.wait_for_everyone()

    def save(self, name):
        if self.is_first:
            model = self.accelerator.unwrap_model(self.model)
            model.save_pretrained(self.out / name, state_dict=self.in_units(model.state_dict()))
            self.tokenizer.save_pretrained(self.out / name)
        self.accelerator.wait_for_everyone()

    def in_units(self, weights):
        """The weights of a model that answers in the unit of the numbers, whatever they were learned on."""
        if not self.scale:
            return weights
        weight, bias = f"{self.scale['head']}.weight", f"{self.scale['head']}.bias"
        deviation, mean = self.scale["deviation"], self.scale["mean"]
        return {**weights, weight: weights[weight] * deviation, bias: weights[bias] * deviation + mean}

    def write(self, event):
        if self.is_first:
            self.journal.append(event)

    def say(self, text):
        self.accelerator.print(text, flush=True)


def train(out, cpu, **how):
    """What each process does; `how` as for Run."""
    settings = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
    disable_progress_bar()
    accelerator = Accelerator(cpu=cpu)
    torch.manual_seed(settings["seed"] + accelerator.process_index)
    out.mkdir(parents=True, exist_ok=True)
    Run(settings, accelerator, out, **how).train()
    accelerator.end_training()


def main():
    parser = argparse.ArgumentParser(description="Fine-tunes BERT as the exported run did.")
    parser.add_argument("--out", type=Path, default=HERE / "output", help="folder of the run")
    parser.add_argument("--cpu", action="store_true", help="compute on the processor even where there is a GPU")
    arguments = parser.parse_args()
    train(arguments.out.resolve(), arguments.cpu)


if __name__ == "__main__":
    main()
