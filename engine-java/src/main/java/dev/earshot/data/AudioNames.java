package dev.earshot.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Which files of a folder are taken for sound. What is in them is decided by their content. */
public final class AudioNames {
  private static final Set<String> ENDS =
      Set.of(
          "wav", "wave", "rf64", "bw64", "flac", "aif", "aiff", "aifc", "caf", "mp3", "mpga", "mp2",
          "ogg", "oga", "opus", "spx", "m4a", "m4b", "mp4", "aac", "3gp", "amr", "webm", "weba",
          "mka", "wma", "au", "snd", "w64", "ape", "wv", "tta", "ac3", "dts", "dsf", "dff", "mpc",
          "ra", "sph", "voc", "gsm");

  private AudioNames() {}

  /** Whether the end of the name is that of a sound file. */
  public static boolean isAudio(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return ENDS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }
}
