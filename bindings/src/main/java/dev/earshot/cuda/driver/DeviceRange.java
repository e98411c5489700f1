package dev.earshot.cuda.driver;

/**
 * Consecutive device memory that an operation uses. The type parameters of {@link Read} and {@link
 * Written} name the elements: {@code Read<Float>} is a kernel's {@code const float*}, {@code
 * Written<Integer>} its {@code int*}.
 *
 * <p>An empty range conflicts with nothing, even if it has an address.
 */
public sealed interface DeviceRange {
  /** Address of the first byte; 0 for a null pointer. */
  long address();

  /** Length in bytes. */
  long bytes();

  /**
   * Memory that is only read.
   *
   * @param <T> what the elements are
   */
  record Read<T>(long address, long bytes) implements DeviceRange {}

  /**
   * Memory that is written, and perhaps read before.
   *
   * @param <T> what the elements are
   */
  record Written<T>(long address, long bytes) implements DeviceRange {
    /** {@code length} bytes of it, from byte {@code from} on. */
    public Written<T> slice(long from, long length) {
      return new Written<>(address + from, length);
    }

    /** The same memory for an operation that only reads it. */
    public Read<T> asRead() {
      return new Read<>(address, bytes);
    }
  }

  /** A null pointer, for an operand that is not given. */
  static <T> Read<T> noneRead() {
    return new Read<>(0, 0);
  }

  /** A null pointer, for a result that is not wanted. */
  static <T> Written<T> noneWritten() {
    return new Written<>(0, 0);
  }

  /** Whether two operations that use these ranges must keep their order. */
  default boolean conflicts(DeviceRange other) {
    return (this instanceof Written || other instanceof Written)
        && address() < other.address() + other.bytes()
        && other.address() < address() + bytes();
  }
}
