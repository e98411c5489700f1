#!/usr/bin/env python3
"""Writes the tables of the documentation from the results stored in docs/results.

    docs/tables.py            # rewrites every table that stands between two markers
    docs/tables.py --check    # changes nothing; exit code 1 if a table is not what the results give

A table stands in README.md or docs/*.md between the lines

    <!-- table: NAME -->
    <!-- end -->

where NAME is a file docs/results/NAME.json of one of three forms:

- {"columns": [...], "rows": [[...], ...]}: a table as it is. "command" and "commit" say what made it.
- [{"work": ..., "ours": ..., "peer": ..., "unit": ..., "ratio": ..., "goal": ...}, ...]: what `bench/peers/run --json`
  writes. Further keys become further columns.
- {"compare": {COLUMN: FILE, ...}, "rows": {ROW: METHOD, ...}}: one column for each FILE that `earshot compare --json`
  wrote, and one row for each of its methods.

Needs nothing but Python itself.
"""

import json
import pathlib
import re
import sys

DOCS = pathlib.Path(__file__).resolve().parent
RESULTS = DOCS / "results"
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def load(name):
    with open(RESULTS / name, encoding="utf-8") as file:
        return json.load(file)


def number(value):
    """Four significant digits; all digits before the point are kept."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def peers(rows):
    keys = list(dict.fromkeys(key for row in rows for key in row))
    met = keys.index("goal") + 1
    columns = keys[:met] + ["met"] + keys[met:]
    cells = []
    for row in rows:
        texts = [number(row.get(key)) for key in keys]
        ratio, goal = row["ratio"], row["goal"]
        reached = "" if ratio is None or goal is None else "yes" if ratio >= goal else "no"
        cells.append(texts[:met] + [reached] + texts[met:])
    return columns, cells


def compare(table):
    """Unweighted accuracy / mean average precision of Earshot, and its paired lead over each method."""
    files = {column: load(file) for column, file in table["compare"].items()}
    rows = []
    for label, name in table["rows"].items():
        row = [label]
        for result in files.values():
            method = next(each for each in result["methods"] if each["name"] == name)
            if method is result["methods"][0]:
                scores = (method["unweightedAccuracy"]["mean"], method["meanAveragePrecision"]["mean"])
                row.append(" / ".join(f"{100 * score:.1f}" for score in scores))
            else:
                # The file has the method's difference to Earshot; a lead is its negative.
                difference = method["difference"]
                row.append(
                    " / ".join(
                        f"{-100 * difference[score]:+.1f} ± {100 * difference[score + 'Error']:.1f}"
                        for score in ("unweightedAccuracy", "meanAveragePrecision")
                    )
                )
        rows.append(row)
    return ["", *files], rows


def render(name):
    table = load(name + ".json")
    if isinstance(table, list):
        columns, rows = peers(table)
    elif "compare" in table:
        columns, rows = compare(table)
    else:
        columns, rows = table["columns"], table["rows"]
    for row in rows:
        if len(row) != len(columns):
            sys.exit(f"docs/results/{name}.json: a row has {len(row)} cells, expected {len(columns)}: {row}")
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    used, stale = set(), []
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        used.update(match[2] for match in BLOCK.finditer(old))
        new = BLOCK.sub(lambda match: match[1] + render(match[2]) + match[3], old)
        if new != old:
            stale.append(page.name)
            if not check:
                page.write_text(new, encoding="utf-8")
    unused = {file.stem for file in RESULTS.glob("*.json")} - used
    if unused:
        sys.exit("no page shows these results: " + ", ".join(sorted(unused)))
    if check and stale:
        sys.exit("run docs/tables.py: it changes " + ", ".join(stale))
    print("rewrote " + ", ".join(stale) if stale else "all tables are up to date")


if __name__ == "__main__":
    main()
