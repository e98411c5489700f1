package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.UndecodableException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The decoders that may be used, best first. The engine's own are named here, so that they are
 * found in every class loader, in a module and in a jar that was merged from several jars. Others
 * are found by {@link ServiceLoader}, or given by the application.
 */
public final class SoundDecoders {
  /** The name that stands for the best decoder for each file. */
  public static final String AUTO = "auto";

  /** What the message about a file of a known format says if no decoder reads it. */
  public static final String NOTHING_READS = ", which nothing here reads";

  /** The name of the engine's own decoders. */
  static final String BUILT_IN = "built-in";

  /** Others may have a higher rank, to decode in place of the engine's own. */
  public static final int BUILT_IN_RANK = 100;

  private final List<SoundDecoder> decoders;

  private SoundDecoders(List<SoundDecoder> decoders) {
    this.decoders = List.copyOf(decoders);
  }

  /** All decoders on the class path or module path, best first, whether they work here or not. */
  public static List<SoundDecoder> all() {
    List<SoundDecoder> all = builtIn();
    // Not the thread's context class loader: in a server or a plugin it finds other classes.
    ServiceLoader.load(SoundDecoder.class, SoundDecoders.class.getClassLoader()).forEach(all::add);
    return sorted(all);
  }

  /** The engine's own decoders. */
  private static List<SoundDecoder> builtIn() {
    return new ArrayList<>(
        List.of(
            new WavDecoder(),
            new FlacDecoder(),
            new AiffDecoder(),
            new CafDecoder(),
            new AuDecoder(),
            new Wave64Decoder()));
  }

  private static List<SoundDecoder> sorted(List<SoundDecoder> decoders) {
    // The sort is stable: the engine's own stay in their order.
    return decoders.stream().sorted((a, b) -> Integer.compare(b.rank(), a.rank())).toList();
  }

  /** The engine's own decoders and those of {@code more}, without a search for others. */
  public static SoundDecoders of(List<SoundDecoder> more) {
    List<SoundDecoder> all = builtIn();
    all.addAll(more);
    return new SoundDecoders(sorted(all));
  }

  /** For each file the best decoder there is. */
  public static SoundDecoders auto() {
    return new SoundDecoders(all().stream().filter(decoder -> decoder.rank() >= 0).toList());
  }

  /**
   * The decoders with this name, which then read every file. For {@link #AUTO}, the best for each
   * file.
   *
   * @throws DataException if there is none of this name or it cannot work here; the message gives
   *     the reason
   */
  public static SoundDecoders named(String name) {
    if (name.equals(AUTO)) {
      return auto();
    }
    var all = all();
    var named = all.stream().filter(decoder -> decoder.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw new DataException(
          "there is no decoder '%s': choose one of %s, %s"
              .formatted(
                  name,
                  AUTO,
                  all.stream()
                      .map(SoundDecoder::name)
                      .distinct()
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    named
        .getFirst()
        .whyNot()
        .ifPresent(reason -> {
          throw new DataException("decoder '%s' cannot work here: %s".formatted(name, reason));
        });
    return new SoundDecoders(named);
  }

  /** The first of these decoders that reads this kind of file and works here. */
  public Optional<SoundDecoder> of(AudioKind kind) {
    return decoders.stream()
        .filter(decoder -> decoder.kinds().contains(kind))
        .filter(decoder -> decoder.whyNot().isEmpty())
        .findFirst();
  }

  /**
   * The decoder that would decode a file.
   *
   * @param in is at the start of the file; tags before the sound are passed over
   */
  public Optional<SoundDecoder> reader(SoundInput in) {
    Id3Tag.skip(in);
    var kind = AudioKinds.of(in);
    return decoders.stream()
        .filter(decoder -> decoder.reads(in, kind))
        .filter(decoder -> decoder.whyNot().isEmpty())
        .findFirst();
  }

  /** Name and version of a decoder. */
  public static String version(SoundDecoder decoder) {
    return decoder.name() + " " + decoder.version();
  }

  /** Name and version of each decoder that works here, in their order. */
  public String version() {
    return decoders.stream()
        .filter(decoder -> decoder.whyNot().isEmpty())
        .map(SoundDecoders::version)
        .collect(Collectors.joining(", "));
  }

  /**
   * Decodes a file with the first decoder that reads it.
   *
   * @param in is at the start of the file; tags before the sound are passed over
   * @param sink gets the sound
   * @throws DataException if no decoder reads it, or the file is damaged, or the sink wants no
   *     more; the message does not name the file
   * @throws IOException if the file cannot be read
   */
  public void decode(SoundInput in, SoundSink sink) throws IOException {
    if (in.ensure(1) == 0) {
      throw new DataException("is empty: expected " + titles());
    }
    Id3Tag.skip(in);
    var kind = AudioKinds.of(in);
    List<String> missing = new ArrayList<>();
    if (decode(in, sink, decoders, missing)) {
      return;
    }
    if (kind == AudioKind.UNKNOWN && missing.isEmpty()) {
      throw new DataException("is " + kind.title() + ": expected " + titles());
    }
    throw new DataException(
        "is %s%s%s: convert it to WAV or FLAC"
            .formatted(
                kind.title(),
                NOTHING_READS,
                missing.isEmpty() ? "" : " (" + String.join("; ", missing) + ")"));
  }

  /**
   * Decodes a file with the first of some decoders that can.
   *
   * @param from the decoders
   * @param missing gets the reasons of those that read such files, but not this one or not here
   * @return whether one of them has decoded it
   */
  private static boolean decode(
      SoundInput in, SoundSink sink, List<SoundDecoder> from, List<String> missing)
      throws IOException {
    Id3Tag.skip(in);
    var kind = AudioKinds.of(in);
    for (int i = 0; i < from.size(); i++) {
      var decoder = from.get(i);
      if (decoder.reads(in, kind)) {
        var reason = decoder.whyNot();
        if (reason.isEmpty()) {
          try {
            decoder.decode(in, sink);
            return true;
          } catch (UndecodableException e) {
            missing.add(e.getMessage());
            return again(in, sink, from.subList(i + 1, from.size()), missing);
          }
        }
        missing.add(reason.get());
      }
    }
    return false;
  }

  /** The same from the start of the file again. A stream cannot be read twice. */
  private static boolean again(
      SoundInput in, SoundSink sink, List<SoundDecoder> from, List<String> missing)
      throws IOException {
    if (in.path().isEmpty()) {
      return false;
    }
    try (var stream = Files.newInputStream(in.path().get())) {
      return decode(new SoundInput(stream, in.size(), in.path()), sink, from, missing);
    }
  }

  /** The kinds of files that are read here, for messages. */
  private String titles() {
    var titles = new ArrayList<String>();
    for (var kind : AudioKind.values()) {
      if (of(kind).isPresent() && !kind.title().contains(" ")) {
        titles.add(kind.title());
      }
    }
    return String.join(", ", titles);
  }
}
