#!/usr/bin/env python3
"""Draws README's figure: each class's recall in a benchmark's test parts.

    ./earshot train esc10 --label-rate 0.1 --out RUN
    python3 docs/figure.py RUN docs/esc10.svg
"""

import json
import sys
from pathlib import Path

WIDTH, LEFT, BAR, TOP, STEP, HEIGHT = 760, 150, 520, 68, 34, 22


def main(run, target):
    metrics = json.loads((Path(run) / "metrics.json").read_text())
    classes = sorted(metrics["perClass"], key=lambda c: -c["recall"]["mean"])
    runs = len(metrics["runs"])
    labels = round(metrics["runs"][0]["labelled"] / len(classes))
    overall = metrics["test"]["unweightedAccuracy"]
    title = f"ESC-10 with {labels} labelled clips a class: recall on test clips"
    height = TOP + STEP * len(classes) + 30
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui,sans-serif" font-size="14" role="img" aria-label="{title}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="20" y="28" font-size="16" font-weight="600" fill="#1b1f24">{title}</text>',
        f'<text x="20" y="48" fill="#57606a" font-size="13">mean and standard deviation of {runs} runs; '
        f"earshot train esc10 --label-rate 0.1 --out run; on the mean {100 * overall['mean']:.1f} ± {100 * overall['std']:.1f} %, "
        f"chance is {100 / len(classes):.0f} %</text>",
    ]
    for number, entry in enumerate(classes):
        y = TOP + STEP * number
        name = entry["class"].lstrip("0123456789_").replace("_", " ").capitalize()
        mean, std = entry["recall"]["mean"], entry["recall"]["std"]
        low, high = (LEFT + BAR * min(1, max(0, at)) for at in (mean - std, mean + std))
        middle = y + HEIGHT // 2
        lines += [
            f'<text x="{LEFT - 10}" y="{y + 16}" text-anchor="end" fill="#1b1f24">{name}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{BAR}" height="{HEIGHT}" rx="3" fill="#eef1f4"/>',
            f'<rect x="{LEFT}" y="{y}" width="{BAR * mean:.1f}" height="{HEIGHT}" rx="3" fill="#2f6f9f"/>',
            f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 4}v8M{high:.1f} {middle - 4}v8" '
            'stroke="#f0b429" stroke-width="2" fill="none"/>',
            f'<text x="{LEFT + BAR + 10}" y="{y + 16}" fill="#1b1f24">{100 * mean:.0f} %</text>',
        ]
    Path(target).write_text("\n".join(lines + ["</svg>"]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
