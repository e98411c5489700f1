package dev.earshot.audio.decode;

import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import dev.earshot.audio.resample.Resamplers;
import dev.earshot.audio.resample.SampleBuffer;
import dev.earshot.audio.resample.SampleSink;
import java.util.Arrays;
import java.util.Optional;

/**
 * Receives the sound of one clip from its decoder, as one channel at one sample rate. Memory is
 * taken for what the file can hold, not for what its header claims.
 */
final class ClipSink implements SoundSink {
  private final Optional<Resamplers> resamplers;
  private final MonoSink mono;
  private int rate;
  private SampleBuffer buffer = new SampleBuffer(0);
  private Optional<Resampler.Stream> stream = Optional.empty();

  /**
   * Creates a sink for one clip.
   *
   * @param maxSeconds a longer clip is refused
   * @param resamplers give the sample rate of the result; if empty, it is the clip's own
   */
  ClipSink(int maxSeconds, Optional<Resamplers> resamplers) {
    this.resamplers = resamplers;
    this.mono = new MonoSink(maxSeconds, this::open);
  }

  private SampleSink open(SoundFormat sound) {
    rate = resamplers.map(Resamplers::to).orElse(sound.sampleRate());
    long expected = Math.min(sound.claimed(), sound.most());
    if (rate == sound.sampleRate()) {
      buffer = new SampleBuffer(expected);
      return buffer;
    }
    var resampler = resamplers.orElseThrow().from(sound.sampleRate());
    buffer = new SampleBuffer(resampler.outputLength(expected));
    stream = Optional.of(resampler.new Stream(buffer));
    return stream.get();
  }

  @Override
  public void start(SoundFormat format) {
    mono.start(format);
  }

  @Override
  public void accept(double[] samples, int instants) {
    mono.accept(samples, instants);
  }

  @Override
  public void note(ClipNote note) {
    mono.note(note);
  }

  /**
   * Ends the clip.
   *
   * @throws dev.earshot.DataException if there are no samples
   */
  DecodedClip finish() {
    var notes = mono.finish();
    stream.ifPresent(Resampler.Stream::finish);
    var samples = buffer.toArray();
    if (resamplers.isPresent() && !mono.hasSignal()) {
      // A constant that was resampled is one no longer, near its ends.
      Arrays.fill(samples, 0);
    }
    return new DecodedClip(new Waveform(samples, rate), notes);
  }
}
