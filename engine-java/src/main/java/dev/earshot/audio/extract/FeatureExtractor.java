package dev.earshot.audio.extract;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.windows.WindowReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads and encodes many sound files at once. The result does not depend on the number of threads.
 *
 * @param encoder makes the vectors
 * @param threads how many files are encoded at a time, at least 1
 * @param strict whether the work ends at the first file, in the given order, that fails
 * @param maxSeconds a clip that lasts longer fails
 * @param decoders read the files
 * @param store has the vectors of clips that were encoded before, and gets those of others
 */
public record FeatureExtractor(
    AudioEncoder encoder,
    int threads,
    boolean strict,
    int maxSeconds,
    SoundDecoders decoders,
    Optional<FeatureStore> store) {
  /** How many files are read from the disk before they are needed, for each thread. */
  private static final int AHEAD = 2;

  /** An extractor that encodes all clips. */
  public FeatureExtractor(
      AudioEncoder encoder, int threads, boolean strict, int maxSeconds, SoundDecoders decoders) {
    this(encoder, threads, strict, maxSeconds, decoders, Optional.empty());
  }

  /** An extractor that takes clips of up to {@link SoundReader#DEFAULT_MAX_SECONDS}. */
  public FeatureExtractor(AudioEncoder encoder, int threads, boolean strict) {
    this(encoder, threads, strict, SoundReader.DEFAULT_MAX_SECONDS, SoundDecoders.auto());
  }

  /** Checks the number of threads and the limit. */
  public FeatureExtractor {
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(decoders, "decoders");
    Objects.requireNonNull(store, "store");
    if (threads < 1) {
      throw new DataException("the number of threads must be at least 1, not " + threads);
    }
    SoundReader.requireSeconds(maxSeconds);
  }

  /**
   * Is called after each file, in the order of the files, on the thread that called {@link
   * #extract}.
   */
  @FunctionalInterface
  public interface Progress {
    /**
     * Receives the state of the work.
     *
     * @param done how many files are finished, with or without success
     * @param total how many files there are
     */
    void update(int done, int total);
  }

  /** The result for one file, or one part of it. */
  public sealed interface Outcome {
    /** Its place in the list of files, or of stretches. */
    int index();

    /** The file. */
    Path path();
  }

  /**
   * A clip that was encoded: a file, or a part of one.
   *
   * @param index its place in the list of files, or of stretches
   * @param path the file
   * @param span where the clip lies in the file
   * @param vector {@link AudioEncoder#dimension} finite values
   * @param notes what a user should know about the clip
   */
  public record Clip(int index, Path path, Span span, float[] vector, Set<ClipNote> notes)
      implements Outcome {
    /** The same with more notes. */
    Clip with(Set<ClipNote> more) {
      if (more.isEmpty()) {
        return this;
      }
      var all = EnumSet.copyOf(more);
      all.addAll(notes);
      return new Clip(index, path, span, vector, all);
    }
  }

  /**
   * A file that could not be encoded.
   *
   * @param index its place in the list of files
   * @param path the file
   * @param message one line that names the file and says what to do
   */
  public record Failure(int index, Path path, String message) implements Outcome {}

  /**
   * How long a recording is that was cut into windows.
   *
   * @param index its place in the list of recordings
   * @param path the recording
   * @param seconds its length
   */
  public record Length(int index, Path path, double seconds) implements Outcome {}

  /**
   * The message about a stretch that begins after its recording.
   *
   * @param span the stretch
   * @param recording the recording and its length
   */
  public static String late(Span span, Length recording) {
    return "start %s is past the end of %s, which lasts %s s"
        .formatted(Span.text(span.start()), recording.path(), Span.text(recording.seconds()));
  }

  /**
   * The results for a list of files. Each file is among the clips or the failures, in the given
   * order.
   *
   * @param clips the files that were encoded
   * @param failures the files that could not be encoded
   * @param lengths of the recordings that were cut into windows
   */
  public record Extraction(List<Clip> clips, List<Failure> failures, List<Length> lengths) {}

  /**
   * Encodes every file. Whatever is wrong with a file is the failure of this file alone. If memory
   * runs out, the file is tried again while no other file is worked on, and fails if that is not
   * enough.
   *
   * @param files sound files
   * @param progress is called after each file
   * @return the vectors and the failures
   * @throws DataException if {@code strict} and a file fails; the message is about the first such
   *     file in the list
   * @throws InterruptedException if the calling thread is interrupted; all work has stopped by then
   */
  public Extraction extract(List<Path> files, Progress progress) throws InterruptedException {
    return run(files, ClipWorker::whole, progress);
  }

  /**
   * Cuts recordings into windows and encodes each window. {@link #maxSeconds} does not apply: a
   * recording may last as long as {@link SoundReader#LONGEST_RECORDING}. Beside the vectors, memory
   * is needed for one window in each thread.
   *
   * @param files the recordings
   * @param windows where to cut
   * @param progress is called after each recording
   * @return the vectors in the order of recordings and time, each with the index of its recording;
   *     and the recordings that could not be read
   * @throws DataException as {@link #extract}
   * @throws InterruptedException as {@link #extract}
   */
  public Extraction extractWindows(List<Path> files, Windows windows, Progress progress)
      throws InterruptedException {
    var reader = new WindowReader(windows, encoder.sampleRate(), decoders);
    return run(files, (worker, file, path) -> worker.windows(file, path, reader), progress);
  }

  /**
   * A stretch of a recording.
   *
   * @param path the recording
   * @param span where the stretch lies
   */
  public record Stretch(Path path, Span span) {}

  /**
   * Cuts stretches out of recordings and encodes each. A recording is decoded once.
   *
   * @param stretches in any order; one that ends after its recording ends with it
   * @param progress is called after each recording
   * @return the vectors in the order of the list, each with the index of its stretch; and the
   *     failures: of a recording that cannot be read, with the index of its first stretch, or of a
   *     stretch
   * @throws DataException as {@link #extract}
   * @throws InterruptedException as {@link #extract}
   */
  public Extraction extractStretches(List<Stretch> stretches, Progress progress)
      throws InterruptedException {
    var byPath =
        IntStream.range(0, stretches.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> stretches.get(i).path(), LinkedHashMap::new, Collectors.toList()));
    Job job =
        (worker, file, path) -> {
          var numbers = byPath.get(path);
          return worker.spans(
              path, numbers, numbers.stream().map(number -> stretches.get(number).span()).toList());
        };
    var found = run(List.copyOf(byPath.keySet()), job, progress);
    return new Extraction(
        found.clips().stream().sorted(Comparator.comparingInt(Clip::index)).toList(),
        found.failures().stream().sorted(Comparator.comparingInt(Failure::index)).toList(),
        List.of());
  }

  /** What is done with each file. */
  @FunctionalInterface
  private interface Job {
    ClipWorker.Task of(ClipWorker worker, int file, Path path);
  }

  private Extraction run(List<Path> files, Job job, Progress progress) throws InterruptedException {
    try (var worker = new ClipWorker(encoder, maxSeconds, decoders, store)) {
      var tasks = new ArrayList<ClipWorker.Task>();
      for (int i = 0; i < files.size(); i++) {
        tasks.add(job.of(worker, i, files.get(i)));
      }
      return run(worker, tasks, tasks.stream().map(worker::known).toList(), progress);
    }
  }

  /**
   * Does what is not known.
   *
   * @param known the results that are there already
   */
  private Extraction run(
      ClipWorker worker,
      List<ClipWorker.Task> tasks,
      List<Optional<List<Outcome>>> known,
      Progress progress)
      throws InterruptedException {
    var others =
        IntStream.range(0, tasks.size())
            .filter(i -> known.get(i).isEmpty())
            .mapToObj(i -> tasks.get(i).path())
            .toList();
    try (var ahead = new ReadAhead(others, AHEAD * threads);
        var pool = Executors.newFixedThreadPool(threads)) {
      try {
        var pending = new ArrayList<Future<List<Outcome>>>();
        for (int i = 0; i < tasks.size(); i++) {
          var task = tasks.get(i);
          pending.add(
              known
                  .get(i)
                  .<Future<List<Outcome>>>map(CompletableFuture::completedFuture)
                  .orElseGet(() ->
                      pool.submit(() -> {
                        ahead.begin();
                        return worker.work(task);
                      })));
        }
        return collect(pending, progress);
      } finally {
        pool.shutdownNow();
      }
    }
  }

  /**
   * Waits for the results in the order of the files, so that the first failure in that order is
   * reported.
   */
  private Extraction collect(List<Future<List<Outcome>>> pending, Progress progress)
      throws InterruptedException {
    var clips = new ArrayList<Clip>();
    var failures = new ArrayList<Failure>();
    var lengths = new ArrayList<Length>();
    for (int i = 0; i < pending.size(); i++) {
      for (var outcome : result(pending.get(i))) {
        // A switch over classes would be made by Java at each start.
        if (outcome instanceof Clip clip) {
          clips.add(clip);
        } else if (outcome instanceof Length length) {
          lengths.add(length);
        } else {
          Failure failure = (Failure) outcome;
          if (strict) {
            throw new DataException(failure.message());
          }
          failures.add(failure);
        }
      }
      progress.update(i + 1, pending.size());
    }
    return new Extraction(List.copyOf(clips), List.copyOf(failures), List.copyOf(lengths));
  }

  private static List<Outcome> result(Future<List<Outcome>> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      // Not a fault of the file: for example, a class cannot be loaded.
      throw new IllegalStateException("encoding broke down: " + e.getCause(), e.getCause());
    }
  }
}
