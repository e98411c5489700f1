package dev.earshot.audio.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One number a sample. A-law and μ-law (ITU-T G.711) store the logarithm of 13 and 14 bits, as
 * numbers of 16 bits when decoded.
 *
 * @param type what kind of number
 * @param channels the number of channels
 * @param bytesPerSample 1 to 4, or 8
 * @param big whether the most significant byte comes first
 */
record PcmCoding(Type type, int channels, int bytesPerSample, boolean big) implements SampleCoding {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** What kind of number a sample is. */
  enum Type {
    /** Integers in two's complement. */
    SIGNED,
    /** Integers of 8 bits, with 128 for silence. */
    UNSIGNED,
    /** Floating-point numbers, with full scale at 1. */
    FLOAT,
    /** A-law. */
    A_LAW,
    /** μ-law. */
    MU_LAW
  }

  @Override
  public int blockBytes() {
    return channels * bytesPerSample;
  }

  @Override
  public int blockInstants() {
    return 1;
  }

  @Override
  public double fullScale() {
    return switch (type) {
      case FLOAT -> 1;
      case A_LAW, MU_LAW -> Short.MAX_VALUE;
      default -> (1L << 8 * bytesPerSample - 1) - 1;
    };
  }

  @Override
  public int decode(byte[] bytes, int at, int length, double[] out) {
    int instants = length / blockBytes();
    int count = instants * channels;
    for (int i = 0; i < count; i++, at += bytesPerSample) {
      out[i] = sample(bytes, at);
    }
    return instants;
  }

  private double sample(byte[] bytes, int at) {
    return switch (type) {
      case SIGNED -> signed(bytes, at);
      case UNSIGNED -> Byte.toUnsignedInt(bytes[at]) - 128;
      case FLOAT ->
          bytesPerSample == Float.BYTES
              ? Float.intBitsToFloat(int32(bytes, at))
              : Double.longBitsToDouble(int64(bytes, at));
      case A_LAW -> aLaw(bytes[at]);
      case MU_LAW -> muLaw(bytes[at]);
    };
  }

  private int signed(byte[] bytes, int at) {
    return switch (bytesPerSample) {
      case 1 -> bytes[at];
      case 2 -> {
        short little = (short) SHORT.get(bytes, at);
        yield big ? Short.reverseBytes(little) : little;
      }
      case 3 ->
          big
              ? bytes[at] << 16
                  | Byte.toUnsignedInt(bytes[at + 1]) << 8
                  | Byte.toUnsignedInt(bytes[at + 2])
              : (short) SHORT.get(bytes, at + 1) << 8 | Byte.toUnsignedInt(bytes[at]);
      default -> int32(bytes, at);
    };
  }

  private int int32(byte[] bytes, int at) {
    int little = (int) INT.get(bytes, at);
    return big ? Integer.reverseBytes(little) : little;
  }

  private long int64(byte[] bytes, int at) {
    long little = (long) LONG.get(bytes, at);
    return big ? Long.reverseBytes(little) : little;
  }

  /** Sign, three bits of exponent and four of mantissa; every second bit is inverted. */
  private static int aLaw(byte code) {
    int bits = code ^ 0x55;
    int exponent = bits >> 4 & 7;
    int mantissa = (bits & 15) << 4 | 8;
    int size = exponent == 0 ? mantissa : (mantissa | 0x100) << exponent - 1;
    return (bits & 0x80) == 0 ? -size : size;
  }

  /** Sign, three bits of exponent and four of mantissa, all inverted, around an offset of 33. */
  private static int muLaw(byte code) {
    int bits = ~code;
    int size = ((bits & 15) << 3 | 0x84) << (bits >> 4 & 7);
    return (bits & 0x80) == 0 ? size - 0x84 : 0x84 - size;
  }
}
