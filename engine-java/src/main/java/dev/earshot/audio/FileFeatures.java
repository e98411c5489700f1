package dev.earshot.audio;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.FeatureExtractor.Clip;
import dev.earshot.audio.FeatureExtractor.Failure;
import dev.earshot.audio.FeatureExtractor.Length;
import dev.earshot.audio.FeatureExtractor.Outcome;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The vectors of a file's parts.
 *
 * @param seconds the length of a file that was cut into windows; 0 for others
 * @param rows the parts
 */
record FileFeatures(double seconds, List<Row> rows) {
  /**
   * A part of a file.
   *
   * @param span where it lies
   * @param vector its vector
   * @param notes what a user should know about it
   */
  record Row(Span span, float[] vector, Set<ClipNote> notes) {}

  /** The features that outcomes contain, in the order of their indices; nothing if one failed. */
  static Optional<FileFeatures> of(List<Outcome> outcomes) {
    var clips = new ArrayList<Clip>();
    double seconds = 0;
    for (var outcome : outcomes) {
      switch (outcome) {
        case Clip clip -> clips.add(clip);
        case Length length -> seconds = length.seconds();
        case Failure _ -> {
          return Optional.empty();
        }
      }
    }
    clips.sort(Comparator.comparingInt(Clip::index));
    var rows = clips.stream().map(clip -> new Row(clip.span(), clip.vector(), clip.notes())).toList();
    return Optional.of(new FileFeatures(seconds, rows));
  }

  /** Length, rows and columns; then of each row its span, its notes by name, and its numbers. */
  byte[] encode(int columns) {
    var notes = rows.stream().map(row -> names(row.notes())).toList();
    int size = Double.BYTES + 2 * Integer.BYTES;
    for (var names : notes) {
      size += 2 * Double.BYTES + Integer.BYTES + names.length + Float.BYTES * columns;
    }
    var bytes =
        ByteBuffer.allocate(size)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(seconds)
            .putInt(rows.size())
            .putInt(columns);
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      bytes.putDouble(row.span().start()).putDouble(row.span().end());
      bytes.putInt(notes.get(i).length).put(notes.get(i));
      for (float value : row.vector()) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  private static byte[] names(Set<ClipNote> notes) {
    return String.join(",", notes.stream().map(ClipNote::name).toList())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #encode} wrote; nothing if it is something else. */
  static Optional<FileFeatures> decode(byte[] value, int columns) {
    try {
      var bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
      double seconds = bytes.getDouble();
      int count = bytes.getInt();
      if (bytes.getInt() != columns || !(seconds >= 0) || count < 0) {
        return Optional.empty();
      }
      var rows = new ArrayList<Row>();
      for (int i = 0; i < count; i++) {
        rows.add(row(bytes, columns));
      }
      return bytes.hasRemaining()
          ? Optional.empty()
          : Optional.of(new FileFeatures(seconds, List.copyOf(rows)));
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | NegativeArraySizeException
        | DataException e) {
      return Optional.empty(); // Of another program, by the same name.
    }
  }

  private static Row row(ByteBuffer bytes, int columns) {
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
    var vector = new float[columns];
    for (int i = 0; i < columns; i++) {
      vector[i] = bytes.getFloat();
    }
    return new Row(span, vector, notes);
  }
}
