"""Small random models of each architecture with transformers' results, as goldens in the form of test/fixtures/goldens.

    architectures.py write OUT               one folder per architecture (and variant) under OUT
    architectures.py bases OUT TOKENIZERS    a base model per architecture, with a tokenizer of tokenizerGoldens.py
    architectures.py check ONNX…              ONNX's own checker on each file, and the version of ONNX Runtime
    architectures.py read FOLDER ONNX PTH    Python's results for a model that we wrote; the texts on standard input

A folder of `write` holds what a golden has: config.json and model.safetensors (the start weights), golden.safetensors
(batches, hidden states, logits, gradients, final weights) and golden.json (recipe, losses, norms of the gradients).
"""

import json
import shutil
import sys
from pathlib import Path

import onnx
import onnxruntime
import torch
from safetensors.torch import save_file
from transformers import (
    AlbertConfig,
    AutoModel,
    AutoModelForMaskedLM,
    AutoModelForPreTraining,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    DistilBertConfig,
    ElectraConfig,
    RobertaConfig,
    XLMRobertaConfig,
    get_linear_schedule_with_warmup,
)

SEED = 20240229
NO_DROPOUT = dict(hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
SIZES = dict(vocab_size=97, hidden_size=32, num_attention_heads=4, intermediate_size=64, initializer_range=0.2)
TUTORIAL = dict(lr=5e-5, steps=6, schedule="constant", decay=0.01, decay_all=True, clip=None)
TRAINER = dict(lr=5e-4, steps=6, schedule="linear", warmup=2, decay=0.01, decay_all=False, clip=1.0)

CONFIGS = {
    "distilbert": lambda: DistilBertConfig(
        vocab_size=97,
        dim=32,
        hidden_dim=64,
        n_layers=3,
        n_heads=4,
        max_position_embeddings=24,
        dropout=0.0,
        attention_dropout=0.0,
        seq_classif_dropout=0.0,
        initializer_range=0.2,
    ),
    "roberta": lambda: RobertaConfig(
        **SIZES, **NO_DROPOUT, num_hidden_layers=3, max_position_embeddings=26, type_vocab_size=1, layer_norm_eps=1e-5
    ),
    # Token types of more than one row, and a head for three classes.
    "roberta-types": lambda: RobertaConfig(
        **SIZES,
        **NO_DROPOUT,
        num_hidden_layers=2,
        max_position_embeddings=26,
        type_vocab_size=2,
        pad_token_id=3,
        num_labels=3,
    ),
    # The padding token is one that texts have.
    "roberta-padding": lambda: RobertaConfig(
        **SIZES,
        **NO_DROPOUT,
        num_hidden_layers=2,
        max_position_embeddings=40,
        type_vocab_size=1,
        pad_token_id=20,
    ),
    "xlm-roberta": lambda: XLMRobertaConfig(
        **SIZES, **NO_DROPOUT, num_hidden_layers=3, max_position_embeddings=26, type_vocab_size=1, layer_norm_eps=1e-5
    ),
    "electra": lambda: ElectraConfig(
        **SIZES, **NO_DROPOUT, embedding_size=16, num_hidden_layers=3, max_position_embeddings=24
    ),
    # As wide as the layers: no projection.
    "electra-wide": lambda: ElectraConfig(
        **SIZES, **NO_DROPOUT, embedding_size=32, num_hidden_layers=2, max_position_embeddings=24
    ),
    "albert": lambda: AlbertConfig(
        **SIZES,
        **NO_DROPOUT,
        embedding_size=16,
        num_hidden_layers=4,
        classifier_dropout_prob=0.0,
        max_position_embeddings=24,
    ),
    # Two groups of two layers each, four times.
    "albert-groups": lambda: AlbertConfig(
        **SIZES,
        **NO_DROPOUT,
        embedding_size=32,
        num_hidden_layers=4,
        num_hidden_groups=2,
        inner_group_num=2,
        classifier_dropout_prob=0.0,
        max_position_embeddings=24,
    ),
}
CASES = {
    **{name: TRAINER for name in CONFIGS},
    # Its gradients are ten times the others': with a smaller rate the float32 constants of TensorFlow's Adam (1 - beta2
    # is right to 5e-5) have no visible effect.
    "albert-groups": {**TRAINER, "lr": 1e-4},
    "distilbert-frozen": {**TUTORIAL, "freeze": ["distilbert.embeddings.", "distilbert.transformer.layer.0."]},
    "roberta-frozen": {**TUTORIAL, "lr": 1e-3, "freeze": ["roberta."]},
    "electra-frozen": {**TUTORIAL, "freeze": ["electra.embeddings"]},
    "albert-frozen": {**TUTORIAL, "freeze": ["albert.embeddings.", "albert.encoder."]},
}


def batches(case, cfg, generator):
    """The fixed stream of batches: sequences of mixed length, padded at the end."""
    kinds = getattr(cfg, "type_vocab_size", 1)
    for _ in range(case["steps"]):
        size, width = 4, 17
        ids = torch.randint(5, cfg.vocab_size, (size, width), generator=generator)
        if cfg.pad_token_id > 5:
            ids[:, 2::5] = cfg.pad_token_id
        lengths = torch.randint(4, width + 1, (size,), generator=generator)
        lengths[0] = width
        mask = (torch.arange(width)[None] < lengths[:, None]).long()
        types = ((torch.arange(width)[None] >= lengths[:, None] // 2) & (mask == 1)).long() * (kinds > 1)
        labels = torch.randint(0, cfg.num_labels, (size,), generator=generator)
        yield dict(
            input_ids=ids * mask + cfg.pad_token_id * (1 - mask),
            attention_mask=mask,
            token_type_ids=types,
            labels=labels,
        )


def run(name, case, out):
    torch.manual_seed(SEED)
    cfg = CONFIGS[name.removesuffix("-frozen")]()
    model = AutoModelForSequenceClassification.from_config(cfg)
    cfg.problem_type = "single_label_classification"
    with torch.no_grad():  # biases and norms start at 0 and 1: perturb them, so that no error in them can hide
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(0.1 * torch.randn_like(parameter))
    for prefix in case.get("freeze", []):
        for key, parameter in model.named_parameters():
            if key.startswith(prefix):
                parameter.requires_grad = False
    folder = out / name
    model.save_pretrained(folder)
    # In float64: what is measured is then our own rounding, not the sum of two.
    model.double().train()
    stream = list(batches(case, cfg, torch.Generator().manual_seed(SEED + 1)))
    golden = {f"batch.{i}.{k}": v.contiguous() for i, b in enumerate(stream) for k, v in b.items()}
    fed = [
        {k: v for k, v in b.items() if k != "token_type_ids" or getattr(cfg, "type_vocab_size", 1) > 1} for b in stream
    ]

    found = model(**fed[0], output_hidden_states=True)
    golden |= {f"forward.hidden.{i}": h.detach().contiguous() for i, h in enumerate(found.hidden_states)}
    golden["forward.logits"] = found.logits.detach().contiguous()
    found.loss.backward()
    golden |= {f"grad.{k}": p.grad.clone() for k, p in model.named_parameters() if p.grad is not None}
    model.zero_grad()

    trainable = [(k, p) for k, p in model.named_parameters() if p.requires_grad]
    # Vectors are biases and what scales a norm.
    decayed = [p for _, p in trainable if case["decay_all"] or p.dim() > 1]
    plain = [p for _, p in trainable if not case["decay_all"] and p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=case["decay"]), dict(params=plain, weight_decay=0.0)], lr=case["lr"]
    )
    scheduler = (
        get_linear_schedule_with_warmup(optimizer, case["warmup"], case["steps"])
        if case["schedule"] == "linear"
        else None
    )
    losses, norms = [], []
    for batch in fed:
        loss = model(**batch).loss
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_([p for _, p in trainable], case["clip"] or 1e9).item())
        optimizer.step()
        if scheduler:
            scheduler.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    golden |= {f"final.{k}": p.detach().contiguous() for k, p in model.named_parameters()}
    save_file({k: v.float() if v.is_floating_point() else v for k, v in golden.items()}, folder / "golden.safetensors")
    (folder / "golden.json").write_text(json.dumps(dict(case=case, seed=SEED, loss=losses, grad_norm=norms)))


