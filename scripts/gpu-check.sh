#!/usr/bin/env bash
# Checks a GPU: parity with PyTorch's recorded numbers, speed and memory, on CUDA and on WebGPU, and the same work in
# PyTorch where it is installed. Installs and downloads nothing. The exit status is 1 where something failed or exceeds
# its limit.
#
#   scripts/gpu-check.sh LIBRARY [GOLDENS] [PYTHON]
#
#   LIBRARY   folder with libtensorflow: pip's site-packages/tensorflow, or the one that
#             `finetune-bert tensorflow install --cuda` has made
#   GOLDENS   folder of recorded numbers (default test/fixtures/goldens)
#   PYTHON    a Python with torch and transformers (default python3)
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

library=${1-}
goldens=${2:-test/fixtures/goldens}
python=${3:-python3}
# Layers, width and heads: BERT-base, with random weights. GPU_CHECK_SHAPE serves to try the script itself on a GPU in
# software.
shape=${GPU_CHECK_SHAPE:-12-768-12}

stop() { echo "gpu-check: $*" >&2; exit 3; }

[ -n "$library" ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ -d "$library" ] || stop "there is no folder $library: name the one in which libtensorflow_cc.so.2 lies"
[ -d node_modules ] || stop "run npm ci first: this script installs nothing"
command -v nvidia-smi >/dev/null && nvidia-smi -L | grep -q '^GPU' ||
  stop "there is no NVIDIA GPU on this machine (nvidia-smi lists none): run it where there is one"

export FINETUNE_BERT_TENSORFLOW=$library
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
node esbuild.mjs || stop "the build failed"

failed=0
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
fail() { echo "gpu-check: $*" >&2; failed=1; }

# GPU memory of all processes, in MiB, on the GPU that has most in use.
used_memory() { nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | sort -n | tail -1; }

# The largest value seen until the watched process ends, less what was in use before: a desktop's, for instance.
watch_memory() {
  local before=$2 most=0 now
  while kill -0 "$1" 2>/dev/null; do
    now=$(used_memory)
    [ "${now:-0}" -gt "$most" ] && most=$now
    sleep 0.2
  done
  echo $((most - before))
}

# Recorded numbers. CUDA's matmuls round operands to ten bits (TF32) unless that is switched off; without it the limits
# of a processor apply.
check_parity() {
  local device=$1 folder
  [ -d "$goldens" ] || { echo "parity: not run, there is no folder $goldens"; return; }
  for folder in "$goldens"/*/; do
    [ -e "$folder/golden.json" ] || continue
    printf 'parity on %s, %s ' "$device" "$(basename "$folder")"
    NVIDIA_TF32_OVERRIDE=0 npm run --silent parity -- "$folder" --device "$device" --check ||
      fail "no parity on $device, $(basename "$folder")"
  done
}

# On the sample: every text padded to 128 tokens, 16 rows a step, dropout 0.1.
check_speed() {
  local device=$1 precision=$2 out training before memory
  out="$run/$device-$precision"
  before=$(used_memory)
  node dist/cli.js train samples/reviews.csv --device "$device" --precision "$precision" --recipe tutorial \
    --shape "$shape" --vocabulary models/bert-tiny-zh/vocab.txt --padding maximum --max-length 128 --epochs 4 \
    --validation 0 --out "$out" --json >"$out.events" 2>"$out.errors" &
  training=$!
  memory=$(watch_memory "$training" "$before")
  wait "$training" || { cat "$out.errors" >&2; fail "the training run on $device in $precision failed"; return; }
  node -e '
    const [, events, megabytes, device, precision] = process.argv;
    const lines = require("node:fs").readFileSync(events, "utf8").trim().split("\n");
    const all = lines.map((line) => JSON.parse(line));
    const steps = all.filter(({ event }) => event === "step");
    const gaps = steps.slice(1).map(({ seconds }, index) => seconds - steps[index].seconds);
    const sorted = gaps.slice(10).sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    const used = all.find(({ event }) => event === "started").device;
    const stepsPerSecond = +(1 / median).toFixed(2);
    const tokensPerSecond = Math.round((16 * 128) / median);
    const speed = { stepsPerSecond, tokensPerSecond, gpuMegabytes: +megabytes };
    console.log(JSON.stringify({ what: "ours", device, used, precision, ...speed }));
  ' "$out.events" "$memory" "$device" "$precision" || fail "the training run on $device in $precision left no steps"
}

# The same work in PyTorch. It multiplies in whole float32 unless it is told to do as TensorFlow does (tf32).
check_pytorch() {
  local precision=$1 before=0 working memory
  before=$(used_memory)
  "$python" - "$precision" "$shape" >"$run/pytorch" <<'PYTHON' &
import contextlib, json, statistics, sys, time, torch
from transformers import BertConfig, BertForSequenceClassification
precision, shape = sys.argv[1:]
layers, hidden, heads = map(int, shape.split("-"))
torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
config = BertConfig(
    vocab_size=21128,
    num_labels=2,
    num_hidden_layers=layers,
    hidden_size=hidden,
    num_attention_heads=heads,
    intermediate_size=4 * hidden,
)
model = BertForSequenceClassification(config).cuda().train()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
scaler = torch.amp.GradScaler("cuda", enabled=precision == "float16")
half = {"bfloat16": torch.bfloat16, "float16": torch.float16}.get(precision)
times = []
for step in range(70):
    ids = torch.randint(1000, 21128, (16, 128), device="cuda")
    torch.cuda.synchronize()
    begun = time.perf_counter()
    with torch.autocast("cuda", half) if half else contextlib.nullcontext():
        labels = torch.randint(0, 2, (16,), device="cuda")
        loss = model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels).loss
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()
    torch.cuda.synchronize()
    times.append(time.perf_counter() - begun)
median = statistics.median(times[10:])
speed = {"stepsPerSecond": round(1 / median, 2), "tokensPerSecond": round(2048 / median)}
print(json.dumps({"what": "PyTorch", "version": torch.__version__, "precision": precision, **speed}))
PYTHON
  working=$!
  memory=$(watch_memory "$working" "$before")
  wait "$working" || { fail "PyTorch in $precision failed"; return; }
  sed "s/}\$/, \"gpuMegabytes\": $memory}/" "$run/pytorch"
}

if node dist/cli.js tensorflow status && node dist/cli.js tensorflow status --json | grep -q '"gpu":true'; then
  check_parity tensorflow
  for precision in float32 bfloat16; do check_speed tensorflow "$precision"; done
else
  fail "TensorFlow does not use the GPU: see the lines above for what is missing"
fi

# The same card by its Vulkan driver, where that is installed.
if ! node dist/cli.js devices --json >"$run/devices" 2>"$run/devices.errors"; then
  cat "$run/devices.errors" >&2
  fail "finetune-bert devices failed"
fi
node dist/cli.js devices
if grep -q '"device":"onnx-webgpu[^"]*","works":true' "$run/devices"; then
  check_parity onnx-webgpu
  for precision in float32 float16; do check_speed onnx-webgpu "$precision"; done
else
  fail "onnx-webgpu does not work: the table above says why"
fi

if "$python" -c 'import torch, transformers; assert torch.cuda.is_available()' 2>/dev/null; then
  for precision in float32 tf32 bfloat16 float16; do check_pytorch "$precision"; done
else
  echo "PyTorch: not measured, $python has no torch with CUDA and transformers"
fi
exit "$failed"
