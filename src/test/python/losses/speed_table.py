"""Makes the tables of docs/benchmarks.md of what LossBenchmark and timing.py measured.

    python3 src/test/python/losses/speed_table.py JMH.json PML.json [PML-MEMORY.json]

Only the standard library is needed.
"""

import json
import sys

PROXIES = {
    "proxy-anchor": "100",
    "proxy-nca": "100",
    "proxy-nca-plus-plus": "100",
    "normalized-softmax": "100",
    "cosface": "100",
    "arcface": "100",
    "soft-triple": "1000",
}
# Not the library's: see timing.py and plain.py.
OTHER = {
    "lifted": "on distances",
    "binomial-deviance": "plain PyTorch",
    "recall-at-k": "plain PyTorch",
    "proxy-nca": "its ProxyNCALoss is NCA++",
}


def scores(jmh, benchmark):
    """Parameters and microseconds of one benchmark's runs."""
    return [
        (run["params"], run["primaryMetric"]["score"])
        for run in jmh
        if run["benchmark"].endswith("." + benchmark)
    ]


def fastest(runs, **wanted):
    return min(
        (us, params["blas"])
        for params, us in runs
        if all(params[key] == value for key, value in wanted.items())
    )


def number(us):
    return f"{us / 1000:,.1f} ms" if us >= 10000 else f"{us:,.0f} µs"


def peer(loss, us, library):
    theirs = library.get(loss)
    if theirs is None:
        return ["out of memory" if loss in library else "", ""]
    note = f" ({OTHER[loss]})" if loss in OTHER else ""
    return [number(theirs) + note, f"{theirs / us:.1f}"]


def line(*cells):
    print("| " + " | ".join(cells) + " |")


def main():
    jmh, *library = [json.load(open(name)) for name in sys.argv[1:]]
    library = {run["memory"]: run["microseconds"] for run in library}
    pairs, proxies = scores(jmh, "pairProducts"), scores(jmh, "proxyProducts")
    two, by = fastest(pairs, memory="0")
    own = {rows: fastest(proxies, rows=rows) for rows in ("100", "1000")}
    print(f"`X Xᵀ` and `G X`: {number(two)} ({by}); ", end="")
    print("; ".join(f"{rows} proxies: {number(us)} ({by})" for rows, (us, by) in own.items()))
    print()
    line("loss", "Kindred", "times X Xᵀ and G X", "times its own products", "PyTorch", "PyTorch / Kindred")
    line(*["---"] * 6)
    for params, us in scores(jmh, "alone"):
        loss = params["loss"]
        mine = own[PROXIES[loss]][0] if loss in PROXIES else two
        line(f"`{loss}`", number(us), f"{us / two:.1f}", f"{us / mine:.1f}", *peer(loss, us, library[0]))
    many, by = fastest(pairs, memory="8192")
    print(f"\nWith a memory of 8,192; the two products: {number(many)} ({by})\n")
    line("loss", "Kindred", "times products", "PyTorch", "PyTorch / Kindred")
    line(*["---"] * 5)
    for params, us in scores(jmh, "remembering"):
        loss = params["loss"]
        line(f"`{loss}`", number(us), f"{us / many:.2f}", *peer(loss, us, library.get(8192, {})))


if __name__ == "__main__":
    main()