def bases(out, tokenizers):
    """Base models as they are published, with their tokenizers: without a head, or with that of their pre-training."""
    sizes = dict(hidden_size=32, num_attention_heads=4, intermediate_size=64, num_hidden_layers=3)
    kinds = {
        "bert": (AutoModelForMaskedLM, lambda **size: BertConfig(**sizes, **size)),
        "distilbert": (
            AutoModelForMaskedLM,
            lambda **size: DistilBertConfig(dim=32, n_heads=4, hidden_dim=64, n_layers=3, **size),
        ),
        "roberta": (
            AutoModelForMaskedLM,
            lambda **size: RobertaConfig(
                type_vocab_size=1, layer_norm_eps=1e-5, max_position_embeddings=66, **sizes, **size
            ),
        ),
        "xlm-roberta": (
            AutoModel,
            lambda **size: XLMRobertaConfig(
                type_vocab_size=1, layer_norm_eps=1e-5, max_position_embeddings=66, **sizes, **size
            ),
        ),
        "electra": (AutoModelForPreTraining, lambda **size: ElectraConfig(embedding_size=16, **sizes, **size)),
        "albert": (
            AutoModelForMaskedLM,
            lambda **size: AlbertConfig(embedding_size=16, hidden_dropout_prob=0.1, **sizes, **size),
        ),
    }
    for name, (kind, config) in kinds.items():
        torch.manual_seed(SEED)
        folder = out / name
        shutil.copytree(tokenizers / name, folder)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        kind.from_config(config(vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)).save_pretrained(folder)


