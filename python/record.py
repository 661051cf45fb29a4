"""What makes the output folder a run that Fine-tune BERT opens: run.json and journal.jsonl."""

import hashlib
import json
import os
import platform
from pathlib import Path

import torch
import transformers

HERE = Path(__file__).resolve().parent


def compact(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def write_run_file(out, model=None, folder=HERE):
    """Writes run.json as the export prepared it, with what computes here and where `folder` lies as seen from `out`.

    With a finished model, also the SHA-256 of each of its files.
    """
    versions = {
        "python": platform.python_version(),
        "platform": f"{platform.system()}-{platform.machine()}".lower(),
        "pytorch": torch.__version__,
        "transformers": transformers.__version__,
    }
    text = json.loads((HERE / "run.json").read_text(encoding="utf-8"))["run"]
    text = text.replace("@FOLDER@", compact(relative(folder, out))[1:-1]).replace('"@VERSIONS@"', compact(versions))
    if model is not None:
        sums = {path.name: sha256(path) for path in sorted(model.iterdir()) if path.is_file()}
        text = f'{text[:-1]},"modelFiles":{compact(sums)}}}'
    total = hashlib.sha256(text.encode("utf-8")).hexdigest()
    write_whole(out / "run.json", f'{text[:-1]},"sum":"{total}"}}\n')


def relative(path, start):
    """With forward slashes; absolute on another drive."""
    try:
        return Path(os.path.relpath(path, start)).as_posix()
    except ValueError:
        return path.as_posix()


def sha256(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def write_whole(path, text):
    """Killed in between, what was there before is still there."""
    aside = path.with_name(f".{path.name}.tmp")
    with open(aside, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


class Journal:
    """One event a line, each with a sum over all up to it, by which damage shows."""

    def __init__(self, out, step):
        """Opens the journal of `out`; what was written after update `step` is taken back, and a torn line."""
        self.path, self.sum = out / "journal.jsonl", ""
        kept = []
        for line in whole_lines(self.path):
            event = json.loads(line)
            if event.get("step", 0) > step:
                break
            self.sum = event["sum"]
            kept.append(line)
        write_whole(self.path, b"".join(kept).decode("utf-8"))
        self.is_new = not kept

    def append(self, event):
        text = compact(event)
        self.sum = hashlib.sha256((self.sum + text).encode("utf-8")).hexdigest()[:16]
        with open(self.path, "a", encoding="utf-8", newline="\n") as file:
            file.write(f'{text[:-1]},"sum":"{self.sum}"}}\n')

    def begin(self, out, steps, step):
        """The event that a run begins with; when it goes on, that it does."""
        if self.is_new:
            started = json.loads((HERE / "run.json").read_text(encoding="utf-8"))["started"]
            self.append({**started, "folder": str(out), "data": str(HERE / "train.csv")})
        else:
            self.append({"event": "resumed", "folder": str(out), "step": step, "steps": steps})


def last_event(out):
    """The last whole event of the journal; empty where there is none."""
    line = None
    for line in whole_lines(out / "journal.jsonl"):
        pass
    return json.loads(line) if line else {}


def whole_lines(path):
    """The lines that have their end; of a missing file none. Text may hold other ends of lines than a file."""
    if not path.exists():
        return
    with open(path, "rb") as file:
        yield from (line for line in file if line.endswith(b"\n"))
