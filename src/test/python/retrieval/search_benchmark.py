"""Exact search with faiss on one core, beside dev.kindred.bench.SearchBenchmark.

    OMP_NUM_THREADS=1 python search_benchmark.py
"""

import time

import faiss
import numpy as np

faiss.omp_set_num_threads(1)
D = 512


def random(seed, n, classes):
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(classes, D)).astype(np.float32)
    x = 0.5 * centres[rng.integers(0, classes, n)] + rng.normal(size=(n, D)).astype(np.float32)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


for gallery in (8192, 60502):
    queries = random(1, 2048, gallery // 5)
    index = faiss.IndexFlatIP(D)
    index.add(random(2, gallery, gallery // 5))
    for k in (10, 1000):
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            index.search(queries, k)
            seconds.append(time.perf_counter() - start)
        print(f"gallery {gallery}, top {k}: {1000 * np.median(seconds[2:]):.0f} ms")
