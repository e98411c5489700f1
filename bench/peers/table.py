"""The arithmetic of rows, and how they are printed and written."""

import json
import os
import pathlib
import statistics

SECONDS = {"us": 1e6, "ms": 1e3, "s": 1}
LINE = "{:<42} {:>9} {:>9} {:<11} {:>6} {:>5} {:<4} {:>5} {:>6}  {}"


def value(work, facts, seconds):
    """Seconds of one repetition in the row's unit."""
    if work.unit == "GFLOP/s":
        return facts["flops"] / seconds / 1e9
    if work.unit == "x real time":
        return facts["units"] / seconds
    return seconds / facts.get("units", 1) * SECONDS[work.unit]


def median(times, clock):
    return statistics.median(each[clock] for each in times)


def counted(work, times, clock):
    """The seconds of a side that count: the median by the given clock.

    A whole process counts by its processor time. If it is held to a limit, both clocks have to keep it, so the longer
    time counts, unless the processor's clock was asked for because the machine is busy.
    """
    if not work.ours.is_whole:
        return median(times, clock)
    processor = median(times, "processor")
    return max(processor, median(times, "wall")) if work.quoted and clock == "wall" else processor


def rows(work, runners, taken, clock):
    """The row of a work. Where the peer is a further run of Earshot, that has a row of its own, without a goal."""
    first = row(work, runners, taken, clock)
    if not work.further or first["peer"] is None:
        return [first]
    name, comma, variant = first["work"].partition(",")
    further = dict(first, work=f"{name} further run{comma}{variant}", ours=first["peer"], seconds=first["peer"])
    return [first, {**further, "peer": None, "ratio": None, "goal": None, "errors": [], "facts": {}, "sides": []}]


def row(work, runners, taken, clock):
    """A row of the table. `taken` has for each runner, Earshot's first, the times of its repetitions."""
    facts = runners[0].facts
    seconds = [counted(work, times, clock) for times in taken]
    if work.further and len(seconds) > 1:
        seconds[1] = (seconds[1] - seconds[0]) / work.further
    values = [value(work, {**facts, **each.facts}, s) for each, s in zip(runners, seconds)]
    ours, peer, how, best = values[0], work.quoted or None, work.note, None
    if len(values) > 1:
        best = values.index((max if work.faster_is_more else min)(values[1:]), 1)
        peer = values[best]
        how = ", ".join(filter(None, (work.note, named(runners[best]))))
    if work.ours.is_whole:
        how = ", ".join(filter(None, (clocks(taken, best, work.further), how)))
    ratio = None
    if peer is not None:
        ratio = ours / peer if work.faster_is_more else peer / ours
    spread = [times["processor" if work.ours.is_whole else clock] for times in taken[0]]
    return {
        "work": work.name,
        "ours": ours,
        "peer": peer,
        "unit": work.unit,
        "ratio": ratio,
        "goal": work.goal,
        "how": how,
        "cores": median(taken[0], "processor") / median(taken[0], "wall"),
        "spread": (max(spread) - min(spread)) / statistics.median(spread),
        "seconds": seconds[0],
        "facts": facts,
        "bandwidth": max((each.facts.get("bandwidth", 0) for each in runners), default=0),
        "sides": [(named(each), each_value) for each, each_value in zip(runners[1:], values[1:])],
        "errors": [error for each in runners for error in each.facts.get("errors", [])],
    }


def named(runner):
    """A side by its label and the best of its variants."""
    return ", ".join(dict.fromkeys(filter(None, (runner.side.label, runner.facts.get("how", "")))))


def clocks(taken, best, further):
    """Both clocks of a whole process, and the peer's wall clock."""
    text = f"processor {median(taken[0], 'processor'):.2f} s, wall {median(taken[0], 'wall'):.2f} s"
    if best is None:
        return text
    peer = median(taken[best], "wall")
    if further:
        peer = (peer - median(taken[0], "wall")) / further
    return f"{text}, the peer's wall {peer:.2f} s"


def number(x):
    return "-" if x is None else f"{x:.4g}" if x < 1e4 else f"{x:.0f}"


def met(result):
    return "" if result["ratio"] is None else "yes" if result["ratio"] >= result["goal"] else "no"


def header():
    print(LINE.format("work", "ours", "peer", "unit", "ratio", "goal", "met", "cores", "spread", "the peer's best"), flush=True)


def show(result, sides=False):
    print(
        LINE.format(
            result["work"], number(result["ours"]), number(result["peer"]), result["unit"], number(result["ratio"]),
            number(result["goal"]), met(result), number(result["cores"])[:4], f"{100 * result['spread']:.0f} %", result["how"],
        ),
        flush=True,
    )
    for name, each in result["sides"] if sides else []:
        print(f"{number(each):>62} {result['unit']:<11} {name}", flush=True)
    for error in result["errors"]:
        print(f"    DISAGREES: {error}", flush=True)


def show_costs(results):
    """Prints the rows' operations and bytes, and the time that these need at this machine's best rates."""
    rates = [r for r in results if r["unit"] == "GFLOP/s" and r["peer"] and r["bandwidth"]]
    if not rates:
        print("\n(Costs and floors are shown where `step rate` is measured too.)")
        return
    rate, bandwidth = max(r["peer"] for r in rates) * 1e9, max(r["bandwidth"] for r in rates)
    print(f"\nFloors at {rate / 1e9:.0f} GFLOP/s and {bandwidth / 1e9:.0f} GB/s, one thread:")
    print(f"{'work':<42} {'MFLOP':>10} {'MB':>9} {'floor us':>10} {'ours us':>12} {'times':>6}")
    for result in results:
        flops, moved = result["facts"].get("flops"), result["facts"].get("bytes")
        if flops is None or moved is None or result["unit"] == "GFLOP/s":
            continue
        floor = max(flops / rate, moved / bandwidth)
        print(
            f"{result['work']:<42} {flops / 1e6:>10.2f} {moved / 1e6:>9.2f} {1e6 * floor:>10.1f} "
            f"{1e6 * result['seconds']:>12.1f} {result['seconds'] / floor:>6.1f}"
        )


def significant(x):
    """Four digits: more would only be noise."""
    return None if x is None else float(f"{x:.4g}")


def write(path, results):
    """Writes the table as a list of objects, in the form that docs/tables.py reads."""
    rows = [
        {
            "work": result["work"],
            "ours": significant(result["ours"]),
            "peer": significant(result["peer"]),
            "unit": result["unit"],
            "ratio": significant(result["ratio"]),
            "goal": significant(result["goal"]),
            "cores": f"{result['cores']:.2f}",
            "spread": f"{100 * result['spread']:.0f} %",
            "best variant of the peer": result["how"],
        }
        for result in results
    ]
    path = pathlib.Path(path)
    beside = path.with_name(path.name + f".{os.getpid()}.tmp")
    beside.write_text("[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n]\n")
    beside.replace(path)
