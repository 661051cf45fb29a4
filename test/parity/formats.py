"""Serves formats.python.test.ts: `write OUT` makes model folders of every kind, `read FOLDERS OUT` loads ours.

Tensors cross as raw little-endian float32 (FILE.f32) with a list of names and shapes (FILE.json), so that neither side
trusts the reader that is being tested.
"""

import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForMaskedLM,
    BertForPreTraining,
    BertForSequenceClassification,
    BertModel,
)

transformers.logging.set_verbosity_error()


def dump(tensors, path):
    with open(f"{path}.f32", "wb") as file:
        for tensor in tensors.values():
            file.write(tensor.detach().to(torch.float32).contiguous().numpy().tobytes())
    Path(f"{path}.json").write_text(json.dumps([[name, list(tensor.shape)] for name, tensor in tensors.items()]))


def write(out):
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=50,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=24,
        max_position_embeddings=20,
        id2label={0: "差评", 1: "好评", 2: "other"},
        label2id={"差评": 0, "好评": 1, "other": 2},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 10 ** torch.empty_like(parameter).uniform_(-6, 2))

    def save(name, **options):
        model.save_pretrained(out / name, **options)
        dump(dict(model.named_parameters()), out / name / "expected")

    def rename(name, change):
        save(name)
        file = out / name / "model.safetensors"
        save_file({change(key): tensor for key, tensor in load_file(file).items()}, file, metadata={"format": "pt"})

    save("float32")
    save("sharded", max_shard_size="4KB")
    rename(
        "gamma-beta",
        lambda key: key.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"),
    )
    rename("no-prefix", lambda key: key.removeprefix("bert."))
    write_pickled(model, out)
    BertForPreTraining(config).save_pretrained(out / "pre-training")
    BertForMaskedLM(config).save_pretrained(out / "masked-lm")
    BertModel(config).save_pretrained(out / "no-head")
    for name, dtype in [("float16", torch.float16), ("bfloat16", torch.bfloat16), ("float64", torch.float64)]:
        model = model.to(dtype)
        save(name)
        model = model.to(torch.float32)


def write_pickled(model, out):
    """The same model as scripts of every age saved it with torch.save."""
    state = model.state_dict()

    def save(name, value, file="pytorch_model.bin", **options):
        model.config.save_pretrained(out / name)
        torch.save(value, out / name / file, **options)
        dump(dict(model.named_parameters()), out / name / "expected")

    def view(tensor):
        """Equal numbers, stored transposed with a gap behind every one."""
        if tensor.dim() != 2:
            return tensor
        wide = torch.zeros(tensor.shape[1], tensor.shape[0] * 2)
        wide[:, ::2] = tensor.T
        return wide[:, ::2].T

    save("bin", state)
    save("bin-legacy", state, _use_new_zipfile_serialization=False)
    save("bin-protocol-4", state, pickle_protocol=4)
    save("bin-views", OrderedDict((name, view(tensor)) for name, tensor in state.items()))
    save(
        "bin-legacy-views",
        OrderedDict((name, view(tensor)) for name, tensor in state.items()),
        _use_new_zipfile_serialization=False,
    )
    save("bin-parameters", dict(model.named_parameters()))
    save("bin-checkpoint", {"epoch": 3, "args": ["--lr", 5e-5, True, None], "state_dict": state}, file="checkpoint.pth")
    save("bin-parallel", {f"module.{name}": tensor for name, tensor in state.items()})
    save("bin-double", OrderedDict((name, tensor.double()) for name, tensor in state.items()))
    flat = torch.cat([tensor.flatten() for tensor in state.values()])
    ends = torch.cumsum(torch.tensor([tensor.numel() for tensor in state.values()]), 0).tolist()
    save(
        "bin-one-storage",
        OrderedDict((name, flat[end - t.numel() : end].view(t.shape)) for (name, t), end in zip(state.items(), ends)),
    )
    names = list(state)
    shards = {"pytorch_model-00001-of-00002.bin": names[:9], "pytorch_model-00002-of-00002.bin": names[9:]}
    for file, part in shards.items():
        save("bin-sharded", {name: state[name] for name in part}, file=file)
    index = {"metadata": {}, "weight_map": {name: file for file, part in shards.items() for name in part}}
    (out / "bin-sharded" / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    model.config.save_pretrained(out / "bin-whole")
    torch.save(model, out / "bin-whole" / "pytorch_model.bin")
    save("bin-quantised", {"w": torch.quantize_per_tensor(torch.ones(4), 0.1, 0, torch.qint8)})


def read(requests, out):
    results = []
    for index, request in enumerate(json.loads(requests)):
        folder = request["folder"]
        model, info = BertForSequenceClassification.from_pretrained(folder, output_loading_info=True)
        state = torch.load(request["stateDict"], weights_only=True)
        mapped = torch.load(request["zip64"], weights_only=True, mmap=True)
        parameters = dict(model.named_parameters())
        dump(parameters, out / f"{index}-from_pretrained")
        dump(state, out / f"{index}-torch_load")
        dump(mapped, out / f"{index}-zip64")
        dump(load_file(request["safetensors"]), out / f"{index}-safetensors")
        rewritten = out / f"{index}-rewritten.safetensors"
        save_file(load_file(request["safetensors"]), rewritten, metadata={"format": "pt"})
        ours, theirs = AutoTokenizer.from_pretrained(folder), AutoTokenizer.from_pretrained(request["base"])
        with torch.no_grad():
            model.load_state_dict(state, strict=True)
        results.append(
            {
                "labels": [model.config.id2label[i] for i in range(model.config.num_labels)],
                "label2id": sorted(model.config.label2id.items(), key=lambda item: item[1]),
                "problem": model.config.problem_type,
                "dtype": str(model.dtype),
                "missing": sorted(info["missing_keys"]),
                "unexpected": sorted(info["unexpected_keys"]),
                "kind": type(state).__name__,
                "ordered": list(state) == list(parameters),
                "sameBytes": rewritten.read_bytes() == Path(request["safetensors"]).read_bytes(),
                "ids": ours(request["texts"])["input_ids"],
                "baseIds": theirs(request["texts"])["input_ids"],
            }
        )
    print(json.dumps(results))


if sys.argv[1] == "write":
    write(Path(sys.argv[2]))
else:
    read(sys.stdin.read(), Path(sys.argv[2]))
