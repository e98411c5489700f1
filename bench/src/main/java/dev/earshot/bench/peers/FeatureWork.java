package dev.earshot.bench.peers;

import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes five minutes of speech, already decoded, into one vector. Arguments: encoder, folder of
 * sound files of 16 kHz, output folder.
 */
public final class FeatureWork {
  private static final int RATE = 16_000;
  private static final int SECONDS = 300;

  private static final int FFT = 512;
  private static final int HOP = 160;

  /** A transform of N real numbers takes 2.5 N log2 N operations. */
  private static final double TRANSFORM_FLOPS = 2.5 * FFT * 9;

  /** One transform to the spectrum, and one back to the autocorrelation. */
  private static final int LLD_TRANSFORMS = 2;

  private FeatureWork() {}

  public static void main(String[] args) throws IOException {
    Waveform speech = new Waveform(speech(Path.of(args[1])), RATE);
    AudioEncoder.Session session = KnownEncoders.named(args[0]).open();
    float[] vector = session.encode(speech);
    Map<String, NdArray> exchange = new LinkedHashMap<>();
    exchange.put("samples", NumberArray.of(speech.samples(), speech.samples().length));
    exchange.put("vector", NumberArray.of(vector, vector.length));
    Npz.write(Path.of(args[2]).resolve("speech.npz"), exchange);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("units", SECONDS);
    int transforms = args[0].equals("lld") ? LLD_TRANSFORMS : 1;
    double frames = speech.samples().length / HOP;
    facts.put("flops", frames * (transforms * TRANSFORM_FLOPS + 4 * FFT / 2 + FFT));
    facts.put("bytes", 4.0 * speech.samples().length);
    Meter.serve(facts, () -> session.encode(speech));
  }

  /** The samples of the folder's files in order of their names, until there are enough. */
  private static float[] speech(Path folder) throws IOException {
    List<Path> files;
    try (var listed = Files.list(folder)) {
      files = listed.filter(file -> file.toString().endsWith(".flac")).sorted().toList();
    }
    float[] samples = new float[SECONDS * RATE];
    int filled = 0;
    for (Path file : files) {
      Waveform clip = SoundReader.read(file);
      int count = Math.min(clip.samples().length, samples.length - filled);
      System.arraycopy(clip.samples(), 0, samples, filled, count);
      filled += count;
    }
    if (filled < samples.length) {
      throw new IllegalArgumentException(
          "%s: its .flac files last %d s; expected at least %d s of speech"
              .formatted(folder, filled / RATE, SECONDS));
    }
    return samples;
  }
}
