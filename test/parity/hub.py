"""Serves hub.python.test.ts: loads models by name from a cache that we wrote, or downloads them into one that we read.

`cached ID REVISION…` loads without any network; `download ID REVISION…` fetches from HF_ENDPOINT, as from_pretrained
does.
"""

import json
import sys

import huggingface_hub
import transformers
from transformers import AutoConfig, AutoTokenizer, BertModel

transformers.logging.set_verbosity_error()


def load(mode, name, revision):
    options = {"revision": revision, "local_files_only": mode == "cached"}
    model = BertModel.from_pretrained(name, add_pooling_layer=False, **options)
    tokenizer = AutoTokenizer.from_pretrained(name, **options)
    scan = huggingface_hub.scan_cache_dir()
    return {
        "layers": AutoConfig.from_pretrained(name, **options).num_hidden_layers,
        "sum": float(sum(parameter.double().abs().sum() for parameter in model.parameters())),
        "ids": tokenizer("味道很好，下次还来！")["input_ids"],
        "repos": sorted(repo.repo_id for repo in scan.repos),
        "refs": sorted(ref for repo in scan.repos for one in repo.revisions for ref in one.refs),
        "warnings": [str(warning) for warning in scan.warnings],
    }


print(json.dumps([load(sys.argv[1], sys.argv[2], revision) for revision in sys.argv[3:]]))
