package dev.earshot.format;

import java.util.Arrays;
import java.util.Optional;

/**
 * The types of number that both .npy and safetensors files have. F is floating-point, I a signed
 * integer, U an unsigned integer; the number is the width in bits. All are stored little-endian.
 */
public enum ElementType {
  F32("f4", 4),
  F64("f8", 8),
  I8("i1", 1),
  I16("i2", 2),
  I32("i4", 4),
  I64("i8", 8),
  U8("u1", 1),
  U16("u2", 2),
  U32("u4", 4),
  U64("u8", 8),
  BOOL("b1", 1);

  private final String numpyCode;
  private final int bytes;

  ElementType(String numpyCode, int bytes) {
    this.numpyCode = numpyCode;
    this.bytes = bytes;
  }

  /** The numpy kind and width without byte order, such as {@code f4}. */
  public String numpyCode() {
    return numpyCode;
  }

  /** The width of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are IEEE floating-point numbers. */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  static Optional<ElementType> ofNumpyCode(String code) {
    return Arrays.stream(values()).filter(type -> type.numpyCode.equals(code)).findFirst();
  }

  /** Finds a type by its safetensors name, which is the name of the constant. */
  static Optional<ElementType> ofName(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
