"""Tables of embeddings as other programs write them, from the embeddings of golden.json.

    python make_foreign.py ../../resources/retrieval/golden.json ../../resources/retrieval

foreign.parquet (pyarrow): text ids, float64 embeddings that are not of unit length, no splits.
foreign.npy and foreign.tsv (NumPy): float32, no ids, queries and gallery.
Tested with pyarrow 26.0.1, NumPy 2.4.6.
"""

import json
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

source, folder = sys.argv[1:]
with open(source) as f:
    given = json.load(f)
raw, labels = np.array(given["raw"]), given["labels"]
table = pa.table(
    {
        "class": [f"class {c:02d}" for c in labels],
        "embedding": pa.array(raw.tolist(), pa.list_(pa.float64())),
        "id": [f"image-{i:03d}.jpg" for i in range(len(labels))],
    }
)
pq.write_table(table, os.path.join(folder, "foreign.parquet"))

both = np.concatenate([np.array(given["rawQuery"]), raw]).astype(np.float32)
np.save(os.path.join(folder, "foreign.npy"), both)
with open(os.path.join(folder, "foreign.tsv"), "w") as f:
    f.write("split\tclass\n")
    for c in given["queryLabels"]:
        f.write(f"query\t{c}\n")
    for c in labels:
        f.write(f"gallery\t{c}\n")
