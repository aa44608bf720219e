"""Peak resident memory of a run's driver and executors, phase by phase.

    python src/test/python/memory_sampler.py RUN_FOLDER -- submit/kindred run --config conf/sop.conf ...

Starts the command, looks at /proc twice a second for the Java processes below it, and prints a table: the
phases are the times between the lines of RUN_FOLDER/metrics.jsonl with another stage.
"""

import json
import os
import subprocess
import sys
import time


def children(root):
    """Process ids below root, by parent."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as f:
                    parents.setdefault(int(f.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
            except (OSError, IndexError):
                pass
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += parents.get(pid, [])
    return found


def resident(pid):
    """Role and MiB of a Java process, or None."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            words = f.read().split(b"\0")
        if not words[0].endswith(b"java"):
            return None
        role = "executor" if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words else "driver"
        with open(f"/proc/{pid}/status") as f:
            rss = [line for line in f if line.startswith("VmRSS:")]
        return role, int(rss[0].split()[1]) >> 10 if rss else 0
    except (OSError, IndexError):
        return None


def phase(folder):
    """The stage whose end was logged last, and the time of that line."""
    try:
        with open(os.path.join(folder, "metrics.jsonl")) as f:
            lines = f.read().splitlines()
        return json.loads(lines[-1])["stage"] if lines else "start"
    except (OSError, ValueError, KeyError):
        return "start"


def main():
    folder, _, *command = sys.argv[1:]
    start = time.time()
    process = subprocess.Popen(command)
    rows = []
    while process.poll() is None:
        after = phase(folder)
        if not rows or rows[-1][0] != after:
            rows.append([after, time.time(), {}])
        for pid in children(process.pid):
            seen = resident(pid)
            if seen:
                key = (seen[0], pid)
                rows[-1][2][key] = max(rows[-1][2].get(key, 0), seen[1])
        time.sleep(0.5)
    end = time.time()
    print("\n| after the stage | seconds | driver, MiB | executors, MiB |")
    print("| --- | --- | --- | --- |")
    for i, (name, begin, peaks) in enumerate(rows):
        until = rows[i + 1][1] if i + 1 < len(rows) else end
        driver = max([v for (role, _), v in peaks.items() if role == "driver"], default=0)
        executors = [str(v) for (role, _), v in sorted(peaks.items()) if role == "executor"]
        print(f"| {name} | {until - begin:.0f} | {driver} | {', '.join(executors)} |")
    print(f"\n{end - start:.0f} s in all, status {process.returncode}")
    sys.exit(process.returncode)


if __name__ == "__main__":
    main()
