package dev.earshot.audio.extract;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.decode.SoundDecoders;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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

  /** A span, and the length of the notes. */
  private static final int ROW_BYTES = 2 * Double.BYTES + Integer.BYTES;

  private final FeatureStore store;
  private final SoundDecoders decoders;
  private final String reading;
  private final String shelf;
  private final int columns;

  /**
   * What a clip was encoded to.
   *
   * @param span where it lies in its file
   * @param vector its values
   * @param notes what a user should know about it
   */
  record Row(Span span, float[] vector, Set<ClipNote> notes) {}

  /**
   * What a file was encoded to.
   *
   * @param rows one for each clip that it holds
   * @param seconds the length of a recording that was cut into windows, else 0
   */
  record Features(List<Row> rows, double seconds) {}

  /**
   * A file's place in the store.
   *
   * @param state the file's state before its bytes were read
   * @param content the checksum of its bytes and of the decoder
   * @param key of its features
   * @param settled whether a later change of the file would show in its state
   */
  record Place(FileState state, byte[] content, byte[] key, boolean settled) {}

  KnownClips(FeatureStore store, AudioEncoder encoder, int maxSeconds, SoundDecoders decoders) {
    this.store = store;
    this.decoders = decoders;
    this.reading = decoders.version();
    this.columns = encoder.dimension();
    this.shelf =
        "%s\nversion %s of the encoder, %s of reading\nup to %s s"
            .formatted(encoder.name(), encoder.version(), VERSION, maxSeconds);
  }

  /**
   * The features of a file, if they can be found without reading it.
   *
   * @param parts the parts of the file that are encoded
   */
  Optional<Features> unread(Path path, String parts) {
    return FileState.of(path)
        .flatMap(state -> store.find(STATES, digest(name(state))))
        .flatMap(content -> features(key(content, parts)));
  }

  private static byte[] key(byte[] content, String parts) {
    var digest = sha256();
    digest.update(content);
    return digest.digest(parts.getBytes(StandardCharsets.UTF_8));
  }

  private String name(FileState state) {
    return state.description() + "\n" + reading;
  }

  /** Reads a file's bytes to find its place; nothing if it cannot be read or decoded. */
  Optional<Place> place(Path path, String parts) {
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
      var content = digest.digest();
      return Optional.of(new Place(before.get(), content, key(content, parts), settled));
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
      store.keep(STATES, digest(name(place.state())), place.content());
    }
  }

  /**
   * The length in seconds, rows and columns; then of each row its span, the length of its notes,
   * the notes by name, and the values.
   */
  private byte[] encode(Features features) {
    var notes =
        features.rows().stream()
            .map(row -> String.join(",", row.notes().stream().map(ClipNote::name).toList()))
            .map(names -> names.getBytes(StandardCharsets.UTF_8))
            .toList();
    int size = Double.BYTES + 2 * Integer.BYTES;
    for (var names : notes) {
      size = Math.addExact(size, ROW_BYTES + names.length + Float.BYTES * columns);
    }
    var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putDouble(features.seconds()).putInt(notes.size()).putInt(columns);
    for (int i = 0; i < notes.size(); i++) {
      var row = features.rows().get(i);
      bytes.putDouble(row.span().start()).putDouble(row.span().end());
      bytes.putInt(notes.get(i).length).put(notes.get(i));
      for (float value : row.vector()) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  private Optional<Features> decode(byte[] value) {
    try {
      var bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
      double seconds = bytes.getDouble();
      int count = bytes.getInt();
      if (bytes.getInt() != columns || !(seconds >= 0)) {
        return Optional.empty();
      }
      var rows = new ArrayList<Row>();
      for (int i = 0; i < count; i++) {
        rows.add(row(bytes));
      }
      return rows.isEmpty() || bytes.hasRemaining()
          ? Optional.empty()
          : Optional.of(new Features(rows, seconds));
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | NegativeArraySizeException
        | DataException e) {
      return Optional.empty(); // Of another program, by the same name.
    }
  }

  private Row row(ByteBuffer bytes) {
    var span = new Span(bytes.getDouble(), bytes.getDouble());
    int length = bytes.getInt();
    if (length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    var names = new byte[length];
    bytes.get(names);
    var notes = EnumSet.noneOf(ClipNote.class);
    for (var name : new String(names, StandardCharsets.UTF_8).split(",")) {
      if (!name.isEmpty()) {
        notes.add(ClipNote.valueOf(name));
      }
    }
    var values = new float[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = bytes.getFloat();
    }
    return new Row(span, values, notes);
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
