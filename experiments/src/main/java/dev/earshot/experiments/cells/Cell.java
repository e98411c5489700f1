package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One training of an experiment: a method at a setting with a seed. A cell is the unit of work that
 * is stored when finished and then never repeated.
 *
 * @param method the recipe or baseline
 * @param setting the value of what the experiment varies
 * @param seed seed of the split, the labels and the method
 * @param job computes the result
 */
public record Cell(String method, String setting, long seed, Job job) {
  /** Hexadecimal digits of a fingerprint: 96 bits. */
  private static final int DIGITS = 24;

  /**
   * A digest of everything that decides the result. Stored results are found by it, so a result is
   * never used for other settings, data or engines.
   *
   * @param engine version of the engine and name of the backend
   */
  public String fingerprint(String engine) {
    Map<String, Object> all = new TreeMap<>(job.settings());
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

  /** For messages, for example {@code paper, denoise, seed 3}. */
  public String describe() {
    return method + ", " + setting + ", seed " + seed;
  }
}
