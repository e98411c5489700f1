"""An epoch of `earshot graph`: a training step over a whole graph, and the scores of the validation nodes.

Arguments: folder, library. torch: sparse products and sums over the edges, with the bag of words sparse and dense. pyg:
the layers of PyTorch Geometric, whose features are dense. Both have the engine's settings. In prediction, with the weights
that the engine has learnt, they give the engine's probabilities.
"""

import json
import sys

import graphs
import meter
import network
import numpy as np
from network import F, torch

GUESSES, TEMPERATURE, RAMP = 10, 0.1, 300  # of GraphMix

arrays = dict(np.load(sys.argv[1] + "/graph.npz"))
nodes, columns = int(arrays["nodes"][0]), int(arrays["columns"][0])
labels = torch.tensor(arrays["labels"]).long()
training, validation = (torch.tensor(arrays[name]).long() for name in ("training", "validation"))
others = torch.ones(nodes, dtype=torch.bool).index_fill(0, training, False).nonzero().squeeze(1)


def stored(path):
    """The settings and weights in a safetensors file."""
    with open(path, "rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    told = json.loads(head.pop("__metadata__")["earshot.graph"])["settings"]
    weights = {
        name: np.frombuffer(data[slice(*each["data_offsets"])], np.float32).reshape(each["shape"]).copy()
        for name, each in head.items()
    }
    return told, weights


settings, weights = stored(sys.argv[1] + "/network/model.safetensors")
model, rate = settings["model"], settings["dropout"]


class Words:
    """The features of some nodes, divided by the sum of their absolute values."""

    def __init__(self, form, chosen=None):
        values = torch.tensor(arrays["entryValues"]).float()
        starts = torch.tensor(arrays["rowStarts"]).long()
        rows = torch.repeat_interleave(torch.arange(nodes), starts.diff())
        sums = torch.zeros(nodes).index_add(0, rows, values.abs())
        places = torch.stack((rows, torch.tensor(arrays["entryColumns"]).long()))
        self.x = torch.sparse_coo_tensor(places, values / sums[rows], (nodes, columns)).coalesce()
        if chosen is not None:
            self.x = self.x.index_select(0, chosen).coalesce()
        self.sparse = form == "sparse"
        self.x = self.x if self.sparse else self.x.to_dense()

    def dropped(self, on):
        if not on:
            return self.x
        if not self.sparse:
            return F.dropout(self.x, rate)
        x = self.x
        return torch.sparse_coo_tensor(x.indices(), F.dropout(x.values(), rate), x.shape, is_coalesced=True)


def adjacency():
    starts, ends, values = graphs.adjacency(arrays)
    if model == "GIN":
        rows = np.repeat(np.arange(nodes), np.diff(starts))
        ends, values = ends[rows != ends], np.ones(int((rows != ends).sum()), np.float32)
        starts = np.concatenate(([0], np.cumsum(np.diff(starts) - 1)))
    parts = (torch.tensor(starts).long(), torch.tensor(ends).long(), torch.tensor(values))
    return torch.sparse_csr_tensor(*parts, (nodes, nodes)).to_sparse().coalesce()


def parameters():
    return {name: torch.tensor(value).requires_grad_() for name, value in weights.items()}


class Plain:
    """The layers in PyTorch alone."""

    def __init__(self, p):
        self.p, self.a = p, adjacency()
        self.rows, self.sources = self.a.indices()

    def convolve(self, name, x):
        return torch.addmm(self.p[name + ".bias"], self.a, x @ self.p[name + ".weight"])

    def attend(self, name, x, heads, on):
        h = (x @ self.p[name + ".weight"]).view(nodes, heads, -1)
        target, source = ((h * vector.view(heads, -1)).sum(-1) for vector in self.p[name + ".attention"])
        score = F.leaky_relu(target[self.rows] + source[self.sources], 0.2)
        most = torch.full((nodes, heads), -torch.inf)
        most = most.scatter_reduce(0, self.rows[:, None].expand_as(score), score.detach(), "amax")
        score = (score - most[self.rows]).exp()
        weight = score / torch.zeros(nodes, heads).index_add(0, self.rows, score)[self.rows]
        weight = F.dropout(weight, rate, on)
        y = torch.zeros_like(h).index_add(0, self.rows, weight[:, :, None] * h[self.sources])
        return y.flatten(1) + self.p[name + ".bias"]

    def isomorphism(self, name, x):
        p = self.p
        h = x @ p[name + ".inner.weight"]
        h = (1 + p[name + ".epsilon.bias"]) * h + self.a @ h + p[name + ".inner.bias"]
        h = self.normalise(name + ".inner", h, p[name + ".inner.shift.bias"])
        return self.normalise(name, h @ p[name + ".weight"] + p[name + ".bias"], p[name + ".shift.bias"])

    def normalise(self, name, h, shift):
        scale = self.p[name + ".scale"]
        return F.relu(F.batch_norm(h, None, None, scale.squeeze(0), shift.squeeze(0), training=True))


class Geometric:
    """The layers of PyTorch Geometric, with the given parameters."""

    def __init__(self, p):
        self.p, self.layers = p, {}
        self.edges = torch.tensor(graphs.links(arrays))

    def own(self, name, make):
        if name not in self.layers:
            self.layers[name] = make()
        return self.layers[name]

    def convolve(self, name, x):
        from torch_geometric.nn import GCNConv

        w = self.p[name + ".weight"]
        layer = self.own(name, lambda: GCNConv(*w.shape, cached=True, bias=False))
        return call(layer, {"lin.weight": w.T}, x, self.edges) + self.p[name + ".bias"]

    def attend(self, name, x, heads, on):
        from torch_geometric.nn import GATConv

        w, (target, source) = self.p[name + ".weight"], self.p[name + ".attention"]
        shape = (1, heads, w.shape[1] // heads)
        layer = self.own(name, lambda: GATConv(w.shape[0], shape[2], heads, dropout=rate, bias=False))
        layer.train(on)
        own = {"lin.weight": w.T, "att_dst": target.view(shape), "att_src": source.view(shape)}
        return call(layer, own, x, self.edges) + self.p[name + ".bias"]

    def isomorphism(self, name, x):
        from torch_geometric.nn import GINConv

        p = self.p
        inputs, outputs = p[name + ".inner.weight"].shape

        def make():
            parts = torch.nn
            norms = [parts.BatchNorm1d(outputs, track_running_stats=False) for _ in range(2)]
            first, second = parts.Linear(inputs, outputs), parts.Linear(outputs, outputs)
            return GINConv(parts.Sequential(first, norms[0], parts.ReLU(), second, norms[1], parts.ReLU()), train_eps=True)

        own = {"eps": p[name + ".epsilon.bias"].view(1)}
        for place, (part, norm) in {0: (".inner", 1), 3: ("", 4)}.items():
            own[f"nn.{place}.weight"] = p[name + part + ".weight"].T
            own[f"nn.{place}.bias"] = p[name + part + ".bias"].squeeze(0)
            own[f"nn.{norm}.weight"] = p[name + part + ".scale"].squeeze(0)
            own[f"nn.{norm}.bias"] = p[name + part + ".shift.bias"].squeeze(0)
        return call(self.own(name, make), own, x, self.edges)


def call(layer, own, *inputs):
    return torch.func.functional_call(layer, own, inputs)


def logits(layers, words, on):
    """One pass over all nodes; on: with dropout."""
    x = words.dropped(on)

    def dropped(h):
        return F.dropout(h, rate, on)

    if model == "GAT":
        return layers.attend("classifier", dropped(F.elu(layers.attend("conv1", x, 8, on))), 1, on)
    if model == "GIN":
        for name in sorted({each.split(".")[0] for each in weights if each.startswith("conv")}):
            x = dropped(layers.isomorphism(name, x))
        return x @ layers.p["classifier.weight"] + layers.p["classifier.bias"]
    return layers.convolve("classifier", dropped(F.relu(layers.convolve("conv1", x))))


def mixed(p, words, targets):
    """The loss of the fully connected network on nodes that are mixed in pairs."""
    h = F.relu(words.dropped(True) @ p["conv1.weight"] + p["conv1.bias"])
    pairs, part = torch.randperm(len(targets)), torch.rand(1)
    h = F.dropout(part * h + (1 - part) * h[pairs], rate)
    targets = part * targets + (1 - part) * targets[pairs]
    return -(targets * F.log_softmax(h @ p["classifier.weight"] + p["classifier.bias"], -1)).sum(-1).mean()


def variant(form, kind):
    p = parameters()
    layers = (Geometric if sys.argv[2] == "pyg" else Plain)(p)
    words, known = Words(form), F.one_hot(labels[training]).float()
    some = [Words(form, chosen) for chosen in (training, others)] if model == "GRAPHMIX" else []
    first = "conv1.inner.weight" if model == "GIN" else "conv1.weight"
    decayed = [name for name in p if name.endswith((".weight", ".attention"))] if model == "GAT" else [first]
    groups = [
        {"params": [p[name] for name in decayed], "weight_decay": settings["weightDecay"]},
        {"params": [p[name] for name in p if name not in decayed]},
    ]
    adam = torch.optim.Adam(groups, lr=settings["learningRate"], **network.ADAMS[kind])
    epoch = 0

    def learn():
        nonlocal epoch
        if some:
            with torch.no_grad():
                mean = sum(logits(layers, words, True).softmax(-1) for _ in range(GUESSES)) / GUESSES
                sharp = mean ** (1 / TEMPERATURE)
                guessed = (sharp / sharp.sum(-1, keepdim=True))[others]
        loss = F.cross_entropy(logits(layers, words, True)[training], labels[training])
        if some:
            ramp = np.exp(-5 * max(0, 1 - epoch / RAMP) ** 2)
            loss = loss + mixed(p, some[0], known) + ramp * mixed(p, some[1], guessed)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        epoch += 1
        with torch.no_grad():
            scores = logits(layers, words, False)[validation]
            F.cross_entropy(scores, labels[validation]).item()
            (scores.argmax(-1) == labels[validation]).float().mean().item()

    return learn, lambda: logits(layers, words, False).softmax(-1).detach()


forms = ("dense",) if sys.argv[2] == "pyg" else ("sparse", "dense")
errors = meter.differences("probabilities", arrays["probabilities"], variant(forms[0], "plain")[1](), 2e-3)
variants = {
    f"{form} features, {kind} Adam": variant(form, kind)[0] for form in forms for kind in network.adams() if kind != "foreach"
}
how, once = meter.fastest(variants)
meter.serve(once, {"how": how, "units": 1}, errors)
