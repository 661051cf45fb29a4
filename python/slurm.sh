#!/bin/bash
# The same training by Slurm, on two nodes with one GPU each: put this folder where every node has it, and from it
#     sbatch slurm.sh
# For processors instead of GPUs take out --gpus-per-node, and: sbatch slurm.sh --cpu
# A job that is preempted or loses a node is queued again, and goes on after the last evaluation.
#SBATCH --job-name=finetune-bert
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=1
#SBATCH --cpus-per-task=8
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=slurm-%j.log
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-$(dirname "$0")}"

nodes=$(scontrol show hostnames "$SLURM_JOB_NODELIST")
first=${nodes%%$'\n'*}
# Two jobs on one node do not meet at the same port.
port=$((20000 + SLURM_JOB_ID % 40000))
srun --kill-on-bad-exit=1 torchrun --nnodes "$SLURM_JOB_NUM_NODES" --nproc-per-node "${PROCESSES_PER_NODE:-1}" \
  --rdzv-id "$SLURM_JOB_ID" --rdzv-backend c10d --rdzv-endpoint "$first:$port" --max-restarts 3 train.py "$@"
