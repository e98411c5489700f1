package dev.earshot.format;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import dev.earshot.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JSON header of a safetensors file. */
record SafetensorsHeader(Map<String, Slot> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The format's limit on the size of a header: 100 MB. */
  static final int LONGEST = 100_000_000;

  private static final int MOST_AXES = 64;

  /** A tensor's type, shape and position in the data in bytes; {@code end} is exclusive. */
  record Slot(ElementType type, List<Integer> shape, long begin, long end)
      implements Comparable<Slot> {
    /** An empty tensor begins where the next one begins. It comes first. */
    @Override
    public int compareTo(Slot other) {
      return begin == other.begin ? Long.compare(end, other.end) : Long.compare(begin, other.begin);
    }

    long bytes() {
      return end - begin;
    }
  }

  List<Map.Entry<String, Slot>> byOffset() {
    return entries.entrySet().stream()
        .sorted((a, b) -> a.getValue().compareTo(b.getValue()))
        .toList();
  }

  /** Checks that the tensors follow each other without gap or overlap and fill the data. */
  void requireCovers(long dataBytes, String file) throws DataException {
    long at = 0;
    for (var entry : byOffset()) {
      var slot = entry.getValue();
      if (slot.begin() != at) {
        throw new DataException(
            "%s: tensor '%s' begins at byte %s of the data; expected %s, where the one before ends"
                .formatted(file, entry.getKey(), slot.begin(), at));
      }
      at = slot.end();
    }
    if (at != dataBytes) {
      throw new DataException(
          "%s: the tensors take %s bytes of data, the file has %s (cut short, or more than its header says)"
              .formatted(file, at, dataBytes));
    }
  }

  static SafetensorsHeader parse(byte[] bytes, String file) throws IOException {
    return parse(bytes, file, Parser::header);
  }

  /** The text of a key of {@link #METADATA}; what follows it is not looked at. */
  static Optional<String> text(byte[] bytes, String file, String key) throws IOException {
    return parse(bytes, file, parser -> parser.text(key));
  }

  @FunctionalInterface
  private interface Parse<T> {
    T by(Parser parser) throws IOException;
  }

  private static <T> T parse(byte[] bytes, String file, Parse<T> parse) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": the safetensors header is not UTF-8", e);
    }
    if (!text.startsWith("{")) {
      throw new DataException(file + ": the safetensors header does not begin with {");
    }
    var reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      return parse.by(new Parser(reader, file));
    } catch (MalformedJsonException
        | EOFException
        | IllegalStateException
        | NumberFormatException e) {
      throw new DataException(
          "%s: the safetensors header is not as expected: %s".formatted(file, firstLine(e)), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Reads the header. Gson's streaming reader reports every key, so a repeated key is noticed. */
  private record Parser(JsonReader json, String file) {
    SafetensorsHeader header() throws IOException {
      var entries = new LinkedHashMap<String, Slot>();
      var metadata = new LinkedHashMap<String, String>();
      var seen = new HashSet<String>();
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (!seen.add(name)) {
          throw new DataException("%s: '%s' is given twice".formatted(file, name));
        }
        if (name.equals(METADATA)) {
          readMetadata(metadata);
        } else {
          entries.put(name, slot(name));
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new DataException(file + ": text follows the safetensors header");
      }
      return new SafetensorsHeader(entries, metadata);
    }

    Optional<String> text(String key) throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        if (!json.nextName().equals(METADATA)) {
          json.skipValue();
          continue;
        }
        json.beginObject();
        while (json.hasNext()) {
          if (json.nextName().equals(key)) {
            return Optional.of(string(key));
          }
          json.skipValue();
        }
        json.endObject();
      }
      return Optional.empty();
    }

    private void readMetadata(Map<String, String> metadata) throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        String key = json.nextName();
        if (metadata.putIfAbsent(key, string(key)) != null) {
          throw new DataException("%s: metadata '%s' is given twice".formatted(file, key));
        }
      }
      json.endObject();
    }

    private String string(String key) throws IOException {
      if (json.peek() != JsonToken.STRING) {
        throw new DataException("%s: metadata '%s' is not a string".formatted(file, key));
      }
      return json.nextString();
    }

    private Slot slot(String name) throws IOException {
      String where = "%s: tensor '%s'".formatted(file, name);
      var fields = new HashSet<String>();
      String type = "";
      List<Long> shape = List.of();
      List<Long> offsets = List.of();
      json.beginObject();
      while (json.hasNext()) {
        String field = json.nextName();
        boolean fresh = fields.add(field);
        switch (field) {
          case "dtype" -> type = json.nextString();
          case "shape" -> shape = numbers();
          case "data_offsets" -> offsets = numbers();
          default -> throw new DataException(where + " has an unknown field '" + field + "'");
        }
        if (!fresh) {
          throw new DataException(where + " gives '" + field + "' twice");
        }
      }
      json.endObject();
      if (fields.size() != 3 || offsets.size() != 2) {
        throw new DataException(where + " needs dtype, shape and data_offsets [begin, end]");
      }
      return slot(where, type, shape, offsets.get(0), offsets.get(1));
    }

    private static Slot slot(String where, String name, List<Long> shape, long begin, long end)
        throws DataException {
      var type =
          ElementType.ofName(name)
              .orElseThrow(() -> new DataException(where + ": type " + name + " is not supported"));
      long bytes = type.bytes();
      for (long axis : shape) {
        boolean fits = axis >= 0 && axis <= Integer.MAX_VALUE;
        bytes = fits ? bytes * axis : Long.MAX_VALUE;
        if (bytes > Integer.MAX_VALUE - 8) {
          throw new DataException(where + ": shape " + shape + " is negative or beyond 2 GiB");
        }
      }
      if (begin < 0 || end < begin || end - begin != bytes) {
        throw new DataException(
            "%s: data_offsets [%s, %s] do not hold the %s bytes of %s %s"
                .formatted(where, begin, end, bytes, name, shape));
      }
      return new Slot(type, shape.stream().map(Math::toIntExact).toList(), begin, end);
    }

    private List<Long> numbers() throws IOException {
      var numbers = new ArrayList<Long>();
      json.beginArray();
      while (json.hasNext()) {
        if (numbers.size() == MOST_AXES) {
          throw new DataException(
              "%s: more than %s numbers at %s".formatted(file, MOST_AXES, json.getPath()));
        }
        if (json.peek() != JsonToken.NUMBER) {
          throw new DataException(file + ": expected a whole number at " + json.getPath());
        }
        numbers.add(json.nextLong());
      }
      json.endArray();
      return numbers;
    }
  }

  /** Makes the header of tensors in this order, padded to a multiple of 8 bytes. */
  static byte[] bytes(List<Map.Entry<String, NumberArray>> tensors, Map<String, String> metadata)
      throws IOException {
    var text = new StringWriter();
    try (var json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(METADATA).beginObject();
        for (var entry : new TreeMap<>(metadata).entrySet()) {
          json.name(entry.getKey()).value(entry.getValue());
        }
        json.endObject();
      }
      long at = 0;
      for (var tensor : tensors) {
        var array = tensor.getValue();
        json.name(tensor.getKey()).beginObject().name("dtype").value(array.type().name());
        json.name("shape").beginArray();
        for (int axis : array.shape()) {
          json.value(axis);
        }
        json.endArray().name("data_offsets").beginArray().value(at);
        at += array.bytes().length;
        json.value(at).endArray().endObject();
      }
      json.endObject();
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    var padded = new byte[(bytes.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    return padded;
  }
}
