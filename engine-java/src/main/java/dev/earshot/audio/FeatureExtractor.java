package dev.earshot.audio;

import dev.earshot.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /** An extractor that takes clips of up to {@link AudioFile#DEFAULT_MAX_SECONDS}. */
  public FeatureExtractor(AudioEncoder encoder, int threads, boolean strict) {
    this(encoder, threads, strict, AudioFile.DEFAULT_MAX_SECONDS, SoundDecoders.auto());
  }

  /** Checks the number of threads and the limit. */
  public FeatureExtractor {
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(decoders, "decoders");
    Objects.requireNonNull(store, "store");
    if (threads < 1) {
      throw new DataException("the number of threads must be at least 1, not " + threads);
    }
    AudioFile.requireSeconds(maxSeconds);
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

  /** The result for one file. */
  public sealed interface Outcome {
    /** Its place in the list of files. */
    int index();

    /** The file. */
    Path path();
  }

  /**
   * A file that was encoded.
   *
   * @param index its place in the list of files
   * @param path the file
   * @param vector {@link AudioEncoder#dimension} finite values
   * @param notes what a user should know about the clip
   */
  public record Clip(int index, Path path, float[] vector, Set<ClipNote> notes)
      implements Outcome {}

  /**
   * A file that could not be encoded.
   *
   * @param index its place in the list of files
   * @param path the file
   * @param message one line that names the file and says what to do
   */
  public record Failure(int index, Path path, String message) implements Outcome {}

  /**
   * The results for a list of files. Each file is in one of the two lists, in the given order.
   *
   * @param clips the files that were encoded
   * @param failures the files that could not be encoded
   */
  public record Extraction(List<Clip> clips, List<Failure> failures) {}

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
    try (var worker = new ClipWorker(encoder, maxSeconds, decoders, store)) {
      var known =
          IntStream.range(0, files.size()).mapToObj(i -> worker.known(i, files.get(i))).toList();
      return extract(files, known, worker, progress);
    }
  }

  private Extraction extract(
      List<Path> files, List<Optional<Clip>> known, ClipWorker worker, Progress progress)
      throws InterruptedException {
    var others =
        IntStream.range(0, files.size())
            .filter(i -> known.get(i).isEmpty())
            .mapToObj(files::get)
            .toList();
    try (var ahead = new ReadAhead(others, AHEAD * threads);
        var pool = Executors.newFixedThreadPool(threads)) {
      try {
        var pending = new ArrayList<Future<Outcome>>();
        for (int i = 0; i < files.size(); i++) {
          int index = i;
          pending.add(
              known
                  .get(i)
                  .<Future<Outcome>>map(CompletableFuture::completedFuture)
                  .orElseGet(() ->
                      pool.submit(() -> {
                        ahead.begin();
                        return worker.work(index, files.get(index));
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
  private Extraction collect(List<Future<Outcome>> pending, Progress progress)
      throws InterruptedException {
    var clips = new ArrayList<Clip>();
    var failures = new ArrayList<Failure>();
    for (int i = 0; i < pending.size(); i++) {
      switch (result(pending.get(i))) {
        case Clip clip -> clips.add(clip);
        case Failure failure -> {
          if (strict) {
            throw new DataException(failure.message());
          }
          failures.add(failure);
        }
      }
      progress.update(i + 1, pending.size());
    }
    return new Extraction(List.copyOf(clips), List.copyOf(failures));
  }

  private static Outcome result(Future<Outcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      // Not a fault of the file: for example, a class cannot be loaded.
      throw new IllegalStateException("encoding broke down: " + e.getCause(), e.getCause());
    }
  }
}
