package dev.earshot.audio.decode;

import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;
import java.nio.file.Path;
import java.util.Arrays;

/** Keeps all that a decoder gives. */
final class Collected implements SoundSink {
  private SoundFormat format;
  private double[] samples = new double[0];
  private int count;

  static Collected of(Path file, SoundDecoders decoders) {
    var collected = new Collected();
    SoundReader.stream(file, decoders, collected);
    return collected;
  }

  static Collected of(Path file) {
    return of(file, SoundDecoders.auto());
  }

  @Override
  public void start(SoundFormat sound) {
    format = sound;
  }

  @Override
  public void accept(double[] block, int instants) {
    int more = instants * format.channels();
    if (samples.length < count + more) {
      samples = Arrays.copyOf(samples, 2 * (count + more));
    }
    System.arraycopy(block, 0, samples, count, more);
    count += more;
  }

  @Override
  public void note(ClipNote note) {
    // Tests look at the samples.
  }

  SoundFormat format() {
    return format;
  }

  /** The samples as other programs scale them: integers of b bits by 2^(b-1). */
  double[] scaled() {
    double full = format.fullScale();
    double scale = full == 1 || full == Math.rint(full) && (long) full % 2 == 0 ? full : full + 1;
    return Arrays.stream(samples, 0, count).map(sample -> sample / scale).toArray();
  }

  /** Full scale at 1, as the engine uses it. */
  double[] amplitudes() {
    return Arrays.stream(samples, 0, count).map(sample -> sample / format.fullScale()).toArray();
  }
}
