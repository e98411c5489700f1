package dev.earshot.cli.label;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.audio.resample.Resampler;
import dev.earshot.audio.windows.StretchFile;
import dev.earshot.collection.CollectedWindow;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sounds and pictures of windows. The last few sounds are kept. Threads may use one object. */
final class WindowSounds {
  /** More of a window is neither played nor drawn. */
  private static final int MOST_SECONDS = 120;

  /** What every browser plays. */
  private static final int HIGHEST_RATE = 48_000;

  private static final int LOWEST_RATE = 8_000;
  private static final int KEPT = 24;

  private final SoundDecoders decoders;
  private final Map<Integer, Waveform> last =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Waveform> eldest) {
          return size() > KEPT;
        }
      };

  WindowSounds(SoundDecoders decoders) {
    this.decoders = decoders;
  }

  /** A WAV file. */
  byte[] wav(CollectedWindow window) {
    var sound = sound(window);
    int rate = Math.clamp(sound.sampleRate(), LOWEST_RATE, HIGHEST_RATE);
    return WavFile.bytes(new Resampler(sound.sampleRate(), rate).resample(sound));
  }

  /** A PNG file. */
  byte[] png(CollectedWindow window, boolean dark) {
    return Spectrogram.png(sound(window), dark);
  }

  /** One recording is decoded at a time, so that a page full of pictures leaves room for others. */
  private synchronized Waveform sound(CollectedWindow window) {
    return last.computeIfAbsent(
        window.id(),
        _ -> StretchFile.read(window.recording().path(), window.span(), MOST_SECONDS, decoders));
  }
}
