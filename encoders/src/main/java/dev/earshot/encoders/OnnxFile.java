package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An ONNX file in memory. What is checked here is what is computed with, even if the file changes
 * meanwhile. The network must be complete: one that takes weights from other files could make ONNX
 * Runtime read any file.
 *
 * @param path the file
 * @param bytes its content
 * @param sha256 its checksum, 64 lower-case hexadecimal digits
 */
record OnnxFile(Path path, byte[] bytes, String sha256) {
  /** The largest file: 1 GiB. */
  static final long MOST_BYTES = 1L << 30;

  private static final int DEEPEST = 64;

  /**
   * Reads and checks a file.
   *
   * @throws DataException if it is not a complete network; the message names the file
   */
  static OnnxFile read(Path path) throws IOException {
    var bytes = InputFile.bytes(path, MOST_BYTES, "a network in an ONNX file");
    try {
      requireNetwork(bytes);
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(path, e.getMessage()), e);
    }
    return new OnnxFile(path, bytes, sha256(bytes));
  }

  /** The SHA-256 of some bytes, in hexadecimal. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Checks the text of a checksum. */
  static void requireSha256(String sum) {
    if (!sum.matches("[0-9a-f]{64}")) {
      throw new DataException("checksum '%s' is not 64 hexadecimal digits".formatted(sum));
    }
  }

  /**
   * Checks that a file is the one that a card was written for.
   *
   * @param sum its checksum
   * @param expected the one in the card, if it states one
   */
  static void requireSha256(Path file, String sum, Optional<String> expected) {
    expected
        .filter(stated -> !stated.equals(sum))
        .ifPresent(stated -> {
          throw new DataException(
              "%s: its SHA-256 is %s, its card expects %s; get the file again"
                  .formatted(file, sum, stated));
        });
  }

  /** Checks that a file is the one that a user asked for by its checksum. */
  static void requireStated(Path file, String sum, Optional<String> stated) {
    stated
        .filter(wanted -> !wanted.equalsIgnoreCase(sum))
        .ifPresent(wanted -> {
          throw new DataException(
              "%s: its SHA-256 is %s; expected %s; get the file again"
                  .formatted(file, sum, wanted));
        });
  }

  /** The numbers of fields below are those of onnx.proto. */
  private static void requireNetwork(byte[] bytes) {
    boolean graph = false;
    var model = new ProtobufReader(bytes);
    while (model.next()) {
      switch (model.field()) {
        case 7 -> {
          checkGraph(model.message(), 0);
          graph = true;
        }
        case 25 -> checkFunction(model.message());
        default -> {}
      }
    }
    if (!graph) {
      throw new DataException("not an ONNX file: it has no network");
    }
  }

  private static void checkFunction(ProtobufReader function) {
    while (function.next()) {
      if (function.field() == 7) {
        checkNode(function.message(), 0);
      }
    }
  }

  private static void checkGraph(ProtobufReader graph, int depth) {
    if (depth > DEEPEST) {
      throw new DataException("its networks are nested too deeply");
    }
    while (graph.next()) {
      switch (graph.field()) {
        case 1 -> checkNode(graph.message(), depth);
        case 5 -> checkTensor(graph.message());
        case 15 -> checkSparseTensor(graph.message());
        default -> {}
      }
    }
  }

  private static void checkNode(ProtobufReader node, int depth) {
    while (node.next()) {
      if (node.field() == 5) {
        var attribute = node.message();
        while (attribute.next()) {
          switch (attribute.field()) {
            case 5, 10 -> checkTensor(attribute.message());
            case 6, 11 -> checkGraph(attribute.message(), depth + 1);
            case 22, 23 -> checkSparseTensor(attribute.message());
            default -> {}
          }
        }
      }
    }
  }

  private static void checkSparseTensor(ProtobufReader tensor) {
    while (tensor.next()) {
      if (tensor.field() == 1 || tensor.field() == 2) {
        checkTensor(tensor.message());
      }
    }
  }

  private static void checkTensor(ProtobufReader tensor) {
    while (tensor.next()) {
      if (tensor.field() == 13 || (tensor.field() == 14 && tensor.value() != 0)) {
        throw new DataException(
            "takes its weights from another file; export the network to one file");
      }
    }
  }
}
