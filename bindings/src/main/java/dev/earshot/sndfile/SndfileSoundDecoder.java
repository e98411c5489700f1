package dev.earshot.sndfile;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.base.SafeText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * All that the system's libsndfile reads. It runs in this process, where a damaged file may end the
 * virtual machine, so it is used only if it is chosen by name.
 */
public final class SndfileSoundDecoder implements SoundDecoder {
  private static final int PIECE = 1 << 12;
  private static final int MOST_VERSION = 128;

  /** {@code SF_FORMAT_PCM_S8}, {@code _16}, {@code _24} and {@code _32}. */
  private static final int PCM_8 = 1;

  private static final int PCM_32 = 4;
  private static final int PCM_U8 = 5;

  @Override
  public String name() {
    return "sndfile";
  }

  @Override
  public Set<AudioKind> kinds() {
    return EnumSet.of(
        AudioKind.WAV,
        AudioKind.WAV_MP3,
        AudioKind.WAV_OTHER,
        AudioKind.FLAC,
        AudioKind.AIFF,
        AudioKind.AIFF_OTHER,
        AudioKind.CAF,
        AudioKind.CAF_OTHER,
        AudioKind.VORBIS,
        AudioKind.OPUS,
        AudioKind.OGG_OTHER,
        AudioKind.MP3,
        AudioKind.AU,
        AudioKind.W64);
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Optional<String> whyNot() {
    try {
      Libsndfile.error(MemorySegment.NULL);
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(
          "there is no %s, so install it, such as by 'apt install libsndfile1'"
              .formatted(Libsndfile.LIBRARY));
    }
  }

  @Override
  public String version() {
    try (var arena = Arena.ofConfined()) {
      var text = arena.allocate(MOST_VERSION);
      Libsndfile.command(MemorySegment.NULL, Libsndfile.GET_VERSION, text, MOST_VERSION);
      return text.getString(0);
    }
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    var path =
        in.path()
            .orElseThrow(() ->
                new DataException("is a stream, and libsndfile reads files: store it in a file"));
    try (var arena = Arena.ofConfined()) {
      var info = arena.allocate(Libsndfile.INFO);
      var file =
          Libsndfile.open(
              arena.allocateFrom(path.toAbsolutePath().toString()), Libsndfile.READ, info);
      if (file.address() == 0) {
        throw refused(file);
      }
      try {
        read(arena, file, info, sink);
      } finally {
        Libsndfile.close(file);
      }
    }
  }

  private static void read(Arena arena, MemorySegment file, MemorySegment info, SoundSink sink) {
    int channels = info.get(JAVA_INT, 12);
    int coding = info.get(JAVA_INT, 16) & Libsndfile.SUBFORMAT_MASK;
    double full = 1;
    if (coding >= PCM_8 && coding <= PCM_U8) {
      int bits = coding == PCM_U8 ? 8 : 8 * Math.min(coding, PCM_32);
      full = (1L << bits - 1) - 1;
      // Integers as they are; the engine scales them.
      Libsndfile.command(file, Libsndfile.SET_NORM_DOUBLE, MemorySegment.NULL, 0);
    }
    long frames = Math.max(0, info.get(JAVA_LONG, 0));
    sink.start(new SoundFormat(info.get(JAVA_INT, 8), channels, full, frames, 0));
    var block = new double[PIECE * channels];
    var buffer = arena.allocate(JAVA_DOUBLE, block.length);
    for (long count = PIECE; count == PIECE; ) {
      count = Libsndfile.readDouble(file, buffer, PIECE);
      if (count < 0 || Libsndfile.error(file) != 0) {
        throw refused(file);
      }
      MemorySegment.copy(buffer, JAVA_DOUBLE, 0, block, 0, (int) count * channels);
      if (count > 0) {
        sink.accept(block, (int) count);
      }
    }
  }

  private static DataException refused(MemorySegment file) {
    return new DataException(
        "cannot be decoded by libsndfile (%s): copy or export it again"
            .formatted(SafeText.line(Libsndfile.describeError(file).strip())));
  }
}
