package dev.earshot.cuda;

/**
 * Device memory that an operation uses.
 *
 * @param address where it begins
 * @param bytes how long it is
 * @param written whether it is written, perhaps read too; otherwise it is only read
 */
record Region(long address, long bytes, boolean written) {
  /** The null pointer, which kernels take for what is not given. */
  static final Region NONE = new Region(0, 0, false);

  static Region read(long address, long bytes) {
    return new Region(address, bytes, false);
  }

  static Region written(long address, long bytes) {
    return new Region(address, bytes, true);
  }

  /** Whether operations that use these cannot change places. */
  boolean conflicts(Region other) {
    return (written || other.written)
        && address < other.address + other.bytes
        && other.address < address + bytes;
  }
}
