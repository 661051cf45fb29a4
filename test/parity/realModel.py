"""Golden numbers of a real model, all-MiniLM-L6-v2 (6 layers of 384), trained on texts: from the texts to the weights.

    python realModel.py MODEL NEWS.csv LONGEST OUT

NEWS.csv has a class of 1 to 4, a title and a text, and no header.

golden.json has the texts, and per step the loss and the gradient's norm, and the norm of every parameter at the end.
golden.safetensors has the batches (16 texts, of up to six news, cut to LONGEST tokens), the head at the start and at
the end, the hidden states and logits of batch 0. No dropout, float32, AdamW at 5e-5 with a weight decay of 0.01 on
everything, no clipping.
"""

import csv
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import BertForSequenceClassification, BertTokenizerFast

STEPS, ROWS = 10, 16

folder, news, longest, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
torch.manual_seed(7)
with open(news, encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file))[: STEPS * ROWS]
news = [f"{title}. {text}" for _, title, text in rows]
texts = [" ".join(news[at : at + 1 + at % 6]) for at in range(len(news))]
labels = [int(name) - 1 for name, _, _ in rows]
tokenizer = BertTokenizerFast.from_pretrained(folder)
model = BertForSequenceClassification.from_pretrained(
    folder, num_labels=4, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, dtype=torch.float32
)


def head(prefix):
    return {f"{prefix}classifier.{name}": p.detach().clone() for name, p in model.classifier.named_parameters()}


golden = head("")
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
losses, norms = [], []
for step in range(STEPS):
    chosen = slice(ROWS * step, ROWS * (step + 1))
    batch = tokenizer(texts[chosen], truncation=True, max_length=longest, padding="longest", return_tensors="pt")
    batch["labels"] = torch.tensor(labels[chosen])
    golden |= {f"batch.{step}.{name}": tensor.contiguous() for name, tensor in batch.items()}
    result = model(**batch, output_hidden_states=True)
    if step == 0:
        states = enumerate(result.hidden_states)
        golden |= {f"forward.hidden.{layer}": state.detach().contiguous() for layer, state in states}
        golden["forward.logits"] = result.logits.detach()
    optimizer.zero_grad()
    result.loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf")).item())
    losses.append(result.loss.item())
    optimizer.step()
golden |= head("final.")
out.mkdir(parents=True, exist_ok=True)
save_file(golden, out / "golden.safetensors")
# In float64: float32 is not enough to add up 11.7 million squares.
final_norms = {name: p.detach().double().norm().item() for name, p in model.named_parameters()}
file = dict(texts=texts, labels=labels, loss=losses, grad_norm=norms, final_norms=final_norms)
(out / "golden.json").write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
