package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Reads sound files. The format is detected from the content, not from the file's name. The engine
 * reads WAV, FLAC, AIFF, CAF, AU and Wave64; each {@link dev.earshot.audio.SoundDecoder} on the
 * path adds its own. The bytes are decoded as they are read, so memory is needed for the sound
 * alone.
 */
public final class AudioFile {
  /** How long a clip may last, in seconds, if nothing else is said: an hour. */
  public static final int DEFAULT_MAX_SECONDS = SoundReader.DEFAULT_MAX_SECONDS;

  private AudioFile() {}

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
   * end, unless more than half is missing.
   *
   * @param path the file
   * @param maxSeconds a longer clip is refused: a small file may hold many hours
   * @return the sound, as one channel
   * @throws DataException if the file is missing, empty, corrupt, truncated, too long, in another
   *     format or no file but a pipe, for example; the message names the file
   */
  public static Waveform read(Path path, int maxSeconds) {
    return SoundReader.read(path, maxSeconds, SoundDecoders.auto());
  }

  /**
   * Reads a stream that holds a sound file, for at most {@link #DEFAULT_MAX_SECONDS} of sound.
   *
   * @param stream as in {@link #read(InputStream, String, int)}
   * @param name as in {@link #read(InputStream, String, int)}
   * @return the sound, as one channel
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
    return SoundReader.read(stream, name, maxSeconds);
  }
}
