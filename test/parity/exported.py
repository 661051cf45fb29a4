"""Compares logits: transformers on a model folder, onnxruntime on the exported file.

Usage: exported.py FOLDER ONNX IDS.json

IDS.json: list of [input_ids, attention_mask, token_type_ids] batches. Prints one JSON object.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import BertForSequenceClassification

folder, file, batches = sys.argv[1:4]
onnx.checker.check_model(file, full_check=True)
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
model = BertForSequenceClassification.from_pretrained(folder).eval()
worst = 0.0
for ids, mask, types in json.load(open(batches)):
    feeds = dict(
        input_ids=np.array(ids, np.int64),
        attention_mask=np.array(mask, np.int64),
        token_type_ids=np.array(types, np.int64),
    )
    with torch.no_grad():
        expected = model(**{k: torch.tensor(v) for k, v in feeds.items()}).logits.numpy()
    found = session.run(["logits"], feeds)[0]
    assert found.shape == expected.shape
    worst = max(worst, float(np.abs(expected - found).max()))
print(
    json.dumps(
        dict(
            worst=worst,
            inputs=[[i.name, i.type, i.shape] for i in session.get_inputs()],
            outputs=[[o.name, o.type, o.shape] for o in session.get_outputs()],
            domains=sorted({n.domain for n in onnx.load(file, load_external_data=False).graph.node}),
            metadata=session.get_modelmeta().custom_metadata_map,
        )
    )
)
