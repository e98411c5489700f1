"""A whole process: scikit-learn's logistic regression, its penalty by cross-validation inside the labels.

Arguments: table, folder with Earshot's run.
"""

import sys
import warnings

import numpy as np
import results
import splits
from sklearn.linear_model import LogisticRegressionCV
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

# Classes with fewer labels than folds; and what a version changes its defaults to.
warnings.filterwarnings("ignore")
table, folder = sys.argv[1:]
arrays = np.load(table, allow_pickle=False)
labels, classes = arrays["y"], [str(name) for name in arrays["classes"]]
labelled, unlabelled, test = splits.benchmark(labels, 0.1, np.random.default_rng(0))
# Features are standardised by all training rows, as in Earshot.
scaler = StandardScaler().fit(arrays["x"][np.concatenate((labelled, unlabelled))])
x = scaler.transform(arrays["x"]).clip(-5, 5)
regression = LogisticRegressionCV(
    Cs=[0.01, 0.1, 1, 10],
    cv=StratifiedKFold(5, shuffle=True, random_state=0),
    class_weight="balanced",
    max_iter=1000,
)
regression.fit(x[labelled], labels[labelled])
probabilities = regression.predict_proba(x[test])
regression.predict_proba(x[unlabelled])
np.savez(folder + "/peer.npz", mean=scaler.mean_, scale=scaler.scale_, w=regression.coef_, b=regression.intercept_)

run = results.ours(folder)
errors = results.unequal_parts(run, labelled, unlabelled, [], test)
theirs, mine = results.recall(labels[test], probabilities.argmax(1)), run["test"]["unweightedAccuracy"]
# Other test rows: only a gross difference means that something else was learnt.
if abs(theirs - mine) > 0.25:
    errors.append(f"unweighted accuracy on the test: {mine:.2f} and {theirs:.2f}")
results.finish(folder, classes, test, probabilities, {"how": "LogisticRegressionCV"}, errors)
