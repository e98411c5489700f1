package dev.earshot.format;

import dev.earshot.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Python objects that a {@link Pickle} may hold: numpy arrays of numbers, SciPy CSR matrices
 * and defaultdicts of lists. Each known name stands for a way to make a Java value.
 */
final class PickledObjects {
  /** What a known name stands for. */
  private enum Name {
    MATRIX,
    ARRAY,
    TYPE,
    DICT,
    LIST,
    OBJECT,
    NEW_ARRAY,
    ARRAY_OF_BYTES,
    NEW_OBJECT,
    BYTES
  }

  private static final Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("scipy.sparse.csr csr_matrix", Name.MATRIX),
          Map.entry("scipy.sparse._csr csr_matrix", Name.MATRIX),
          Map.entry("scipy.sparse._csr csr_array", Name.MATRIX),
          Map.entry("numpy ndarray", Name.ARRAY),
          Map.entry("numpy dtype", Name.TYPE),
          Map.entry("numpy.core.multiarray _reconstruct", Name.NEW_ARRAY),
          Map.entry("numpy._core.multiarray _reconstruct", Name.NEW_ARRAY),
          Map.entry("numpy.core.numeric _frombuffer", Name.ARRAY_OF_BYTES),
          Map.entry("numpy._core.numeric _frombuffer", Name.ARRAY_OF_BYTES),
          Map.entry("collections defaultdict", Name.DICT),
          Map.entry("__builtin__ list", Name.LIST),
          Map.entry("builtins list", Name.LIST),
          Map.entry("__builtin__ object", Name.OBJECT),
          Map.entry("builtins object", Name.OBJECT),
          Map.entry("copy_reg _reconstructor", Name.NEW_OBJECT),
          Map.entry("copyreg _reconstructor", Name.NEW_OBJECT),
          Map.entry("_codecs encode", Name.BYTES));

  /** An array or a matrix that has no content yet. Its content comes once, by BUILD. */
  private static final class Unfilled {
    private final Name name;
    private Optional<Object> content = Optional.empty();

    Unfilled(Name name) {
      this.name = name;
    }
  }

  /** A numpy type: letter and width, then its byte order. */
  private static final class Type {
    private final String code;
    private boolean bigEndian;

    Type(String code) {
      this.code = code;
    }
  }

  private final Path file;

  /** The bytes that arrays may still take: in all not more than the file has. */
  private long room;

  PickledObjects(Path file, long fileBytes) {
    this.file = file;
    room = fileBytes;
  }

  static DataException wrong(Path file, String what) {
    return new DataException(
        "%s: %s; expected a pickle of SciPy CSR matrices, numpy arrays of numbers or a dict of lists, as Planetoid's ind.* files hold"
            .formatted(file, what));
  }

  private DataException wrong(String what) {
    return wrong(file, what);
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw wrong(what);
    }
  }

  /** What a name of a module stands for. */
  Object named(String module, String name) {
    var known = NAMES.get(module + " " + name);
    require(known != null, "it asks for '%s.%s', which is refused".formatted(module, name));
    return known;
  }

  /** The result of calling a known name with arguments. */
  Object made(Object called, List<Object> arguments) {
    require(called instanceof Name, "it calls something that is not a known name");
    return switch ((Name) called) {
      case MATRIX -> new Unfilled(Name.MATRIX);
      case NEW_OBJECT -> {
        require(
            !arguments.isEmpty() && arguments.getFirst() == Name.MATRIX,
            "it makes an object of an unknown class");
        yield new Unfilled(Name.MATRIX);
      }
      case NEW_ARRAY -> new Unfilled(Name.ARRAY);
      case TYPE -> {
        require(
            !arguments.isEmpty() && arguments.getFirst() instanceof String, "a type without name");
        yield new Type((String) arguments.getFirst());
      }
      case DICT -> new LinkedHashMap<>();
      case LIST -> new ArrayList<>();
      case BYTES -> {
        require(
            arguments.size() == 2
                && arguments.getFirst() instanceof String
                && arguments.getLast().equals("latin1"),
            "bytes in an unknown encoding");
        yield arguments.getFirst();
      }
      case ARRAY_OF_BYTES -> {
        require(arguments.size() == 4, "an array without bytes, type, shape and order");
        boolean fortran = "F".equals(arguments.get(3));
        yield array(arguments.get(0), arguments.get(1), arguments.get(2), fortran);
      }
      case ARRAY, OBJECT -> throw wrong("it makes an array without content");
    };
  }

  /** An object after BUILD has given it its state. */
  Object filled(Object object, Object state) {
    switch (object) {
      case Type type when state instanceof List<?> values && values.size() > 1 ->
          type.bigEndian = ">".equals(values.get(1));
      case Unfilled unfilled when unfilled.content.isEmpty() ->
          unfilled.content =
              Optional.of(unfilled.name == Name.ARRAY ? array(state) : matrix(state));
      default -> throw wrong("it gives a state to something that takes none");
    }
    return object;
  }

  /** The value that an object stands for. */
  Object finished(Object value) {
    if (!(value instanceof Unfilled unfilled)) {
      return value;
    }
    return unfilled.content.orElseThrow(() -> wrong("an array without content"));
  }

  private NumberArray array(Object state) {
    if (state instanceof List<?> values && values.size() == 5) {
      boolean fortran = values.get(3).equals(true) || values.get(3).equals(1L);
      return array(values.get(4), values.get(2), values.get(1), fortran);
    }
    throw wrong("an array whose state is not version, shape, type, order and bytes");
  }

  private NumberArray array(Object bytes, Object type, Object shape, boolean fortran) {
    require(
        bytes instanceof String && type instanceof Type && shape instanceof List<?>,
        "an array of something other than numbers");
    String code = ((Type) type).code;
    var element =
        ElementType.ofNumpyCode(code)
            .orElseThrow(() -> wrong("an array of type '%s'".formatted(code)));
    var axes = new ArrayList<Integer>();
    for (Object axis : (List<?>) shape) {
      require(
          axis instanceof Long length && length >= 0 && length <= Integer.MAX_VALUE,
          "an array of a shape that is too large");
      axes.add(Math.toIntExact((Long) axis));
    }
    var content = (String) bytes;
    room -= content.length();
    require(room >= 0, "arrays that are larger than the file");
    var header =
        new NpyHeader(
            ((Type) type).bigEndian, code.charAt(0), element.bytes(), fortran, List.copyOf(axes));
    try {
      require(
          axes.size() <= 2 && header.dataBytes() == content.length(),
          "an array whose bytes do not fill its shape");
    } catch (IllegalArgumentException e) {
      throw wrong("an array of a shape that is too large");
    }
    byte[] data = content.getBytes(StandardCharsets.ISO_8859_1);
    return (NumberArray) NpyElements.decode(header, data, file.toString());
  }

  private CsrArrays matrix(Object state) {
    require(state instanceof Map<?, ?>, "a matrix whose state is not a dict");
    var fields = (Map<?, ?>) state;
    var shape = fields.containsKey("_shape") ? fields.get("_shape") : fields.get("shape");
    require(shape instanceof List<?> axes && axes.size() == 2, "a matrix without a shape");
    return CsrArrays.checked(
        file + ": the matrix",
        longs((List<?>) shape),
        numbers(fields, "indptr"),
        numbers(fields, "indices"),
        numbers(fields, "data"));
  }

  private long[] longs(List<?> values) {
    var longs = new long[values.size()];
    for (int i = 0; i < longs.length; i++) {
      require(values.get(i) instanceof Long, "a matrix without a shape");
      longs[i] = (Long) values.get(i);
    }
    return longs;
  }

  private NumberArray numbers(Map<?, ?> fields, String name) {
    require(fields.get(name) != null, "a matrix without '%s'".formatted(name));
    var value = finished(fields.get(name));
    require(value instanceof NumberArray, "a matrix without '%s'".formatted(name));
    return (NumberArray) value;
  }
}
