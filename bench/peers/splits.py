"""A few-label benchmark's split: a tenth of each class is the test, a tenth of the other labels is given."""

import numpy as np


def benchmark(labels, rate, generator):
    """The rows with a label, without one, and of the test."""
    labelled, unlabelled, test = [], [], []
    for c in range(int(labels.max()) + 1):
        rows = generator.permutation(np.flatnonzero(labels == c))
        out = max(1, round(len(rows) / 10))
        given = max(2, round(rate * (len(rows) - out)))
        test.append(rows[:out])
        labelled.append(rows[out : out + given])
        unlabelled.append(rows[out + given :])
    return tuple(np.sort(np.concatenate(each)) for each in (labelled, unlabelled, test))


def held_out(labels, labelled, generator):
    """The labelled rows to learn from, and a tenth of those of each class that has at least five, to validate by."""
    out = []
    for c in range(int(labels.max()) + 1):
        rows = labelled[labels[labelled] == c]
        if len(rows) >= 5:
            out.append(generator.permutation(rows)[: max(1, round(len(rows) / 10))])
    out = np.sort(np.concatenate(out))
    return np.setdiff1d(labelled, out), out
