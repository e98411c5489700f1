package dev.earshot.fuzz;

import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.data.DatasetNpz;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npy;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.format.TextArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small tables, arrays, tensors and graphs. */
final class TableSeeds {
  /** The arrays that a table may have. */
  static final List<String> ARRAYS =
      List.of("x", "y", "classes", "paths", "names", "split", "group", "encoder");

  /** The arrays of a graph in CSR layout. */
  static final List<String> GRAPH_ARRAYS =
      List.of(
          "adj_data",
          "adj_indices",
          "adj_indptr",
          "adj_shape",
          "attr_data",
          "attr_indices",
          "attr_indptr",
          "attr_shape",
          "labels");

  /** What follows the name of a graph in the names of Planetoid's files. */
  static final List<String> PLANETOID =
      List.of("x", "allx", "tx", "y", "ally", "ty", "graph", "test.index");

  /** d of all small data here. */
  static final int COLUMNS = 2;

  static final List<String> NAMES = List.of("dog", "rain");

  /** The vectors of four clips. */
  static final float[] ROWS = {0, 1, 2, -1, 0.5f, 0.25f, -2, 3};

  private TableSeeds() {}

  /** Four clips with all that a table can have. */
  static Dataset table() {
    return new Dataset(
        ROWS,
        COLUMNS,
        new int[] {0, 1, -1, 0},
        NAMES,
        List.of("a.wav", "b.wav", "c.wav", "d.wav"),
        List.of(Part.TRAIN, Part.TRAIN, Part.NONE, Part.TEST),
        Optional.of(List.of("1", "2", "3", "4")),
        "npz",
        Optional.empty());
  }

  /** A table whose classes stand in a file beside it. */
  static void tableWithoutClasses(Path file) throws IOException {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("x", NumberArray.of(ROWS, ROWS.length / COLUMNS, COLUMNS));
    arrays.put("y", NumberArray.of(new int[] {0, 1, -1, 0}, ROWS.length / COLUMNS));
    Npz.write(file, arrays);
  }

  static List<byte[]> tables(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    DatasetNpz.write(table(), file);
    all.add(FuzzSeeds.taken(file));
    tableWithoutClasses(file);
    all.add(FuzzSeeds.taken(file));
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("x", NumberArray.of(new double[] {1, 2, 3, 4}, 4, 1));
    arrays.put("y", NumberArray.of(new long[] {0, 1, 2, -1}, 4));
    arrays.put("names", TextArray.of(List.of("a", "bb", "ccc", "\u00e9")));
    arrays.put("split", NumberArray.of(new byte[] {0, 1, 1, 0}, 4));
    arrays.put("group", NumberArray.of(new int[] {7, 7, 8, 9}, 4));
    Npz.write(file, arrays);
    all.add(FuzzSeeds.taken(file));
    return all;
  }

  /** Arrays behind their numbers and lengths, as {@link FuzzReader#ARRAYS} takes them. */
  static byte[] joined(Map<String, ? extends NdArray> arrays, List<String> names, Path file)
      throws IOException {
    var all = new ByteArrayOutputStream();
    for (var array : arrays.entrySet()) {
      Npy.write(file, array.getValue());
      byte[] bytes = FuzzSeeds.taken(file);
      all.write(names.indexOf(array.getKey()));
      all.writeBytes(ByteBuffer.allocate(2).putChar((char) bytes.length).array());
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  /** A graph of three nodes in CSR layout. */
  static Map<String, NdArray> graph() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("adj_data", NumberArray.of(new float[] {1, 1, 1}, 3));
    arrays.put("adj_indices", NumberArray.of(new int[] {1, 0, 2}, 3));
    arrays.put("adj_indptr", NumberArray.of(new int[] {0, 1, 3, 3}, 4));
    arrays.put("adj_shape", NumberArray.of(new long[] {3, 3}, 2));
    arrays.put("attr_data", NumberArray.of(new float[] {1, 0.5f, -2}, 3));
    arrays.put("attr_indices", NumberArray.of(new int[] {3, 0, 2}, 3));
    arrays.put("attr_indptr", NumberArray.of(new int[] {0, 2, 2, 3}, 4));
    arrays.put("attr_shape", NumberArray.of(new long[] {3, 4}, 2));
    arrays.put("labels", NumberArray.of(new long[] {1, -1, 0}, 3));
    return arrays;
  }

  /** The files of a small graph behind their lengths, as one way of pickling writes them. */
  static byte[] planetoid(String way) throws IOException {
    var all = new ByteArrayOutputStream();
    for (String ending : PLANETOID) {
      byte[] bytes =
          Files.readAllBytes(Path.of("src/test/resources/planetoid", way, "ind.tiny." + ending));
      all.writeBytes(ByteBuffer.allocate(2).putChar((char) bytes.length).array());
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  static List<byte[]> arrays(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (NdArray array :
        List.of(
            NumberArray.of(ROWS, 2, 2, 2),
            NumberArray.of(new long[] {1, -1}, 2),
            NumberArray.of(new double[] {0.5}),
            TextArray.of(List.of("dog", "", "rain")))) {
      Npy.write(file, array);
      all.add(FuzzSeeds.taken(file));
    }
    for (String type : List.of(">f4", "<i2", "|b1", ">u8", "|S3", ">U2")) {
      all.add(array("{'descr': '%s', 'fortran_order': True, 'shape': (2, 1), }".formatted(type)));
    }
    return all;
  }

  private static byte[] array(String header) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0});
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(header.length()).array());
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    int width = Integer.parseInt(header.substring(13, 14));
    out.writeBytes(new byte[2 * width * (header.charAt(12) == 'U' ? 4 : 1)]);
    return out.toByteArray();
  }

  static List<byte[]> tensors(Path file) throws IOException {
    Map<String, NumberArray> tensors = new LinkedHashMap<>();
    tensors.put("weight", NumberArray.of(ROWS, 4, 2));
    tensors.put("empty", NumberArray.of(new int[0], 0, 3));
    tensors.put("one", NumberArray.of(new double[] {1}));
    tensors.put("bytes", NumberArray.of(new byte[] {1, 2, 3}, 3));
    new Safetensors(tensors, Map.of("format", "pt", "more", "\u00e9")).write(file);
    return List.of(FuzzSeeds.taken(file));
  }
}
