package dev.earshot.experiments.data;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Test clips with noise added to the waveform, encoded anew. The clips of a seed are made once and
 * kept, so that every method is tested on the same noisy clips.
 */
public final class NoisyClips {
  /** Signal-to-noise ratios in dB. */
  public static final List<Integer> RATIOS = List.of(20, 10, 0);

  /** Keeps the noise seeds of different runs apart: run seed x this number + row. */
  private static final long SEED_STEP = 1_000_003;

  private final DataSource source;
  private final Map<String, Waveform> noises;
  private final Map<String, Path> files = new HashMap<>();
  private final Map<Long, Map<String, Dataset>> bySeed = new HashMap<>();

  /**
   * @param source a folder of clips or a CSV list of them
   * @param noises recordings by name
   * @throws DataException if the source is a table of vectors: noise can only be added to clips
   */
  public NoisyClips(DataSource source, Map<String, Waveform> noises) throws IOException {
    if (ClipLoader.isTable(source.path())) {
      throw new DataException(
          source.path() + ": holds vectors; noise is added to clips, so name a folder or .csv");
    }
    this.source = source;
    this.noises = noises;
    Manifest.read(source.path()).clips().forEach(clip -> files.put(clip.id(), clip.path()));
  }

  /** The name of a noise at a ratio, for example {@code babble 10 dB}. */
  public static String key(String noise, int decibels) {
    return "%s %s dB".formatted(noise, decibels);
  }

  /** A checksum of the noise recordings, in hexadecimal. */
  public String fingerprint() {
    var sum = new CRC32C();
    noises.forEach((name, noise) -> {
      var bytes = ByteBuffer.allocate(4 * noise.samples().length);
      bytes.asFloatBuffer().put(noise.samples());
      sum.update(bytes);
    });
    return Long.toHexString(sum.getValue());
  }

  /**
   * The clips with each noise at each signal-to-noise ratio, by {@link #key}.
   *
   * @param rows rows of the source
   * @param seed chooses the excerpts of the noises; a clip gets the same excerpt at every ratio
   * @throws InterruptedException if the thread is interrupted
   */
  public synchronized Map<String, Dataset> of(int[] rows, long seed) throws InterruptedException {
    Map<String, Dataset> known = bySeed.get(seed);
    if (known != null) {
      return known;
    }
    Dataset clean = source.data().select(rows);
    Map<String, float[]> features = new LinkedHashMap<>();
    try (var session = KnownEncoders.named(clean.encoder()).open()) {
      for (int i = 0; i < rows.length; i++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("adding noise was stopped");
        }
        Path file = files.get(clean.ids().get(i));
        try {
          Waveform clip = SoundReader.read(file);
          for (var noise : noises.entrySet()) {
            var mixer = new NoiseMixer(noise.getValue());
            for (int decibels : RATIOS) {
              float[] vector =
                  session.encode(mixer.mix(clip, decibels, SEED_STEP * seed + rows[i]));
              float[] into =
                  features.computeIfAbsent(
                      key(noise.getKey(), decibels), key -> new float[clean.x().length]);
              System.arraycopy(vector, 0, into, i * clean.columns(), clean.columns());
            }
          }
        } catch (DataException e) {
          throw new DataException(file + ": " + e.getMessage(), e);
        }
      }
    }
    Map<String, Dataset> noisy = new LinkedHashMap<>();
    features.forEach((key, x) -> noisy.put(key, clean.withVectors(x)));
    bySeed.put(seed, noisy);
    return noisy;
  }
}
