"""All figures of section "Searching a gallery" of docs/benchmarks.md, in one go (a quarter of an hour on two cores).

    mvn -q -DskipTests package dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath
    python src/test/python/retrieval/search_study.py [--scale 0.1] [lists sop growth million]

Needs faiss-cpu and numpy. --scale shrinks every gallery, to see that everything runs.
"""

import argparse
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[4]
BOTH = "partitioned,broadcast"


def java(heap, *words):
    options = (TOP / "target/kindred/java.options").read_text().split()
    path = f"{TOP}/target/test-classes:{TOP}/target/classes:{(TOP / 'target/test-classpath').read_text().strip()}"
    environment = os.environ | {
        "SPARK_HOME": str(TOP / "target/kindred"),
        "SPARK_SCALA_VERSION": "2.12",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "OMP_NUM_THREADS": "1",
    }
    command = ["java", *options, f"-Xmx{heap}m", "-cp", path, *words]
    print("\n" + " ".join(w for w in words), flush=True)
    with open(TOP / "target/search-study.log", "ab") as log:
        if subprocess.run(command, env=environment, stderr=log, cwd=TOP).returncode:
            sys.exit("failed; see " + log.name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("parts", nargs="*", default=["lists", "sop", "growth", "million"])
    args = parser.parse_args()

    def size(n):
        return str(int(n * args.scale))

    study = "dev.kindred.bench.PartitionedStudy"
    if "lists" in args.parts:
        java(3000, "dev.kindred.bench.SearchStudy", size(60502), "2048", "512", "6")
        faiss = str(TOP / "src/test/python/retrieval/search_benchmark.py")
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, faiss, size(60502), "2048", "512", "6"], env=environment, check=True)
    if "sop" in args.parts:
        java(900, study, size(60502), "0", "512", BOTH + ",openblas,onednn")
    if "growth" in args.parts:
        for n in (15000, 30000):
            java(900, study, size(n), "0", "512", BOTH)
        java(2000, "-Dstudy.heap=2048", study, size(120000), "0", "512", BOTH)
    if "million" in args.parts:
        java(900, study, size(1000000), size(10000), "128")


if __name__ == "__main__":
    main()
