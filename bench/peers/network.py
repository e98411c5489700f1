"""The network of recipe `paper` in PyTorch: losses, random corruptions, a step with Adam.

All functions take an n x d matrix. They also take b x n x d for b runs at once; then the parameters hold b runs, too.
"""

import meter

torch = meter.torch()
F = torch.nn.functional

ENTROPY_WEIGHT, SSL_WEIGHT, NOISE_VARIANCE, FRACTION = 0.01, 0.1, 0.1, 0.1
NAMES = ("conv1", "conv2", "classifier", "reconstruction", "shuffle")
TASKS = {
    "none": [],
    "denoise": ["denoise"],
    "completion": ["completion"],
    "shuffle": ["shuffle"],
    "all": ["denoise", "completion", "shuffle"],
}


def parameters(arrays):
    """Leaf tensors of all parameters that are among the engine's arrays."""
    names = [f"{name}.{kind}" for name in NAMES for kind in ("weight", "bias")]
    return {n: torch.tensor(arrays[n]).requires_grad_() for n in names if n in arrays}


def product(x, w):
    return torch.sparse.mm(x, w) if x.is_sparse else x @ w


def add_product(b, x, w):
    if x.is_sparse:
        return torch.sparse.mm(x, w) + b
    return torch.addmm(b, x, w) if x.dim() == 2 else torch.baddbmm(b, x, w)


def convolution(p, name, a, x):
    """A x W + b in the cheaper order, as in the engine."""
    w, b = p[name + ".weight"], p[name + ".bias"]
    if w.shape[-2] < w.shape[-1]:
        return add_product(b, product(a, x), w)
    return add_product(b, a, product(x, w))


def embed(p, a, x, convolve=convolution):
    for name in ("conv1", "conv2"):
        if name + ".weight" in p:
            x = torch.relu(convolve(p, name, a, x))
    return x


def touched(n):
    return max(2, round(FRACTION * n))


class Drawn:
    """Corruptions that PyTorch's own generator draws in each step."""

    def noisy(self, z):
        return z + NOISE_VARIANCE**0.5 * torch.randn(z.shape)

    def masked(self, n):
        return torch.randperm(n)[: touched(n)]

    def shuffled(self, n):
        rows = torch.randperm(n)[: touched(n)]
        return rows, rows[torch.randperm(len(rows))]


def without_rows(z, rows):
    if not z.is_sparse:
        return z.index_fill(-2, rows, 0)
    keep = torch.ones(z.shape[0]).index_fill(0, rows, 0)
    return torch.sparse_coo_tensor(z.indices(), z.values() * keep[z.indices()[0]], z.shape)


def with_rows(z, rows, sources):
    if not z.is_sparse:
        x = z.clone()
        x[..., rows, :] = z[..., sources, :]
        return x
    order = torch.arange(z.shape[0])
    order[sources] = rows
    return torch.sparse_coo_tensor(torch.stack((order[z.indices()[0]], z.indices()[1])), z.values(), z.shape)


def losses(p, a, z, target, labelled, classes_of, tasks, drawn, see=lambda logits: None, convolve=convolution):
    """Cross-entropy, entropy and the tasks' losses, unweighted, and their weighted sum.

    z: features (dense or sparse); target: the same, dense; labelled: a pair of slices or indices, of the rows with and
    without a label; classes_of: the class of each row with a label; see: a function called with the logits; convolve: a
    graph convolution, by the parameters' name.
    """
    n = z.shape[-2]
    logits = convolve(p, "classifier", a, embed(p, a, z, convolve))
    see(logits.detach())
    log = F.log_softmax(logits, -1)
    own = log[..., labelled[0], :]
    runs = own.shape[0] if own.dim() == 3 else 1
    values = [F.nll_loss(own.reshape(-1, own.shape[-1]), classes_of.reshape(-1)) * runs]
    other = log[..., labelled[1], :]
    values.append(-(other.exp() * other).sum(-1).mean() * runs)
    total = values[0] + ENTROPY_WEIGHT * values[1]
    for task in tasks:
        if task == "denoise":
            prediction = convolve(p, "reconstruction", a, embed(p, a, drawn.noisy(target), convolve))
            value = F.mse_loss(prediction, target) * runs
        elif task == "completion":
            rows = drawn.masked(n)
            prediction = convolve(p, "reconstruction", a, embed(p, a, without_rows(z, rows), convolve))
            value = F.mse_loss(prediction.index_select(-2, rows), target.index_select(-2, rows)) * runs
        else:
            rows, sources = drawn.shuffled(n)
            logit = convolve(p, "shuffle", a, embed(p, a, with_rows(z, rows, sources), convolve))
            truth = torch.ones(n).index_put((rows,), (rows == sources).float())
            truth = truth.expand(logit.shape[:-1])
            value = F.binary_cross_entropy_with_logits(logit.squeeze(-1), truth) * runs
        values.append(value)
        total = total + SSL_WEIGHT * value
    return values, total


class Given:
    """The corruptions that the engine drew in its first steps."""

    def __init__(self, arrays):
        self.arrays, self.step = arrays, 0

    def noisy(self, z):
        return torch.tensor(self.arrays[f"noisy{self.step}"])

    def masked(self, n):
        return torch.tensor(self.arrays[f"mask{self.step}"]).nonzero().squeeze(1)

    def shuffled(self, n):
        source = torch.tensor(self.arrays[f"source{self.step}"]).long()
        # A row that keeps its place counts as its own, whether it was drawn or not.
        rows = (source != torch.arange(n)).nonzero().squeeze(1)
        return rows, source[rows]


ADAMS = {"plain": dict(foreach=False), "foreach": dict(foreach=True), "fused": dict(fused=True)}


def adam(p, kind):
    return torch.optim.Adam(p.values(), lr=1e-3, **ADAMS[kind])


def adams():
    """The kinds of Adam that this PyTorch has on this device."""
    kinds = []
    for kind in ADAMS:
        w = torch.zeros(1, requires_grad=True)
        try:
            optimizer = adam({"w": w}, kind)
            w.grad = torch.zeros(1)
            optimizer.step()
        except (RuntimeError, TypeError):  # before PyTorch 2.4 it is not fused on a CPU
            continue
        kinds.append(kind)
    return kinds


def learner(p, optimizer, loss):
    """A function that takes one step: both passes and Adam. loss() returns the losses and their weighted sum."""

    def step():
        values, total = loss()
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        optimizer.step()
        return values

    return step


def check_losses(arrays, loss_with, tolerance=2e-3):
    """Takes the engine's first steps with its weights, corruptions and batch, and compares the losses."""
    p, given = parameters(arrays), Given(arrays)
    step = learner(p, adam(p, "plain"), lambda: loss_with(p, given))
    theirs = []
    for number in range(len(arrays["losses"])):
        given.step = number
        theirs.append([value.item() for value in step()])
    return meter.differences("losses of the first steps", arrays["losses"], theirs, tolerance)
