package dev.earshot.audio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads sound files. The format is detected from the content, not from the file's name. */
public final class AudioFile {
  private static final long LARGEST_BYTES = Integer.MAX_VALUE - 64;

  private AudioFile() {}

  /**
   * Reads a WAV or FLAC file of any sample rate. Its channels are averaged.
   *
   * <p>Integer samples of b bits are divided by 2<sup>b-1</sup> - 1 (32767 for 16 bits), so that
   * the largest positive value becomes 1. Floating-point samples are not scaled.
   *
   * @param path the file
   * @return the sound, as one channel
   * @throws AudioException if the file is missing, empty, corrupt, truncated or in another format;
   *     the message names the file
   */
  public static Waveform read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new AudioException("is a folder: expected a WAV or FLAC file");
      }
      if (Files.size(path) > LARGEST_BYTES) {
        throw new AudioException("is larger than 2 GiB: cut it into clips");
      }
      return decode(Files.readAllBytes(path));
    } catch (AudioException e) {
      throw new AudioException(path + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new AudioException(path + ": there is no such file: check the path", e);
    } catch (IOException e) {
      throw new AudioException(path + ": cannot be read (" + reason(e) + ")", e);
    }
  }

  private static Waveform decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw new AudioException("is empty: expected a WAV or FLAC file");
    }
    int start = Id3Tag.skip(bytes);
    var waveform =
        switch (fourCharacters(bytes, start)) {
          case "RIFF" -> WavFile.decode(bytes, start);
          case "fLaC" -> new FlacDecoder(bytes, start).decode();
          case "OggS" -> throw unsupported("an Ogg stream");
          case "RF64", "RIFX", "FORM" -> throw unsupported("an RF64, RIFX or AIFF file");
          default -> throw unsupported("no sound file that Earshot knows");
        };
    if (waveform.samples().length == 0) {
      throw new AudioException("holds no samples: record it again or leave it out");
    }
    return waveform;
  }

  private static String fourCharacters(byte[] bytes, int start) {
    int length = Math.min(4, bytes.length - start);
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  private static AudioException unsupported(String found) {
    return new AudioException("is " + found + ": expected WAV or FLAC, so convert it to one");
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