def read(folder, exported, state, texts):
    """What transformers makes of a folder that we wrote, onnxruntime of the exported file, torch of the state dict."""
    session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
    model, info = AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
    model.eval().load_state_dict(torch.load(state, weights_only=True), strict=True)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = [each.name for each in session.get_inputs()]
    rows = []
    for text in texts:
        found = tokenizer(
            *(text if isinstance(text, list) else [text]), truncation="longest_first", return_tensors="pt"
        )
        fed = {name: found[name] for name in inputs}
        with torch.no_grad():
            logits = model(**fed).logits[0].tolist()
        rows.append(
            dict(
                ids=found["input_ids"][0].tolist(),
                logits=logits,
                onnx=session.run(["logits"], {k: v.numpy() for k, v in fed.items()})[0][0].tolist(),
            )
        )
    print(
        json.dumps(
            dict(
                kind=type(model).__name__,
                tokenizer=type(tokenizer).__name__,
                missing=sorted(info["missing_keys"]),
                unexpected=sorted(info["unexpected_keys"]),
                labels=list(model.config.id2label.values()),
                length=tokenizer.model_max_length,
                inputs=inputs,
                rows=rows,
            )
        )
    )


def check(files):
    """ONNX's own checker; a shared weight is there once, and ONNX Runtime 1.17 reads the file's version."""
    for file in files:
        onnx.checker.check_model(file, full_check=True)
        model = onnx.load(file)
        names = [each.name for each in model.graph.initializer]
        assert len(names) == len(set(names)), file
        assert model.ir_version <= 9 and all(each.version <= 20 for each in model.opset_import if not each.domain), file


mode, *arguments = sys.argv[1:]
if mode == "write":
    for name, case in CASES.items():
        run(name, case, Path(arguments[0]))
elif mode == "bases":
    bases(Path(arguments[0]), Path(arguments[1]))
elif mode == "check":
    check(arguments)
else:
    read(*arguments, json.load(sys.stdin))
