"""Mean and deviation of the log-mel spectrogram, by torchaudio's MelSpectrogram. Argument: folder."""

import sys

import meter
import numpy as np

torch = meter.torch()
import torchaudio

BANDS, FFT, FRAME, HOP, RATE = 64, 512, 400, 160, 16000
arrays = np.load(sys.argv[1] + "/speech.npz")
samples = torch.tensor(arrays["samples"])
transform = torchaudio.transforms.MelSpectrogram(
    sample_rate=RATE, n_fft=FFT, win_length=FRAME, hop_length=HOP, f_min=125, f_max=7500, n_mels=BANDS, power=1, center=False
)


def filters():
    """VGGish's triangles are straight in mel; torchaudio's own are straight in hertz."""
    mel = lambda hertz: 1127 * np.log1p(np.asarray(hertz) / 700)
    edges = np.linspace(mel(125), mel(7500), BANDS + 2)
    bins = mel(np.arange(FFT // 2 + 1) * RATE / FFT)[:, None]
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    weights = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    weights[0] = 0
    return torch.tensor(weights).float()


transform.mel_scale.fb = filters()
# PyTorch puts the window in the middle of the transform: with this margin its frames are ours.
margin = (FFT - FRAME) // 2


def encode():
    with torch.inference_mode():
        mel = torch.log(transform(torch.nn.functional.pad(samples, (margin, margin))) + 0.01)
        return torch.cat((mel.mean(1), mel.std(1, unbiased=False)))


errors = meter.differences("vector", arrays["vector"], encode(), 1e-3)
meter.serve(encode, {"how": "torchaudio"}, errors)
