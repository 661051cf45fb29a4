"""The rows of train.csv and validation.csv, and the order in which the run took them."""

import csv
import math
import tempfile
from array import array

import numpy
import torch

WORD = 0xFFFFFFFF
ROWS_AT_ONCE = 1000
BATCHES_IN_WINDOW = 50


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


def epoch_rows(rows, settings, epoch):
    """All row numbers, and those of rare classes that come again until each class has as many as the largest."""
    numbers = array("q", range(len(rows)))
    if settings["resample"] == "none":
        return numbers
    classes = [[] for _ in range(rows.labels)]
    for row in range(len(rows)):
        classes[rows.label(row)].append(row)
    largest = max(map(len, classes))
    for label, own in enumerate(classes):
        if own:
            whole, rest = divmod(largest - len(own), len(own))
            numbers.extend(own * whole + Random(settings["seed"], 0x72736D70, epoch, label).shuffle(list(own))[:rest])
    return numbers


class EpochBatches:
    """The row numbers of each batch: shuffled, sorted by length within 50 batches, and the batches shuffled."""

    def __init__(self, rows, settings, epoch):
        random = Random(settings["seed"], 0x6F726465, epoch)
        self.order = random.shuffle(epoch_rows(rows, settings, epoch))
        self.lengths, self.size = rows.lengths, settings["batch"]
        self.sorted = settings["padding"] != "maximum"
        self.places = array("q", range(math.ceil(len(self.order) / self.size)))
        if self.sorted:
            random.shuffle(self.places)

    def __len__(self):
        return len(self.places)

    def __getitem__(self, at):
        place = self.places[at]
        if not self.sorted:
            return list(self.order[place * self.size : (place + 1) * self.size])
        window, within = divmod(place, BATCHES_IN_WINDOW)
        rows = self.order[window * BATCHES_IN_WINDOW * self.size : (window + 1) * BATCHES_IN_WINDOW * self.size]
        return sorted(rows, key=self.lengths.__getitem__)[within * self.size : (within + 1) * self.size]


# ---------------------------------------------------------------- the data


def parts_of(path):
    """The rows of a CSV, some at a time."""
    csv.field_size_limit(2**31 - 1)
    with open(path, encoding="utf-8", newline="") as file:
        part = []
        for row in csv.DictReader(file):
            part.append(row)
            if len(part) == ROWS_AT_ONCE:
                yield part
                part = []
        if part:
            yield part


class Rows:
    """A CSV with the columns text, pair (perhaps), label or p(LABEL) of each, and weight (perhaps), tokenised.

    It is read as a stream. The tokens lie in a temporary file, of which the system keeps in memory what fits; an index
    of 40 bytes a row stays there.
    """

    def __init__(self, path, tokenizer, settings, label_ids):
        self.tokenizer, self.settings, self.labels = tokenizer, settings, len(label_ids)
        self.names, self.lengths, self.starts = [], array("q"), array("q")
        self.values, self.value_starts, self.weights = array("d"), array("q", [0]), array("d")
        self.file, size = tempfile.TemporaryFile(), 0
        for part in parts_of(path):
            pairs = [row["pair"] for row in part] if "pair" in part[0] else None
            found = tokenizer(
                [row["text"] for row in part], pairs, truncation="longest_first", max_length=settings["maxLength"]
            )
            self.names = list(found)
            for at, row in enumerate(part):
                self.file.write(numpy.asarray([found[name][at] for name in self.names], numpy.int32).tobytes())
                self.lengths.append(len(found["input_ids"][at]))
                self.starts.append(size)
                size += len(self.names) * self.lengths[-1]
                self.values.extend(values_of(row, settings, label_ids))
                self.value_starts.append(len(self.values))
                self.weights.append(float(row.get("weight") or 1))
        self.file.flush()
        self.tokens = numpy.memmap(self.file, numpy.int32, "r") if size else numpy.empty(0, numpy.int32)

    def __len__(self):
        return len(self.lengths)

    def target(self, row):
        """A class id, a number in a list, a probability for each label, or 1 for each that the row has, else 0."""
        values = self.values[self.value_starts[row] : self.value_starts[row + 1]]
        if self.settings["softLabels"]:
            return list(values)
        if self.settings["task"] == "single-label":
            return int(values[0])
        if self.settings["task"] == "regression":
            return [values[0]]
        hot = [0.0] * self.labels
        for label in values:
            hot[int(label)] = 1.0
        return hot

    def label(self, row):
        """The id of the one label of a row, the most probable one where each has a probability."""
        target = self.target(row)
        return target.index(max(target)) if self.settings["softLabels"] else target

    def targets(self, numbers):
        """The targets of some rows, numbers in their own unit."""
        single = self.settings["task"] == "single-label" and not self.settings["softLabels"]
        dtype = torch.long if single else torch.float
        return torch.tensor([self.target(number) for number in numbers], dtype=dtype)

    def weights_of(self, numbers):
        """The weights of some rows; None in a run whose rows have none."""
        return torch.tensor([self.weights[number] for number in numbers]) if self.settings["rowWeights"] else None

    def targets_on_scale(self, numbers):
        """The targets of some rows as they are learned: numbers with mean 0 and deviation 1."""
        scale = self.settings["targetScale"]
        targets = self.targets(numbers)
        if not scale:
            return targets
        return ((targets.double() - scale["mean"]) / scale["deviation"]).float()

    def token_lists(self, row):
        count, length, start = len(self.names), self.lengths[row], self.starts[row]
        own = self.tokens[start : start + count * length].reshape(count, length)
        return dict(zip(self.names, own.tolist()))

    def batch(self, numbers, device):
        """The padded tokens of some rows, and their targets as they are learned."""
        longest = self.settings["padding"] == "longest"
        padded = self.tokenizer.pad(
            [self.token_lists(number) for number in numbers],
            padding="longest" if longest else "max_length",
            max_length=None if longest else self.settings["maxLength"],
            return_tensors="pt",
        )
        return padded.to(device), self.targets_on_scale(numbers).to(device)


def values_of(row, settings, label_ids):
    """What a row's label is kept as: its number, the probabilities of the labels, or the ids of its own."""
    if settings["softLabels"]:
        return [float(row[f"p({name})"]) for name in sorted(label_ids, key=label_ids.get)]
    label = row["label"]
    if settings["task"] == "regression":
        return [float(label)]
    if settings["task"] == "single-label":
        return [label_ids[label]]
    return [label_ids[name] for name in label.split(settings["labelSeparator"])] if label else []
