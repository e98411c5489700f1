"""Mean and deviation of the log-mel spectrogram. Arguments: folder, library (torch, torchaudio or librosa)."""

import sys

import meter
import numpy as np

BANDS, FFT, FRAME, HOP, RATE = 64, 512, 400, 160, 16000
# The libraries put the window in the middle of the transform: with this margin their frames are ours.
MARGIN = (FFT - FRAME) // 2
arrays = np.load(sys.argv[1] + "/speech.npz")


def filters():
    """VGGish's triangles are straight in mel; those of the libraries are straight in hertz."""
    mel = lambda hertz: 1127 * np.log1p(np.asarray(hertz) / 700)
    edges = np.linspace(mel(125), mel(7500), BANDS + 2)
    bins = mel(np.arange(FFT // 2 + 1) * RATE / FFT)[:, None]
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    weights = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    weights[0] = 0
    return weights.astype(np.float32)


def by_torch(through_torchaudio):
    torch = meter.torch()
    samples = torch.tensor(arrays["samples"])
    if through_torchaudio:
        import torchaudio

        transform = torchaudio.transforms.MelSpectrogram(
            sample_rate=RATE, n_fft=FFT, win_length=FRAME, hop_length=HOP, f_min=125, f_max=7500, n_mels=BANDS, power=1, center=False
        )
        transform.mel_scale.fb = torch.tensor(filters())
    else:
        window, bank = torch.hann_window(FRAME), torch.tensor(filters().T.copy())

        def transform(x):
            return bank @ torch.stft(x, FFT, HOP, FRAME, window, center=False, return_complex=True).abs()

    def encode():
        with torch.inference_mode():
            mel = torch.log(transform(torch.nn.functional.pad(samples, (MARGIN, MARGIN))) + 0.01)
            return torch.cat((mel.mean(1), mel.std(1, unbiased=False)))

    return encode


def by_librosa():
    import librosa

    samples, bank = arrays["samples"].astype(np.float32), filters().T.copy()

    def encode():
        padded = np.pad(samples, MARGIN)
        spectrum = librosa.stft(padded, n_fft=FFT, hop_length=HOP, win_length=FRAME, window="hann", center=False)
        mel = np.log(bank @ np.abs(spectrum) + 0.01)
        return np.concatenate((mel.mean(1), mel.std(1)))

    return encode


library = sys.argv[2]
once = by_librosa() if library == "librosa" else by_torch(library == "torchaudio")
meter.serve(once, {}, meter.differences("vector", arrays["vector"], once(), 1e-3))
