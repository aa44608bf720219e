"""Exact search with faiss on one core, beside dev.kindred.bench.SearchStudy.

    OMP_NUM_THREADS=1 python search_benchmark.py [GALLERY QUERIES DIMENSIONS ROUNDS]
"""

import sys
import time

import faiss
import numpy as np

faiss.omp_set_num_threads(1)
gallery, queries, d, rounds = map(int, sys.argv[1:] or (60502, 2048, 512, 5))

rng = np.random.default_rng(1)
cosine = 5 / d**0.5
centres = ((cosine / (1 - cosine)) ** 0.5 * np.random.default_rng(99).normal(size=(gallery // 5, d))).astype(np.float32)
x = centres[rng.integers(0, gallery // 5, gallery)] + rng.normal(size=(gallery, d)).astype(np.float32)
x /= np.linalg.norm(x, axis=1, keepdims=True)
index = faiss.IndexFlatIP(d)
index.add(x)
asked = x[:queries].copy()
print(f"| faiss {faiss.__version__}, {queries:,} of {gallery:,} x {d} | processor, s | clock, s |")
print("| --- | --- | --- |")
for k in (10, 1000):
    processor, clock = [], []
    for _ in range(rounds):
        start = time.process_time(), time.perf_counter()
        index.search(asked, k)
        processor.append(time.process_time() - start[0])
        clock.append(time.perf_counter() - start[1])
    # The first round warms up, as there.
    print(f"| top{k} | {np.median(processor[1:]):.2f} | {np.median(clock[1:]):.2f} |")
