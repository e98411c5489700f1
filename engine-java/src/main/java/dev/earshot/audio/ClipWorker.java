package dev.earshot.audio;

import dev.earshot.DataException;
import dev.earshot.audio.FeatureExtractor.Clip;
import dev.earshot.audio.FeatureExtractor.Failure;
import dev.earshot.audio.FeatureExtractor.Outcome;
import java.nio.file.Path;
import java.util.Optional;
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

  /** The result for a file that has not changed since it was encoded, if it is known. */
  Optional<Clip> known(int index, Path path) {
    return clips
        .flatMap(known -> known.unread(path))
        .map(found -> new Clip(index, path, found.values(), found.notes()));
  }

  /**
   * Reads and encodes one file.
   *
   * @param index its place in the list of files
   */
  Outcome work(int index, Path path) throws InterruptedException {
    memory.readLock().lockInterruptibly();
    try {
      return encode(index, path);
    } catch (OutOfMemoryError e) {
      // Too much for all threads together. It may be enough for one.
    } finally {
      memory.readLock().unlock();
    }
    memory.writeLock().lockInterruptibly();
    try {
      close();
      return encode(index, path);
    } catch (OutOfMemoryError e) {
      return new Failure(
          index,
          path,
          "%s: needs more memory than Java has (%s MiB): allow more with -Xmx (EARSHOT_JAVA_OPTS=-Xmx4g), or cut it into clips"
              .formatted(path, Runtime.getRuntime().maxMemory() >> 20));
    } finally {
      memory.writeLock().unlock();
    }
  }

  private Outcome encode(int index, Path path) {
    try {
      var place = clips.flatMap(known -> known.place(path));
      var found = place.flatMap(at -> clips.flatMap(known -> known.find(at)));
      if (found.isPresent()) {
        return new Clip(index, path, found.get().values(), found.get().notes());
      }
      var clip = AudioFile.decode(path, maxSeconds, resamplers, decoders);
      var vector = encode(path, clip.waveform());
      place.ifPresent(at ->
          clips.orElseThrow().keep(path, at, new KnownClips.Features(1, vector, clip.notes())));
      return new Clip(index, path, vector, clip.notes());
    } catch (DataException e) {
      return new Failure(index, path, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of the program or of the encoder, but no reason to lose the other files.
      var reason = e.toString().replaceAll("\\R\\s*", " ");
      return new Failure(index, path, path + ": cannot be encoded (" + reason + "): leave it out");
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
