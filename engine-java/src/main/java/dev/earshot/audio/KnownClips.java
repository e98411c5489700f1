package dev.earshot.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The features of clips that a {@link FeatureStore} has. They are found by all that they depend on:
 * the checksum of the file's bytes, the parts that are asked for, encoder, decoder, and versions.
 *
 * <p>A file whose {@link FileState} is one at which its bytes were read before is not read again,
 * if the file was settled then.
 */
final class KnownClips {
  /** Raised when mixing or resampling, or what is noted about clips, gives other values. */
  static final int VERSION = 1;

  private static final String STATES = "(states of files)\nversion " + VERSION;
  private static final int KEY_BYTES = 32;

  private final FeatureStore store;
  private final SoundDecoders decoders;
  private final String reading;
  private final String shelf;
  private final int columns;

  /**
   * A file's place in the store.
   *
   * @param state the file's state before its bytes were read
   * @param stateKey of the state and what is asked for
   * @param key of its features
   * @param settled whether a later change of the file would show in its state
   */
  record Place(FileState state, byte[] stateKey, byte[] key, boolean settled) {}

  KnownClips(FeatureStore store, AudioEncoder encoder, SoundDecoders decoders) {
    this.store = store;
    this.decoders = decoders;
    this.reading = decoders.version();
    this.columns = encoder.dimension();
    this.shelf =
        "%s\nversion %s of the encoder, %s of reading"
            .formatted(encoder.name(), encoder.version(), VERSION);
  }

  /** The features that are asked for, if they can be found without reading the file. */
  Optional<FileFeatures> unread(FileRequest request) {
    return FileState.of(request.path())
        .flatMap(state -> store.find(STATES, digest(name(state, request))))
        .filter(key -> key.length == KEY_BYTES)
        .flatMap(this::features);
  }

  private String name(FileState state, FileRequest request) {
    return String.join("\n", state.description(), reading, request.parts());
  }

  /** Reads a file's bytes to find its place; nothing if it cannot be read or decoded. */
  Optional<Place> place(FileRequest request) {
    var path = request.path();
    var before = FileState.of(path);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    boolean settled = before.get().isSettled();
    var digest = sha256();
    try (InputStream stream = new DigestInputStream(Files.newInputStream(path), digest)) {
      var decoder = decoders.reader(new SoundInput(stream, Files.size(path), Optional.of(path)));
      if (decoder.isEmpty()) {
        return Optional.empty();
      }
      stream.transferTo(OutputStream.nullOutputStream());
      digest.update(SoundDecoders.version(decoder.get()).getBytes(StandardCharsets.UTF_8));
      digest.update(("\n" + request.parts()).getBytes(StandardCharsets.UTF_8));
      var state = digest(name(before.get(), request));
      return Optional.of(new Place(before.get(), state, digest.digest(), settled));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Decoding the file will say what is wrong with it.
    }
  }

  /** The features at a place. */
  Optional<FileFeatures> find(Place place) {
    var found = features(place.key());
    if (found.isPresent()) {
      keepState(place);
    }
    return found;
  }

  private Optional<FileFeatures> features(byte[] key) {
    return store.find(shelf, key).flatMap(value -> FileFeatures.decode(value, columns));
  }

  /** Keeps features, unless the file has changed since its place was found. */
  void keep(Path path, Place place, FileFeatures features) {
    if (FileState.of(path).filter(place.state()::equals).isPresent()) {
      store.keep(shelf, place.key(), features.encode(columns));
      keepState(place);
    }
  }

  private void keepState(Place place) {
    if (place.settled()) {
      store.keep(STATES, place.stateKey(), place.key());
    }
  }

  private static byte[] digest(String text) {
    return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
