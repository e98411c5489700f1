package dev.earshot.audio;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.FeatureExtractor.Clip;
import dev.earshot.audio.FeatureExtractor.Failure;
import dev.earshot.audio.FeatureExtractor.Length;
import dev.earshot.audio.FeatureExtractor.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Reads and encodes files, one at a time in each thread. What is wrong with a file is its result.
 */
final class ClipWorker implements AutoCloseable {
  /** The buffers of a session that has encoded a longer clip are too large to keep. */
  private static final double LONG_SECONDS = 600;

  private final AudioEncoder encoder;
  private final int maxSeconds;
  private final SoundDecoders decoders;
  private final Optional<Resamplers> resamplers;
  private final Queue<AudioEncoder.Session> idle = new ConcurrentLinkedQueue<>();

  /** Held for writing by a thread that needs all the memory, and by all others for reading. */
  private final ReadWriteLock memory = new ReentrantReadWriteLock(true);

  ClipWorker(AudioEncoder encoder, int maxSeconds, SoundDecoders decoders) {
    this.encoder = encoder;
    this.decoders = decoders;
    this.maxSeconds = maxSeconds;
    this.resamplers = encoder.sampleRate().stream().mapToObj(Resamplers::new).findAny();
  }

  /** Work on one file. */
  @FunctionalInterface
  private interface Work {
    /** Encodes what is asked for. */
    List<Outcome> call();
  }

  /**
   * Reads and encodes one file as one clip.
   *
   * @param index its place in the list of files
   */
  List<Outcome> whole(int index, Path path) throws InterruptedException {
    return guard(
        index,
        path,
        () -> {
          var clip = AudioFile.decode(path, maxSeconds, resamplers, decoders);
          var vector = encode(path, clip.waveform());
          var span = new Span(0, clip.waveform().seconds());
          return List.of(new Clip(index, path, span, vector, clip.notes()));
        });
  }

  /**
   * Reads one recording and encodes its windows.
   *
   * @param index its place in the list of recordings, which all its windows have
   */
  List<Outcome> windows(int index, Path path, WindowReader reader) throws InterruptedException {
    return guard(
        index,
        path,
        () -> {
          var found = new ArrayList<Clip>();
          var read =
              reader.read(
                  path,
                  window -> {
                    var sound = window.sound();
                    var vector = vector(sound);
                    var heard = sound.hasSignal() ? Set.<ClipNote>of() : Set.of(ClipNote.SILENT);
                    found.add(new Clip(index, path, window.span(), vector, heard));
                  });
          var all = new ArrayList<Outcome>();
          found.forEach(clip -> all.add(clip.with(read.notes())));
          all.add(new Length(index, path, read.seconds()));
          return all;
        });
  }

  /**
   * Reads one recording and encodes stretches of it.
   *
   * @param numbers for each stretch its place in the list of all stretches
   */
  List<Outcome> spans(Path path, List<Integer> numbers, List<Span> spans)
      throws InterruptedException {
    return guard(numbers.getFirst(), path, () -> cut(path, numbers, spans));
  }

  private List<Outcome> cut(Path path, List<Integer> numbers, List<Span> spans) {
    var found = new ArrayList<Outcome>();
    var cutter =
        new SpanCutter(
            spans,
            maxSeconds,
            resamplers,
            (number, span, sound) -> found.add(stretch(path, numbers.get(number), span, sound)));
    var mono = new MonoSink(WindowReader.LONGEST_RECORDING, cutter::open);
    AudioFile.stream(path, decoders, mono);
    return AudioFile.naming(
        path,
        () -> {
          mono.finish();
          for (int late : cutter.finish()) {
            int number = numbers.get(late);
            var message =
                FeatureExtractor.late(spans.get(late), new Length(number, path, mono.seconds()));
            found.add(new Failure(number, path, message));
          }
          return found;
        });
  }

  private Outcome stretch(Path path, int number, Span span, Waveform sound) {
    try {
      var notes = sound.hasSignal() ? Set.<ClipNote>of() : Set.of(ClipNote.SILENT);
      return new Clip(number, path, span, encode(path, sound), notes);
    } catch (DataException e) {
      return new Failure(number, path, e.getMessage());
    }
  }

  private List<Outcome> guard(int index, Path path, Work work) throws InterruptedException {
    memory.readLock().lockInterruptibly();
    try {
      return outcome(index, path, work);
    } catch (OutOfMemoryError e) {
      // Too much for all threads together. It may be enough for one.
    } finally {
      memory.readLock().unlock();
    }
    memory.writeLock().lockInterruptibly();
    try {
      close();
      return outcome(index, path, work);
    } catch (OutOfMemoryError e) {
      return List.of(
          new Failure(
              index,
              path,
              "%s: needs more memory than Java has (%s MiB): allow more with -Xmx (EARSHOT_JAVA_OPTS=-Xmx4g), or cut it into clips"
                  .formatted(path, Runtime.getRuntime().maxMemory() >> 20)));
    } finally {
      memory.writeLock().unlock();
    }
  }

  private static List<Outcome> outcome(int index, Path path, Work work) {
    try {
      return work.call();
    } catch (DataException e) {
      return List.of(new Failure(index, path, e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of the program or of the encoder, but no reason to lose the other files.
      var reason = e.toString().replaceAll("\\R\\s*", " ");
      var message = path + ": cannot be encoded (" + reason + "): leave it out";
      return List.of(new Failure(index, path, message));
    }
  }

  private float[] encode(Path path, Waveform waveform) {
    try {
      return vector(waveform);
    } catch (DataException e) {
      throw new DataException(path + ": " + e.getMessage(), e);
    }
  }

  /** Encodes with a session that is idle, or a new one. */
  private float[] vector(Waveform waveform) {
    var reused = idle.poll();
    var session = reused == null ? encoder.open() : reused;
    boolean keep = false;
    try {
      var vector = session.encode(waveform);
      keep = waveform.seconds() <= LONG_SECONDS;
      AudioEncoder.requireFinite(vector, encoder.columnNames());
      return vector;
    } finally {
      if (keep) {
        idle.add(session);
      } else {
        session.close();
      }
    }
  }

  @Override
  public void close() {
    for (var session = idle.poll(); session != null; session = idle.poll()) {
      session.close();
    }
  }
}
