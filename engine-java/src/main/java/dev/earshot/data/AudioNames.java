package dev.earshot.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the end of a file's name says about its format. */
final class AudioNames {
  private static final Set<String> READ = Set.of("wav", "wave", "flac");

  private static final Map<String, String> UNREAD =
      Map.ofEntries(
          Map.entry("mp3", "MP3"),
          Map.entry("mp2", "MP2"),
          Map.entry("mpga", "MP3"),
          Map.entry("ogg", "Ogg"),
          Map.entry("oga", "Ogg"),
          Map.entry("opus", "Opus"),
          Map.entry("spx", "Speex"),
          Map.entry("m4a", "M4A"),
          Map.entry("m4b", "M4A"),
          Map.entry("mp4", "MP4"),
          Map.entry("aac", "AAC"),
          Map.entry("3gp", "3GP"),
          Map.entry("amr", "AMR"),
          Map.entry("webm", "WebM"),
          Map.entry("weba", "WebM"),
          Map.entry("mka", "Matroska"),
          Map.entry("wma", "WMA"),
          Map.entry("aif", "AIFF"),
          Map.entry("aiff", "AIFF"),
          Map.entry("aifc", "AIFF"),
          Map.entry("caf", "CAF"),
          Map.entry("au", "AU"),
          Map.entry("snd", "AU"),
          Map.entry("w64", "Wave64"),
          Map.entry("rf64", "RF64"),
          Map.entry("ape", "Monkey's Audio"),
          Map.entry("wv", "WavPack"),
          Map.entry("tta", "TTA"),
          Map.entry("ac3", "AC-3"),
          Map.entry("dts", "DTS"),
          Map.entry("dsf", "DSD"),
          Map.entry("dff", "DSD"),
          Map.entry("mpc", "Musepack"),
          Map.entry("ra", "RealAudio"),
          Map.entry("sph", "NIST SPHERE"),
          Map.entry("voc", "VOC"),
          Map.entry("gsm", "GSM"));

  private AudioNames() {}

  /** Whether the format is read. */
  static boolean isRead(Path file) {
    return READ.contains(end(file));
  }

  /** The name of an audio format that is not read; empty for other files. */
  static Optional<String> unread(Path file) {
    return Optional.ofNullable(UNREAD.get(end(file)));
  }

  private static String end(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** The formats of some files with their numbers, for example {@code 3 MP3, 2 Ogg}. */
  static String counts(List<Path> files) {
    Map<String, Long> counts =
        files.stream()
            .map(AudioNames::unread)
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  /** What to do about files that are not read. */
  static String advice(List<Path> files) {
    return "only WAV and FLAC are read, so convert them first, for example: ffmpeg -i clip.%s clip.wav"
        .formatted(end(files.getFirst()));
  }
}
