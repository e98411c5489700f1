package dev.earshot.audio.extract;

import java.util.Optional;

/**
 * Keeps what {@link FeatureExtractor} has made of clips, so that it is not made again. Any number
 * of threads may use a store at once. A store never fails: what it cannot keep is made again.
 */
public interface FeatureStore {
  /**
   * Looks for a value.
   *
   * @param shelf what the value depends on besides the key, such as the encoder; its first line is
   *     for people
   * @param key 32 bytes
   * @return the value that was kept, or nothing
   */
  Optional<byte[]> find(String shelf, byte[] key);

  /**
   * Keeps a value. A shelf has one value for a key, whoever makes it.
   *
   * @param shelf as in {@link #find}
   * @param key as in {@link #find}
   * @param value any number of bytes
   */
  void keep(String shelf, byte[] key, byte[] value);
}
