package dev.earshot.data;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.earshot.Dataset;
import dev.earshot.audio.extract.FeatureStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** The scores of encoders that were computed from the same vectors and labels before. */
final class KeptScores {
  /** The number changes when the same vectors may get other scores. */
  private static final String SHELF = "(scores of encoders)\nversion 1";

  private final Optional<FeatureStore> store;
  private final byte[] key;

  /**
   * The place of some scores in a store.
   *
   * @param names the encoders that are compared, in order
   * @param heard their vectors, one encoder's after the other's
   */
  KeptScores(Optional<FeatureStore> store, List<String> names, Dataset heard) {
    this.store = store;
    String content =
        String.join(
            "\n",
            heard.fingerprint(),
            String.join("\t", names),
            heard.groups().map(groups -> String.join("\t", groups)).orElse(""));
    try {
      key = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The scores, if they were kept. */
  Optional<List<EncoderChoice.Score>> find() {
    return store
        .flatMap(from -> from.find(SHELF, key))
        .flatMap(KeptScores::read)
        .filter(scores -> !scores.isEmpty());
  }

  private static Optional<List<EncoderChoice.Score>> read(byte[] value) {
    try {
      var scores =
          new Gson()
              .fromJson(new String(value, StandardCharsets.UTF_8), EncoderChoice.Score[].class);
      return Optional.ofNullable(scores).map(List::of);
    } catch (JsonParseException | NullPointerException e) {
      return Optional.empty(); // Of another program, by the same name.
    }
  }

  /** Keeps the scores. */
  void keep(List<EncoderChoice.Score> scores) {
    store.ifPresent(
        to -> to.keep(SHELF, key, new Gson().toJson(scores).getBytes(StandardCharsets.UTF_8)));
  }
}
