"""The same training on a Ray cluster, with as many workers as you like.

    pip install "ray[default,train]" on every machine, beside requirements.txt; then, from this folder:
    ray job submit --working-dir . -- python ray_train.py --workers 2 --storage /place/that/every/machine/mounts

The storage may also be s3://... or gs://... . A worker or a machine that dies is replaced, and the training goes on
from the last evaluation; so does the same command given again. The run that comes out lies in STORAGE/NAME/run: this
folder with its output/, which Fine-tune BERT opens.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import pyarrow.fs
import ray.train
from ray.train import Checkpoint, CheckpointConfig, FailureConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer
from record import last_event, write_run_file

HERE = Path(__file__).resolve().parent


def work(arguments):
    """What each worker does, in a folder of its own on its machine."""
    import train

    with tempfile.TemporaryDirectory(prefix="finetune-bert-") as folder:
        out = Path(folder) / "output"
        earlier = ray.train.get_checkpoint()
        if earlier is not None:
            earlier.to_directory(out)
        train.train(out, not arguments["gpu"], saved=report, shared=False)


def report(out):
    """Gives the storage what each worker alone has: the first the run, the others the state of their random numbers.

    Ray puts the files of all workers into one folder. What the others hold beside it is of the last start.
    """
    rank = ray.train.get_context().get_world_rank()
    with tempfile.TemporaryDirectory(prefix="finetune-bert-") as folder:
        aside = Path(folder) / "output"
        if rank == 0:
            shutil.copytree(out, aside, ignore=shutil.ignore_patterns("checkpoint-*", ".*.tmp"))
        else:
            own = Path("checkpoint") / f"random_states_{rank}.pkl"
            (aside / own).parent.mkdir(parents=True)
            shutil.copy(out / own, aside / own)
        ray.train.report({"checkpoint": True}, checkpoint=Checkpoint.from_directory(aside))


def keep_result(checkpoint, storage, name):
    """Puts the run into the storage: this folder, and the output of the last checkpoint without what resuming needs."""
    local = (pyarrow.fs.LocalFileSystem(), storage)
    filesystem, root = pyarrow.fs.FileSystem.from_uri(storage) if "://" in storage else local
    place = f"{root}/{name}/run"
    with checkpoint.as_directory() as output, tempfile.TemporaryDirectory(prefix="finetune-bert-") as folder:
        whole = Path(folder) / "run"
        shutil.copytree(HERE, whole, ignore=shutil.ignore_patterns("__pycache__", "output", ".*"))
        shutil.copytree(output, whole / "output", ignore=shutil.ignore_patterns("checkpoint", "best"))
        if last_event(whole / "output").get("event") != "done":
            raise SystemExit(f"The training did not come to its end. The same command goes on with {name}.")
        write_run_file(whole / "output", whole / "output" / "model", whole)
        filesystem.create_dir(place, recursive=True)
        pyarrow.fs.copy_files(str(whole), place, destination_filesystem=filesystem)
    return place


def main():
    parser = argparse.ArgumentParser(description="Fine-tunes BERT on a Ray cluster as the exported run did.")
    parser.add_argument("--storage", required=True, help="a folder that every machine mounts, or s3://..., gs://...")
    parser.add_argument("--name", default="finetune-bert", help="of the training; the same name goes on with it")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gpu", action="store_true", help="a GPU for each worker")
    parser.add_argument("--failures", type=int, default=3, help="how often to begin again from the last checkpoint")
    arguments = parser.parse_args()
    storage = arguments.storage
    if "://" not in storage and not Path(storage).is_absolute():
        parser.error("--storage has to be a whole path: what lies beside this program is lost with the job.")
    trainer = TorchTrainer(
        work,
        train_loop_config={"gpu": arguments.gpu},
        scaling_config=ScalingConfig(num_workers=arguments.workers, use_gpu=arguments.gpu),
        run_config=RunConfig(
            name=arguments.name,
            storage_path=storage,
            failure_config=FailureConfig(max_failures=arguments.failures),
            checkpoint_config=CheckpointConfig(num_to_keep=2),
        ),
    )
    result = trainer.fit()
    print(f"The run: {keep_result(result.checkpoint, storage, arguments.name)}", flush=True)


if __name__ == "__main__":
    main()
