"""Writes the files beside it with the usual libraries: pyarrow 26, datasets 5.2, DuckDB 2.0, openpyxl 3.1.

python make.py FOLDER
"""

import datetime as dt
import os
import sys

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Dataset, DatasetDict, Features, Value, ClassLabel

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
texts = [f"第 {i} 条评论，味道{'很好' if i % 3 else '不好'}" + ("\n第二行" if i % 7 == 0 else "") for i in range(40)]
labels = [int(i % 3 != 0) for i in range(40)]
t = pa.table(
    {
        "id": pa.array(range(40), pa.int64()),
        "text": texts,
        "label": ["正面" if l else "负面" for l in labels],
        "score": pa.array([i / 4 for i in range(40)], pa.float64()),
        "day": pa.array([dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(40)]),
    }
)
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    pq.write_table(t, f"{out}/reviews-{codec}.parquet", compression=codec, row_group_size=16)
# The other encodings, with missing texts, a list and a column of nothing; in pages of both versions.
o = pa.table(
    {
        "id": pa.array(range(40), pa.int64()),
        "text": [None if i % 10 == 3 else text for i, text in enumerate(texts)],
        "label": t["label"],
        "score": t["score"],
        "tags": [["a", "b"][: i % 3] if i % 5 else None for i in range(40)],
        "nothing": [None] * 40,
        "small": pa.array([i * i for i in range(40)], pa.int32()),
        "good": [bool(l) for l in labels],
        "code": pa.array([b"%04d" % i for i in range(40)], pa.binary(4)),
    }
)
for version in ["1.0", "2.0"]:
    pq.write_table(
        o,
        f"{out}/encodings-{version}.parquet",
        compression="lz4",
        row_group_size=16,
        data_page_version=version,
        use_dictionary=["label", "nothing"],
        column_encoding={
            "id": "DELTA_BINARY_PACKED",
            "text": "DELTA_BYTE_ARRAY",
            "score": "BYTE_STREAM_SPLIT",
            "tags.list.element": "DELTA_LENGTH_BYTE_ARRAY",
            "small": "DELTA_BINARY_PACKED",
            "good": "RLE",
            "code": "BYTE_STREAM_SPLIT",
        },
    )
duckdb.sql(
    "copy (select 'text ' || i as text, i % 2 as label, to_days(i) as since from range(3) t(i)) "
    f"to '{out}/interval.parquet' (format parquet)"
)
f = Features({"text": Value("string"), "label": ClassLabel(names=["负面", "正面"])})


def make(n, a):
    return Dataset.from_dict({"text": texts[a : a + n], "label": labels[a : a + n]}, features=f)


DatasetDict({"train": make(24, 0), "validation": make(8, 24), "test": make(8, 32)}).save_to_disk(f"{out}/saved")
make(40, 0).save_to_disk(f"{out}/one-split", num_shards=2)
os.makedirs(f"{out}/hub/data", exist_ok=True)
make(12, 0).to_parquet(f"{out}/hub/data/train-00000-of-00002.parquet")
make(12, 12).to_parquet(f"{out}/hub/data/train-00001-of-00002.parquet")
make(8, 24).to_parquet(f"{out}/hub/data/validation-00000-of-00001.parquet")
make(8, 32).to_parquet(f"{out}/hub/data/test-00000-of-00001.parquet")
open(f"{out}/hub/README.md", "w").write("---\nlicense: mit\n---\n")
wb = openpyxl.Workbook()
ws = wb.active
ws.title = "评论"
ws.append(["评论内容", "情感标签", "日期", "时间", "评分", "好评"])
for i in range(6):
    ws.append(
        [
            texts[i],
            "正面" if labels[i] else "负面",
            dt.date(2024, 3, 1 + i),
            dt.datetime(2024, 3, 1, 8, 30, 15 + i),
            4.4 + i / 10,
            bool(labels[i]),
        ]
    )
ws.append([])
ws.append(["只有文本"])
ws["B12"] = "=1+1"
ws["A12"] = "  带空格  "
ws["C12"] = dt.time(13, 5, 0)
wb.create_sheet("别的").append(["x"])
wb.save(f"{out}/reviews.xlsx")
