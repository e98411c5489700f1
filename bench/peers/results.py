"""What a whole process of a peer ends with: predictions in a file, and a line of JSON that the runner reads."""

import json

import numpy as np


def ours(folder):
    """The number of rows in each part of Earshot's run, and what it scored."""
    with open(folder + "/run/metrics.json") as file:
        return json.load(file)["runs"][0]


def unequal_parts(run, labelled, unlabelled, validated, test):
    """A message if the parts have other numbers of rows than Earshot's."""
    theirs = {"labelled": labelled, "unlabelled": unlabelled, "validated": validated, "predicted": test}
    theirs = {part: len(rows) for part, rows in theirs.items()}
    mine = {part: run.get(part, 0) for part in theirs}
    return [] if mine == theirs else [f"rows of each part: {mine} and {theirs}"]


def recall(truth, found):
    """The mean of the classes' recalls."""
    return float(np.mean([(found[truth == c] == c).mean() for c in np.unique(truth)]))


def finish(folder, classes, test, probabilities, facts, errors):
    lines = ["row,predicted," + ",".join(classes)]
    for row, p in zip(test, probabilities):
        lines.append(f"{row},{classes[int(np.argmax(p))]}," + ",".join(f"{each:.6f}" for each in p))
    with open(folder + "/peer.csv", "w") as file:
        file.write("\n".join(lines) + "\n")
    print(json.dumps({**facts, "errors": errors}))
