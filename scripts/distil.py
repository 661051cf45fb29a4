"""Makes models/bert-tiny-en: distils a sentence encoder into a small BERT, from unlabelled English lines.

    python scripts/distil.py TEACHER CORPUS.txt OUT --shape 3-160-5 --minutes 27

TEACHER is a folder with all-MiniLM-L6-v2 and CORPUS.txt has one text a line. The student learns two things: the
teacher's hidden state at every token, through a linear map that is thrown away afterwards, and the teacher's sentence
embedding (the mean over tokens) as its own pooled output. Its embeddings begin as the teacher's, reduced by principal
components, so that the first step already knows which words are alike. OUT gets config.json, vocab.txt,
tokenizer_config.json and model.safetensors in float16. Needs torch and transformers.
"""

import argparse
import json
import math
import random
import shutil
import time
from pathlib import Path

import torch
from torch.nn import functional as F
from transformers import BertConfig, BertModel, BertTokenizerFast

LONGEST = 96
"""Tokens of a text; the rest is cut."""
WINDOW = 4096
"""Texts that are sorted by length together, so that a batch has little padding."""
WARM_UP = 300
"""Steps over which the learning rate rises."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shape", default="3-160-5", help="layers, width and heads")
    parser.add_argument("--minutes", type=float, default=27)
    parser.add_argument("--tokens", type=int, default=6144, help="tokens of a batch, padding included")
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def student_of(teacher, shape):
    """A BERT of that shape without dropout; its embeddings are the teacher's along its first principal components."""
    layers, width, heads = (int(number) for number in shape.split("-"))
    student = BertModel(
        BertConfig(
            vocab_size=teacher.config.vocab_size,
            num_hidden_layers=layers,
            hidden_size=width,
            num_attention_heads=heads,
            intermediate_size=4 * width,
            max_position_embeddings=512,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )
    words = teacher.embeddings.word_embeddings.weight.detach()
    _, _, components = torch.linalg.svd(words - words.mean(0), full_matrices=False)
    basis = components[:width].T
    with torch.no_grad():
        for kind in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
            target = getattr(student.embeddings, kind).weight
            target.copy_(getattr(teacher.embeddings, kind).weight @ basis)
    return student


def batches(encoded, most_tokens):
    """Ids and mask, [texts, tokens], without end: texts of similar length together, in another order every time."""
    order = list(range(len(encoded)))
    while True:
        random.shuffle(order)
        for start in range(0, len(order), WINDOW):
            window = sorted((encoded[row] for row in order[start : start + WINDOW]), key=len)
            groups = [[]]
            for ids in window:
                if groups[-1] and (len(groups[-1]) + 1) * len(ids) > most_tokens:
                    groups.append([])
                groups[-1].append(ids)
            random.shuffle(groups)
            for group in groups:
                yield padded(group)


def padded(group):
    width = max(len(ids) for ids in group)
    ids = torch.zeros(len(group), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, text in enumerate(group):
        ids[row, : len(text)] = torch.tensor(text)
        mask[row, : len(text)] = 1
    return ids, mask


class Distillation(torch.nn.Module):
    """The student with the two maps onto the teacher's width."""

    def __init__(self, student, width):
        super().__init__()
        self.student = student
        self.to_tokens = torch.nn.Linear(student.config.hidden_size, width)
        self.to_sentence = torch.nn.Linear(student.config.hidden_size, width)

    def forward(self, ids, mask, hidden):
        """The two losses, each one minus a cosine: of the tokens, and of the whole texts."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = self.student(input_ids=ids, attention_mask=mask)
        real = mask.bool()
        means = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        tokens = F.cosine_similarity(self.to_tokens(output.last_hidden_state.float())[real], hidden[real], dim=-1)
        texts = F.cosine_similarity(self.to_sentence(output.pooler_output.float()), means, dim=-1)
        return (1 - tokens).mean(), (1 - texts).mean()


def distil(teacher, model, source, options):
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.learning_rate, weight_decay=0.01, betas=(0.9, 0.98))
    model.train()
    begun = time.time()
    for step, (ids, mask) in enumerate(source):
        share = (time.time() - begun) / 60 / options.minutes
        if share >= 1:
            return
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = teacher(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        tokens, texts = model(ids, mask, hidden)
        rise = min(1, (step + 1) / WARM_UP)
        for group in optimizer.param_groups:
            group["lr"] = options.learning_rate * rise * (1 + math.cos(math.pi * share)) / 2
        optimizer.zero_grad()
        (tokens + texts).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 0:
            print(f"step {step}: tokens {tokens.item():.4f}, texts {texts.item():.4f}", flush=True)


def save(student, teacher_folder, out):
    student.config.hidden_dropout_prob = student.config.attention_probs_dropout_prob = 0.1
    student.half().save_pretrained(out)
    shutil.copy(teacher_folder / "vocab.txt", out)
    config = {"do_lower_case": True, "model_max_length": 512, "tokenizer_class": "BertTokenizer"}
    (out / "tokenizer_config.json").write_text(json.dumps(config) + "\n")


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    tokenizer = BertTokenizerFast.from_pretrained(options.teacher)
    teacher = BertModel.from_pretrained(options.teacher, dtype=torch.float32, add_pooling_layer=False).eval()
    lines = [line.strip() for line in options.corpus.read_text(encoding="utf8").splitlines()]
    encoded = tokenizer([line for line in lines if line], truncation=True, max_length=LONGEST)["input_ids"]
    model = Distillation(student_of(teacher, options.shape), teacher.config.hidden_size)
    distil(teacher, model, batches(encoded, options.tokens), options)
    save(model.student, options.teacher, options.out)


if __name__ == "__main__":
    main()
