package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The smallest thing that is done whole, stored, and never done again.
 *
 * @param method what learns: a recipe or a baseline
 * @param setting what the experiment varies
 * @param seed of the split and of all that is random
 * @param work what is done
 */
public record Cell(String method, String setting, long seed, Job work) {
  /** Hexadecimal digits of a fingerprint: 96 bits, more than enough to tell cells apart. */
  private static final int DIGITS = 24;

  /**
   * Changes with whatever decides the cell's result, so a stored one is used only for its own.
   *
   * @param engine what computes: the version and its backend
   */
  public String fingerprint(String engine) {
    Map<String, Object> all = new TreeMap<>(work.settings());
    all.put("seed", seed);
    all.put("engine", engine);
    try {
      byte[] json = new Gson().toJson(all).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** In words, such as {@code paper, denoise, seed 3}. */
  public String words() {
    return method + ", " + setting + ", seed " + seed;
  }
}
