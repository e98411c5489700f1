package dev.earshot.audio.extract;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.MonoSink;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.extract.FeatureExtractor.Clip;
import dev.earshot.audio.extract.FeatureExtractor.Failure;
import dev.earshot.audio.extract.FeatureExtractor.Length;
import dev.earshot.audio.extract.FeatureExtractor.Outcome;
import dev.earshot.audio.resample.Resamplers;
import dev.earshot.audio.windows.SpanCutter;
import dev.earshot.audio.windows.WindowReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Reads and encodes files, one at a time in each thread. What is wrong with a file is its result.
 */
final class ClipWorker implements AutoCloseable {
  private final int maxSeconds;
  private final SoundDecoders decoders;
  private final Optional<Resamplers> resamplers;
  private final Optional<KnownClips> clips;
  private final Sessions sessions;

  /** Held for writing by a thread that needs all the memory, and by all others for reading. */
  private final ReadWriteLock memory = new ReentrantReadWriteLock(true);

  ClipWorker(
      AudioEncoder encoder, int maxSeconds, SoundDecoders decoders, Optional<FeatureStore> store) {
    this.sessions = new Sessions(encoder);
    this.decoders = decoders;
    this.maxSeconds = maxSeconds;
    this.resamplers = encoder.sampleRate().stream().mapToObj(Resamplers::new).findAny();
    this.clips = store.map(from -> new KnownClips(from, encoder, maxSeconds, decoders));
  }

  /** Work on one file. */
  @FunctionalInterface
  private interface Work {
    /** Encodes what is asked for. */
    List<Outcome> call();
  }

  /**
   * What is to be encoded of one file.
   *
   * @param path the file
   * @param parts its parts, as text that differs for others
   * @param index the place of a failure in the list of files
   * @param numbers for each clip its place in the list, in ascending order; a single one if all
   *     have the same
   * @param work reads and encodes
   */
  record Task(Path path, String parts, int index, List<Integer> numbers, Work work) {}

  /** The results for a file that has not changed since it was encoded, if they are known. */
  Optional<List<Outcome>> known(Task task) {
    return clips
        .flatMap(known -> known.unread(task.path(), task.parts()))
        .map(found -> outcomes(task, found));
  }

  /** Reads and encodes one file, or finds what was made of the same bytes. */
  List<Outcome> work(Task task) throws InterruptedException {
    return guard(
        task.index(),
        task.path(),
        () -> {
          var place = clips.flatMap(known -> known.place(task.path(), task.parts()));
          var found = place.flatMap(at -> clips.flatMap(known -> known.find(at)));
          if (found.isPresent()) {
            return outcomes(task, found.get());
          }
          var made = task.work().call();
          place.ifPresent(at ->
              features(made).ifPresent(all -> clips.orElseThrow().keep(task.path(), at, all)));
          return made;
        });
  }

  /** What can be kept: all of a file, if nothing of it has failed. */
  private static Optional<KnownClips.Features> features(List<Outcome> outcomes) {
    var rows = new ArrayList<Clip>();
    double seconds = 0;
    for (var outcome : outcomes) {
      switch (outcome) {
        case Clip clip -> rows.add(clip);
        case Length length -> seconds = length.seconds();
        case Failure _ -> {
          return Optional.empty();
        }
      }
    }
    rows.sort(Comparator.comparingInt(Clip::index));
    return Optional.of(
        new KnownClips.Features(
            rows.stream()
                .map(clip -> new KnownClips.Row(clip.span(), clip.vector(), clip.notes()))
                .toList(),
            seconds));
  }

  private static List<Outcome> outcomes(Task task, KnownClips.Features features) {
    var outcomes = new ArrayList<Outcome>();
    for (int i = 0; i < features.rows().size(); i++) {
      var row = features.rows().get(i);
      int number = task.numbers().get(task.numbers().size() == 1 ? 0 : i);
      outcomes.add(new Clip(number, task.path(), row.span(), row.vector(), row.notes()));
    }
    if (features.seconds() > 0) {
      outcomes.add(new Length(task.index(), task.path(), features.seconds()));
    }
    return outcomes;
  }

  /**
   * Encodes one file as one clip.
   *
   * @param index its place in the list of files
   */
  Task whole(int index, Path path) {
    return new Task(
        path,
        "",
        index,
        List.of(index),
        () -> {
          var clip = SoundReader.decode(path, maxSeconds, resamplers, decoders);
          var vector = encode(path, clip.waveform());
          var span = new Span(0, clip.waveform().seconds());
          return List.of(new Clip(index, path, span, vector, clip.notes()));
        });
  }

  /**
   * Encodes the windows of one recording.
   *
   * @param index its place in the list of recordings, which all its windows have
   */
  Task windows(int index, Path path, WindowReader reader) {
    return new Task(
        path,
        reader.windows().toString(),
        index,
        List.of(index),
        () -> {
          var found = new ArrayList<Clip>();
          var read =
              reader.read(
                  path,
                  window -> {
                    var sound = window.sound();
                    var vector = sessions.encode(sound);
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
   * Encodes stretches of one recording.
   *
   * @param numbers for each stretch its place in the list of all stretches
   */
  Task spans(Path path, List<Integer> numbers, List<Span> spans) {
    var parts = new StringBuilder();
    spans.forEach(span -> parts.append(span.start()).append(' ').append(span.end()).append('\n'));
    return new Task(
        path, parts.toString(), numbers.getFirst(), numbers, () -> cut(path, numbers, spans));
  }

  private List<Outcome> cut(Path path, List<Integer> numbers, List<Span> spans) {
    var found = new ArrayList<Outcome>();
    var cutter =
        new SpanCutter(
            spans,
            maxSeconds,
            resamplers,
            (number, span, sound) -> found.add(stretch(path, numbers.get(number), span, sound)));
    var mono = new MonoSink(SoundReader.LONGEST_RECORDING, cutter::open);
    SoundReader.stream(path, decoders, mono);
    return SoundReader.naming(
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
      return sessions.encode(waveform);
    } catch (DataException e) {
      throw new DataException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    sessions.close();
  }
}
