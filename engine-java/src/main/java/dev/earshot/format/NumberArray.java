package dev.earshot.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Numbers of one {@link ElementType} in an array of any shape, row-major. They are kept as
 * little-endian bytes, as in files. The size is at most 2 GiB.
 */
public final class NumberArray implements NdArray {
  private final ElementType type;
  private final List<Integer> shape;
  private final byte[] bytes;

  /** Creates an array that owns {@code bytes}, without a copy. */
  NumberArray(ElementType type, List<Integer> shape, byte[] bytes) {
    this.type = type;
    this.shape = List.copyOf(shape);
    this.bytes = bytes;
    if ((long) NdArray.elements(shape) * type.bytes() != bytes.length) {
      throw new IllegalArgumentException(
          "shape %s of %s does not fill %s bytes".formatted(shape, type, bytes.length));
    }
  }

  /** An array of {@link ElementType#F32}; the values are copied. */
  public static NumberArray of(float[] values, Integer... shape) {
    var array = allocate(ElementType.F32, values.length, shape);
    array.buffer().asFloatBuffer().put(values);
    return array;
  }

  /** An array of {@link ElementType#F64}; the values are copied. */
  public static NumberArray of(double[] values, Integer... shape) {
    var array = allocate(ElementType.F64, values.length, shape);
    array.buffer().asDoubleBuffer().put(values);
    return array;
  }

  /** An array of {@link ElementType#I32}; the values are copied. */
  public static NumberArray of(int[] values, Integer... shape) {
    var array = allocate(ElementType.I32, values.length, shape);
    array.buffer().asIntBuffer().put(values);
    return array;
  }

  /** An array of {@link ElementType#I64}; the values are copied. */
  public static NumberArray of(long[] values, Integer... shape) {
    var array = allocate(ElementType.I64, values.length, shape);
    array.buffer().asLongBuffer().put(values);
    return array;
  }

  /** An array of {@link ElementType#U8}; the values are copied. */
  public static NumberArray of(byte[] values, Integer... shape) {
    return new NumberArray(ElementType.U8, List.of(shape), values.clone());
  }

  private static NumberArray allocate(ElementType type, int count, Integer[] shape) {
    return new NumberArray(type, List.of(shape), new byte[Math.multiplyExact(count, type.bytes())]);
  }

  /** The type of every element. */
  public ElementType type() {
    return type;
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public long memory() {
    return bytes.length;
  }

  /** The number of elements. */
  public int size() {
    return bytes.length / type.bytes();
  }

  /** All values as floats, row-major. Values of wider types are rounded to the nearest float. */
  public float[] toFloats() {
    var values = new float[size()];
    if (type == ElementType.F32) {
      buffer().asFloatBuffer().get(values);
    } else {
      var buffer = buffer();
      for (int i = 0; i < values.length; i++) {
        values[i] = type == ElementType.F64 ? (float) buffer.getDouble(8 * i) : integer(buffer, i);
      }
    }
    return values;
  }

  /** All values as doubles, row-major. Integers beyond 2^53 are rounded. */
  public double[] toDoubles() {
    var values = new double[size()];
    var buffer = buffer();
    if (type == ElementType.F64) {
      buffer.asDoubleBuffer().get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = type == ElementType.F32 ? buffer.getFloat(4 * i) : integer(buffer, i);
    }
    return values;
  }

  /**
   * All values as longs, row-major. Booleans become 0 and 1.
   *
   * @throws ArithmeticException if a U64 value is 2^63 or more
   * @throws IllegalArgumentException if the elements are floating-point numbers
   */
  public long[] toLongs() {
    if (type.isFloat()) {
      throw new IllegalArgumentException("expected integers, found " + type);
    }
    var values = new long[size()];
    var buffer = buffer();
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(buffer, i);
    }
    return values;
  }

  /**
   * All values as ints, row-major.
   *
   * @throws ArithmeticException if a value is outside the range of an int
   * @throws IllegalArgumentException if the elements are floating-point numbers
   */
  public int[] toInts() {
    if (type == ElementType.I32) {
      var values = new int[size()];
      buffer().asIntBuffer().get(values);
      return values;
    }
    var longs = toLongs();
    var values = new int[longs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.toIntExact(longs[i]);
    }
    return values;
  }

  private long integer(ByteBuffer buffer, int i) {
    return switch (type) {
      case I8 -> buffer.get(i);
      case U8 -> Byte.toUnsignedInt(buffer.get(i));
      case BOOL -> buffer.get(i) == 0 ? 0 : 1;
      case I16 -> buffer.getShort(2 * i);
      case U16 -> Short.toUnsignedInt(buffer.getShort(2 * i));
      case I32 -> buffer.getInt(4 * i);
      case U32 -> Integer.toUnsignedLong(buffer.getInt(4 * i));
      case I64 -> buffer.getLong(8 * i);
      case U64 -> {
        long value = buffer.getLong(8 * i);
        if (value < 0) {
          throw new ArithmeticException(Long.toUnsignedString(value) + " does not fit in 63 bits");
        }
        yield value;
      }
      case F32, F64 -> throw new IllegalStateException("not an integer type: " + type);
    };
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The array's own bytes: little-endian, row-major. The caller must not change them. */
  byte[] bytes() {
    return bytes;
  }
}
