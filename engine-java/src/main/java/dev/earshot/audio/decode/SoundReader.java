package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.audio.resample.Resamplers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads sound files. The format is detected from the content, not from the file's name. The bytes
 * are decoded as they are read, so memory is needed for the sound alone. {@link SoundDecoders} has
 * the formats.
 */
public final class SoundReader {
  /** How long a clip may last, in seconds, if nothing else is said: an hour. */
  public static final int DEFAULT_MAX_SECONDS = 3600;

  /** The longest recording in seconds, a week: a small file may claim to hold years. */
  public static final int LONGEST_RECORDING = 7 * 24 * 3600;

  private SoundReader() {}

  /**
   * Reads a sound file of any sample rate that lasts at most {@link #DEFAULT_MAX_SECONDS}.
   *
   * @param path the file
   * @return the sound, as one channel
   * @throws DataException as {@link #read(Path, int)}
   */
  public static Waveform read(Path path) {
    return read(path, DEFAULT_MAX_SECONDS);
  }

  /**
   * Reads a sound file of any sample rate. Its channels are averaged.
   *
   * <p>Integer samples of b bits are divided by 2<sup>b-1</sup> - 1 (32767 for 16 bits), so that
   * the largest positive value becomes 1. Floating-point samples are not scaled.
   *
   * <p>A WAV file whose data end at most a second before the length in its header is read to its
   * end, unless more than half is missing. {@link FeatureExtractor} notes that.
   *
   * @param path the file
   * @param maxSeconds a longer clip is refused: a small file may hold many hours
   * @return the sound, as one channel
   * @throws DataException if the file is missing, empty, corrupt, truncated, too long, in another
   *     format or no file but a pipe, for example; the message names the file
   */
  public static Waveform read(Path path, int maxSeconds) {
    return read(path, maxSeconds, SoundDecoders.auto());
  }

  /**
   * Reads a file with decoders that were chosen, or that the application has made.
   *
   * @param path the file
   * @param maxSeconds a longer clip is refused
   * @param decoders may read it
   * @return the sound, as one channel
   * @throws DataException as {@link #read(Path, int)}
   */
  public static Waveform read(Path path, int maxSeconds, SoundDecoders decoders) {
    return decode(path, maxSeconds, Optional.empty(), decoders).waveform();
  }

  /**
   * Reads a stream that holds a sound file, for at most {@link #DEFAULT_MAX_SECONDS} of sound.
   *
   * @param stream as in {@link #read(InputStream, String, int)}
   * @param name as in {@link #read(InputStream, String, int)}
   * @throws DataException as {@link #read(InputStream, String, int)}
   */
  public static Waveform read(InputStream stream, String name) {
    return read(stream, name, DEFAULT_MAX_SECONDS);
  }

  /**
   * Reads a stream that holds a sound file. The sound is that of {@link #read(Path, int)}.
   *
   * @param stream is read to the end of the sound or further, and not closed
   * @param name what error messages call the stream
   * @param maxSeconds a longer clip is refused
   * @return the sound, as one channel
   * @throws DataException if the stream cannot be read, is empty, corrupt, truncated, too long or
   *     in another format; the message begins with {@code name}
   */
  public static Waveform read(InputStream stream, String name, int maxSeconds) {
    requireSeconds(maxSeconds);
    try {
      var sink = new ClipSink(maxSeconds, Optional.empty());
      SoundDecoders.auto().decode(new SoundInput(stream, SoundInput.UNKNOWN_SIZE), sink);
      return sink.finish().waveform();
    } catch (DataException e) {
      throw named(name, e);
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw unreadable(name, e.getCause());
    }
  }

  /**
   * Reads a file at the sample rate of the resamplers.
   *
   * @param resamplers give the sample rate; if empty, it is the file's own
   */
  public static DecodedClip decode(
      Path path, int maxSeconds, Optional<Resamplers> resamplers, SoundDecoders decoders) {
    requireSeconds(maxSeconds);
    var sink = new ClipSink(maxSeconds, resamplers);
    return stream(path, decoders, sink, sink::finish);
  }

  /**
   * Reads a file block by block, so that memory does not depend on its length.
   *
   * @param path the file
   * @param decoders may read it
   * @param sink gets the sound
   * @throws DataException as {@link #read(Path)}, or if the sink wants no more; the message names
   *     the file
   */
  public static void stream(Path path, SoundDecoders decoders, SoundSink sink) {
    stream(path, decoders, sink, () -> sink);
  }

  private static <R> R stream(
      Path path, SoundDecoders decoders, SoundSink sink, Supplier<R> finish) {
    return naming(
        path,
        () -> {
          requireFile(path);
          try (var stream = Files.newInputStream(path)) {
            decoders.decode(new SoundInput(stream, Files.size(path), Optional.of(path)), sink);
          }
          return finish.get();
        });
  }

  /** Work on a file. */
  @FunctionalInterface
  public interface Work<R> {
    /** Does it. */
    R call() throws IOException;
  }

  /** Does work on a file; the messages of its errors name the file. */
  public static <R> R naming(Path path, Work<R> work) {
    try {
      return work.call();
    } catch (DataException e) {
      throw named(path.toString(), e);
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    } catch (UncheckedIOException e) {
      throw unreadable(path.toString(), e.getCause());
    }
  }

  /** A pipe or a device would be waited for without an end. */
  private static void requireFile(Path path) {
    if (Files.isDirectory(path)) {
      throw new DataException("is a folder: expected a sound file");
    }
    if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      throw new DataException("is a link to nothing: mend the link or leave it out");
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path)) {
      throw new DataException("is no file but a pipe or a device: expected a sound file");
    }
  }

  public static void requireSeconds(int maxSeconds) {
    if (maxSeconds < 1) {
      throw new DataException("the limit must be at least 1 second, not " + maxSeconds);
    }
  }

  private static DataException named(String name, DataException e) {
    return new DataException(name + ": " + e.getMessage(), e);
  }

  private static DataException unreadable(String name, IOException e) {
    return switch (e) {
      case NoSuchFileException _ ->
          new DataException(name + ": there is no such file: check the path", e);
      case AccessDeniedException _ ->
          new DataException(name + ": may not be read: check its permissions", e);
      default ->
          new DataException(
              "%s: cannot be read (%s: %s)"
                  .formatted(name, e.getClass().getSimpleName(), e.getMessage()),
              e);
    };
  }
}
