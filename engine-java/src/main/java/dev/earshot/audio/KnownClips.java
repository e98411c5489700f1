package dev.earshot.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The features of clips that a {@link FeatureStore} has. They are found by all that they depend on:
 * the checksum of the file's bytes, encoder, decoder, versions and the longest clip that is read.
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
   * What a clip was encoded to.
   *
   * @param rows one for a whole clip
   * @param values rows x columns, row-major
   * @param notes what a user should know about the clip
   */
  record Features(int rows, float[] values, Set<ClipNote> notes) {}

  /**
   * A file's place in the store.
   *
   * @param state the file's state before its bytes were read
   * @param key of its features
   * @param settled whether a later change of the file would show in its state
   */
  record Place(FileState state, byte[] key, boolean settled) {}

  KnownClips(FeatureStore store, AudioEncoder encoder, int maxSeconds, SoundDecoders decoders) {
    this.store = store;
    this.decoders = decoders;
    this.reading = decoders.version();
    this.columns = encoder.dimension();
    this.shelf =
        "%s\nversion %s of the encoder, %s of reading\nup to %s s"
            .formatted(encoder.name(), encoder.version(), VERSION, maxSeconds);
  }

  /** The features of a file, if they can be found without reading it. */
  Optional<Features> unread(Path path) {
    return FileState.of(path)
        .flatMap(state -> store.find(STATES, digest(name(state))))
        .filter(key -> key.length == KEY_BYTES)
        .flatMap(this::features);
  }

  private String name(FileState state) {
    return state.description() + "\n" + reading;
  }

  /** Reads a file's bytes to find its place; nothing if it cannot be read or decoded. */
  Optional<Place> place(Path path) {
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
      return Optional.of(new Place(before.get(), digest.digest(), settled));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Decoding the file will say what is wrong with it.
    }
  }

  /** The features at a place. */
  Optional<Features> find(Place place) {
    var found = features(place.key());
    if (found.isPresent()) {
      keepState(place);
    }
    return found;
  }

  private Optional<Features> features(byte[] key) {
    return store.find(shelf, key).flatMap(this::decode);
  }

  /** Keeps features, unless the file has changed since its place was found. */
  void keep(Path path, Place place, Features features) {
    if (FileState.of(path).filter(place.state()::equals).isPresent()) {
      store.keep(shelf, place.key(), encode(features));
      keepState(place);
    }
  }

  private void keepState(Place place) {
    if (place.settled()) {
      store.keep(STATES, digest(name(place.state())), place.key());
    }
  }

  /** Rows, columns, the notes by name, and the values. */
  private byte[] encode(Features features) {
    var names =
        String.join(",", features.notes().stream().map(ClipNote::name).toList())
            .getBytes(StandardCharsets.UTF_8);
    var bytes =
        ByteBuffer.allocate(12 + names.length + Float.BYTES * features.values().length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(features.rows())
            .putInt(columns)
            .putInt(names.length)
            .put(names);
    bytes.asFloatBuffer().put(features.values());
    return bytes.array();
  }

  private Optional<Features> decode(byte[] value) {
    try {
      var bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
      int rows = bytes.getInt();
      if (bytes.getInt() != columns) {
        return Optional.empty();
      }
      var names = new byte[bytes.getInt()];
      bytes.get(names);
      var notes = EnumSet.noneOf(ClipNote.class);
      for (var name : new String(names, StandardCharsets.UTF_8).split(",")) {
        if (!name.isEmpty()) {
          notes.add(ClipNote.valueOf(name));
        }
      }
      if (rows < 1 || bytes.remaining() != (long) rows * columns * Float.BYTES) {
        return Optional.empty();
      }
      var values = new float[rows * columns];
      bytes.asFloatBuffer().get(values);
      return Optional.of(new Features(rows, values, notes));
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
      return Optional.empty(); // Of another program, by the same name.
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
