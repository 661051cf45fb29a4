#!/usr/bin/env bash
# What an NVIDIA GPU gives: parity with PyTorch's recorded numbers, speed, memory, and the same work in PyTorch where there is
# one. Installs and downloads nothing.
#
#   scripts/gpu-check.sh LIBRARY [GOLDENS] [PYTHON]
#
#   LIBRARY   folder with libtensorflow: pip's site-packages/tensorflow, or what `finetune-bert tensorflow install --cuda` made
#   GOLDENS   folder of recorded numbers (default ../shared/goldens)
#   PYTHON    a Python with torch and transformers (default python3)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

library=${1-}
goldens=${2:-../shared/goldens}
python=${3:-python3}

stop() { echo "gpu-check: $*" >&2; exit 3; }

[ -n "$library" ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ -d "$library" ] || stop "there is no folder $library: name the one in which libtensorflow_cc.so.2 lies"
[ -d node_modules ] || stop "run npm ci first: this script installs nothing"
command -v nvidia-smi >/dev/null && nvidia-smi -L | grep -q '^GPU' ||
  stop "there is no NVIDIA GPU on this machine (nvidia-smi lists none): run it where there is one"

export FINETUNE_BERT_TENSORFLOW=$library
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader

node esbuild.mjs || stop "the build failed"
node dist/cli.js tensorflow status || stop "TensorFlow cannot be used"
node dist/cli.js tensorflow status --json | grep -q '"gpu":true' || stop "TensorFlow was loaded but uses the CPU: see the lines above for what is missing"

# GPU memory of all processes, in MiB, the largest value seen until the watched process ends.
watch_memory() {
  local most=0 now
  while kill -0 "$1" 2>/dev/null; do
    now=$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | sort -n | tail -1)
    [ "${now:-0}" -gt "$most" ] && most=$now
    sleep 0.5
  done
  echo "$most"
}

failed=0
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

# Recorded numbers, then BERT-base with random weights on the sample: every text padded to 128 tokens, 16 rows a step, dropout 0.1.
check_device() {
  local device=$1 folder training memory
  if [ -d "$goldens" ]; then
    for folder in "$goldens"/*/; do
      [ -e "$folder/golden.json" ] && [ -e "$folder/config.json" ] || continue
      printf 'parity on %s, %s ' "$device" "$(basename "$folder")"
      npm run --silent parity -- "$folder" --device "$device" || failed=1
    done
  else
    echo "parity: not run, there is no folder $goldens"
  fi
  node dist/cli.js train samples/reviews.csv --device "$device" --shape 12-768-12 --vocabulary models/bert-tiny-zh/vocab.txt \
    --padding maximum --max-length 128 --epochs 3 --validation 0 --out "$run/$device" --json >"$run/events" 2>"$run/errors" &
  training=$!
  memory=$(watch_memory "$training")
  wait "$training" || { cat "$run/errors" >&2; echo "gpu-check: the training run on $device failed" >&2; failed=1; return; }
  node -e '
    const steps = require("node:fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter(({ event }) => event === "step");
    const gaps = steps.slice(1).map(({ seconds }, index) => seconds - steps[index].seconds).slice(4).sort((a, b) => a - b);
    const median = gaps[gaps.length >> 1];
    console.log(JSON.stringify({ what: "ours", device: process.argv[3], stepsPerSecond: +(1 / median).toFixed(2), tokensPerSecond: Math.round((16 * 128) / median), gpuMegabytes: +process.argv[2] }));
  ' "$run/events" "$memory" "$device" || failed=1
}

check_device tensorflow
# The same card by its Vulkan driver, where that is installed.
if node dist/cli.js devices --json | grep -q '"device":"onnx-webgpu[^"]*","works":true'; then check_device onnx-webgpu
else echo "onnx-webgpu: not run, finetune-bert devices says why"; fi

if "$python" -c 'import torch, transformers; assert torch.cuda.is_available()' 2>/dev/null; then
  "$python" - <<'PYTHON' || failed=1
import json, statistics, time, torch
from transformers import BertConfig, BertForSequenceClassification
model = BertForSequenceClassification(BertConfig(vocab_size=21128, num_labels=2)).cuda().train()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
times = []
for step in range(60):
    ids = torch.randint(1000, 21128, (16, 128), device="cuda")
    torch.cuda.synchronize()
    begun = time.perf_counter()
    loss = model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=torch.randint(0, 2, (16,), device="cuda")).loss
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    torch.cuda.synchronize()
    times.append(time.perf_counter() - begun)
median = statistics.median(times[10:])
print(json.dumps({"what": "PyTorch", "stepsPerSecond": round(1 / median, 2), "tokensPerSecond": round(2048 / median), "gpuMegabytes": round(torch.cuda.max_memory_reserved() / 2**20)}))
PYTHON
else
  echo "PyTorch: not measured, $python has no torch with CUDA and transformers"
fi
exit "$failed"
