package dev.earshot.audio.windows;

import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.decode.MonoSink;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.resample.Resamplers;
import dev.earshot.audio.resample.SampleSink;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads recordings window by window. A recording is decoded block by block and cut while it is
 * decoded, so memory does not depend on its length. Threads may use the same reader.
 */
public final class WindowReader {
  private final Windows windows;
  private final Optional<Resamplers> resamplers;
  private final SoundDecoders decoders;

  /**
   * Creates a reader.
   *
   * @param windows where to cut
   * @param rate the sample rate of the windows, such as {@link AudioEncoder#sampleRate}; empty for
   *     that of each recording
   * @param decoders read the files
   */
  public WindowReader(Windows windows, OptionalInt rate, SoundDecoders decoders) {
    this.windows = windows;
    this.resamplers = rate.stream().mapToObj(Resamplers::new).findAny();
    this.decoders = decoders;
  }

  /** Where recordings are cut. */
  public Windows windows() {
    return windows;
  }

  /**
   * A recording that was read to its end.
   *
   * @param seconds how long it is
   * @param sampleRate its own sample rate in Hz
   * @param notes what a user should know about it
   */
  public record Recording(double seconds, int sampleRate, Set<ClipNote> notes) {}

  /**
   * Reads one recording.
   *
   * @param path the file
   * @param sink gets each window, in order; what it throws ends the reading
   * @return how long the recording is, and what a user should know about it
   * @throws DataException if the file cannot be read to its end, or lasts longer than {@link
   *     SoundReader#LONGEST_RECORDING}; the message names it
   */
  public Recording read(Path path, Consumer<WindowCutter.Window> sink) {
    var cutting = new Cutting(sink);
    var mono = new MonoSink(SoundReader.LONGEST_RECORDING, cutting::open);
    SoundReader.stream(path, decoders, mono);
    return SoundReader.naming(
        path,
        () -> {
          var notes = mono.finish();
          cutting.finish();
          return new Recording(mono.seconds(), mono.sampleRate(), notes);
        });
  }

  /** The cutter of one recording, which can be made when its sample rate is known. */
  private final class Cutting {
    private final Consumer<WindowCutter.Window> sink;
    private Optional<WindowCutter> cutter = Optional.empty();

    Cutting(Consumer<WindowCutter.Window> sink) {
      this.sink = sink;
    }

    SampleSink open(SoundFormat format) {
      var made = new WindowCutter(windows, format.sampleRate(), resamplers, sink);
      cutter = Optional.of(made);
      return made;
    }

    void finish() {
      cutter.ifPresent(WindowCutter::finish);
    }
  }
}
