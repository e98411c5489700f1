"""Clips through a pretrained network. Arguments: ready or files, network, folder of networks, folder, way to run it.

The way is "whole", or for the network of two files "windows" (all windows of a clip in one run) or "window" (one by one).
"""

import sys

import meter
import numpy as np
import onnxruntime

kind, name, models, folder, way = sys.argv[1:]
RATES = {"mn04": 32000, "yamnet": 16000, "speech-embedding": 16000}
FILES = {"mn04": "mn04_as.onnx", "yamnet": "yamnet.onnx", "speech-embedding": "embedding_model.onnx"}
FRAMES, HOP, BANDS = 76, 8, 32
arrays = np.load(folder + "/clips.npz")
clips = list(arrays["clips"])
paths = open(folder + "/files.txt").read().splitlines()


def session(file):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = meter.threads()
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(models + "/" + file, options, providers=["CPUExecutionProvider"])


network = session(FILES[name])


def by_one_network(clip):
    return network.run(["embeddings"], {"waveform": clip})[0].mean(0)


def by_two_networks():
    front = session("melspectrogram.onnx")

    def encode(clip):
        frames = front.run(None, {"input": clip[None] * np.float32(32768)})[0].reshape(-1, BANDS) / 10 + 2
        windows = np.stack([frames[t : t + FRAMES] for t in range(0, len(frames) - FRAMES + 1, HOP)])[..., None]
        if way == "windows":
            rows = network.run(None, {"input_1": windows})[0].reshape(-1, 96)
        else:
            rows = np.stack([network.run(None, {"input_1": one[None]})[0].ravel() for one in windows])
        return rows.mean(0)

    return encode


def read(path):
    import soundfile
    import soxr

    samples, rate = soundfile.read(path, dtype="float32")
    return soxr.resample(samples, rate, RATES[name])


encode = by_one_network if way == "whole" else by_two_networks()


def once():
    return [encode(clip) for clip in (clips if kind == "ready" else map(read, paths))]


# Two resamplers differ near the highest frequency, and the logarithm of bands with little energy shows it.
meter.serve(once, {}, meter.differences("vectors", arrays["vectors"], once(), 1e-4 if kind == "ready" else 0.3))
