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
 * @param threads how many files are worked on at a time, at least 1
 * @param strict whether the first file, in the order given, that fails ends the work
 */
public record FeatureExtractor(AudioEncoder encoder, int threads, boolean strict) {
  /** Checks the number of threads. */
  public FeatureExtractor {
    Objects.requireNonNull(encoder, "encoder");
    if (threads < 1) {
      throw new AudioException("the number of threads must be at least 1, not " + threads);
    }
  }

  /** Told about each file, in their order, on the thread that called {@link #extract}. */
  @FunctionalInterface
  public interface Progress {
    /** So many files of so many are done, well or badly. */
    void update(int done, int total);
  }

  /** What became of one file. */
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
   * A file that was not.
   *
   * @param index its place in the list of files
   * @param path the file
   * @param message one line that names the file and says what to do
   */
  public record Failure(int index, Path path, String message) implements Outcome {}

  /**
   * What became of a list of files: each is in one of the two lists, which keep its order.
   *
   * @param clips the files that were encoded
   * @param failures the files that were not
   */
  public record Extraction(List<Clip> clips, List<Failure> failures) {}

  /**
   * Encodes every file.
   *
   * @throws AudioException if {@code strict} and a file fails: the first one in the list that does
   * @throws InterruptedException if the calling thread is interrupted; the work has then stopped
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

  /** Waits for the outcomes in the order of the files, so that the first failure is the first. */
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
      // Not the file's fault, so not a failure of this file alone.
      throw new IllegalStateException("encoding broke down: " + e.getCause(), e.getCause());
    }
  }
}
