package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.file.InputFile;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The post-processing of VGGish, as it made the features of AudioSet: PCA with whitening, values
 * cut off at -2 and 2, and 8 bits. It makes the vectors those of AudioSet and of no use to a
 * learner otherwise: whitening gives noise the size of what matters.
 *
 * @param file the name of the {@code .npz} file with {@code pca_eigen_vectors} [k, d] and {@code
 *     pca_means} [d], in the folder of the network
 * @param bits 8 for whole numbers from 0 to 255, 0 for the numbers before
 * @param sha256 the checksum of the file; without one any file of the name is taken
 */
public record Whitening(String file, int bits, Optional<String> sha256) {
  private static final String VECTORS = "pca_eigen_vectors";
  private static final String MEANS = "pca_means";
  private static final double LIMIT = 2;
  private static final int LEVELS = 255;
  private static final long MOST_BYTES = 64L << 20;

  /** Checks every value. */
  public Whitening {
    Front.requireFileName(file);
    sha256.ifPresent(OnnxFile::requireSha256);
    if (bits != 0 && bits != 8) {
      throw new DataException("whiten: bits %s: expected 0 or 8".formatted(bits));
    }
  }

  /** The same whitening with its file. */
  Whitening with(String newFile, String sum) {
    return new Whitening(newFile, bits, Optional.of(sum));
  }

  /**
   * The numbers of a file.
   *
   * @param bits as in {@link Whitening}
   * @param sum the checksum of the file
   * @param vectors k x d, row-major
   * @param means d
   */
  record Matrix(int bits, String sum, double[] vectors, double[] means) {
    /** The number of values of a row afterwards. */
    int dims() {
      return vectors.length / means.length;
    }

    /** What changes a vector. */
    String settings() {
      return " whiten " + sum + " " + bits;
    }

    /**
     * Computes E (x - m) for each row x, cut off at ±2, and with 8 bits the whole number below 255
     * (y + 2) / 4.
     *
     * @param rows row-major, d columns
     * @return row-major, k columns
     */
    float[] apply(float[] rows) {
      int columns = means.length;
      int count = rows.length / columns;
      var made = new float[count * dims()];
      for (int i = 0; i < count; i++) {
        for (int k = 0; k < dims(); k++) {
          double sum = 0;
          for (int d = 0; d < columns; d++) {
            sum += vectors[k * columns + d] * (rows[i * columns + d] - means[d]);
          }
          double cut = Math.clamp(sum, -LIMIT, LIMIT);
          made[i * dims() + k] =
              (float) (bits == 0 ? cut : Math.floor((cut + LIMIT) * (LEVELS / (2 * LIMIT))));
        }
      }
      return made;
    }
  }

  /**
   * Reads the file.
   *
   * @param path where it is
   * @param columns the columns of the network's output
   * @throws DataException if it is missing, not the one of the checksum, or does not fit
   */
  Matrix read(Path path, int columns) throws IOException {
    var sum = OnnxFile.sha256(bytes(path));
    OnnxFile.requireSha256(path, sum, sha256);
    var arrays = Npz.read(path, List.of(VECTORS, MEANS)::contains);
    var vectors = numbers(arrays, VECTORS, path);
    var means = numbers(arrays, MEANS, path).toDoubles();
    if (means.length != columns
        || vectors.shape().size() != 2
        || vectors.shape().get(0) < 1
        || vectors.shape().get(1) != columns) {
      throw new DataException(
          "%s: %s %s and %s %s: expected [k, %s] and [%s], as many as the network's values"
              .formatted(path, VECTORS, vectors.shape(), MEANS, means.length, columns, columns));
    }
    return new Matrix(bits, sum, vectors.toDoubles(), means);
  }

  /** The content of a file for whitening. */
  static byte[] bytes(Path path) throws IOException {
    return InputFile.bytes(
        path, MOST_BYTES, "an .npz file with %s and %s".formatted(VECTORS, MEANS));
  }

  private static NumberArray numbers(Map<String, NdArray> arrays, String name, Path path) {
    if (arrays.get(name) instanceof NumberArray numbers) {
      return numbers;
    }
    throw new DataException(
        "%s: has no array '%s' of numbers; expected %s and %s, as published for VGGish"
            .formatted(path, name, VECTORS, MEANS));
  }
}
