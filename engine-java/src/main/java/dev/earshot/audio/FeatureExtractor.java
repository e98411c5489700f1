package dev.earshot.audio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads and encodes many sound files at once. The result does not depend on the number of threads.
 *
 * @param encoder makes the vectors
 * @param threads how many files are encoded at a time, at least 1
 * @param strict whether the work ends at the first file, in the given order, that fails
 */
public record FeatureExtractor(AudioEncoder encoder, int threads, boolean strict) {
  /** Checks the number of threads. */
  public FeatureExtractor {
    Objects.requireNonNull(encoder, "encoder");
    if (threads < 1) {
      throw new AudioException("the number of threads must be at least 1, not " + threads);
    }
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
   * @param vector {@link AudioEncoder#dimension} values
   */
  public record Clip(int index, Path path, float[] vector) implements Outcome {}

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
   * Encodes every file.
   *
   * @param files WAV or FLAC files
   * @param progress is called after each file
   * @return the vectors and the failures
   * @throws AudioException if {@code strict} and a file fails; the message is about the first such
   *     file in the list
   * @throws InterruptedException if the calling thread is interrupted; all work has stopped by then
   */
  public Extraction extract(List<Path> files, Progress progress) throws InterruptedException {
    var idle = new ConcurrentLinkedQueue<AudioEncoder.Session>();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      try {
        var pending = new ArrayList<Future<Outcome>>();
        for (int i = 0; i < files.size(); i++) {
          int index = i;
          var path = files.get(i);
          pending.add(pool.submit(() -> encode(index, path, idle)));
        }
        return collect(pending, progress);
      } finally {
        pool.shutdownNow();
      }
    } finally {
      idle.forEach(AudioEncoder.Session::close);
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
            throw new AudioException(failure.message());
          }
          failures.add(failure);
        }
      }
      progress.update(i + 1, pending.size());
    }
    return new Extraction(List.copyOf(clips), List.copyOf(failures));
  }

  private Outcome encode(int index, Path path, Queue<AudioEncoder.Session> idle) {
    Waveform waveform;
    try {
      waveform = AudioFile.read(path);
    } catch (AudioException e) {
      return new Failure(index, path, e.getMessage());
    }
    var reused = idle.poll();
    var session = reused == null ? encoder.open() : reused;
    try {
      return new Clip(index, path, session.encode(waveform));
    } catch (AudioException e) {
      return new Failure(index, path, path + ": " + e.getMessage());
    } finally {
      idle.add(session);
    }
  }

  private static Outcome result(Future<Outcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      // The file is not the cause, so this is not reported as a failure of this file.
      throw new IllegalStateException("encoding broke down: " + e.getCause(), e.getCause());
    }
  }
}
