package dev.earshot.audio.windows;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.MonoSink;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads one stretch of a recording, to be heard or drawn. */
public final class StretchFile {
  private StretchFile() {}

  /** Ends the decoding once the stretch is complete. */
  private static final class Complete extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Waveform sound;

    Complete(Waveform sound) {
      super(null, null, false, false);
      this.sound = sound;
    }
  }

  /**
   * Reads a stretch at the sample rate of the recording. Memory is needed for the stretch alone,
   * and decoding ends where the stretch does.
   *
   * @param path the recording
   * @param span the stretch; one that ends after the recording ends with it
   * @param maxSeconds a longer stretch is cut to this length
   * @param decoders may read it
   * @return the sound, as one channel
   * @throws DataException if the recording cannot be read up to there, or is over before the
   *     stretch begins; the message names it
   */
  public static Waveform read(Path path, Span span, int maxSeconds, SoundDecoders decoders) {
    var wanted = new Span(span.start(), Math.min(span.end(), span.start() + maxSeconds));
    var cutter =
        new SpanCutter(
            List.of(wanted),
            maxSeconds + 1,
            Optional.empty(),
            (number, found, sound) -> {
              throw new Complete(sound);
            });
    var mono = new MonoSink(SoundReader.LONGEST_RECORDING, cutter::open);
    try {
      SoundReader.stream(path, decoders, mono);
      cutter.finish();
    } catch (Complete complete) {
      return complete.sound;
    }
    throw new DataException(
        "%s: lasts %s s and has no sound from %s s on: it has changed since it was collected"
            .formatted(path, Span.text(mono.seconds()), Span.text(span.start())));
  }
}
