package dev.earshot.cuda.kernel;

import dev.earshot.base.Checks;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.StreamContext;

/**
 * Device memory for the intermediate results of one operation. It is reused from call to call, and
 * replaced by a larger one when a call needs more. A graph captured with the old memory retains it
 * and stays valid.
 *
 * <p>Each operation has a buffer of its own: in a captured graph, operations with a common one
 * would wait for each other.
 */
final class ScratchBuffer {
  private final StreamContext context;
  private final boolean zeroed;
  private Memory memory;

  /** The owner of the memory. */
  private static final class Memory {
    private final long address;
    private final long bytes;

    Memory(StreamContext context, boolean zeroed, long bytes) {
      this.bytes = bytes;
      address = zeroed ? context.allocateOutsideCapture(this, bytes) : context.reserve(this, bytes);
    }
  }

  private ScratchBuffer(StreamContext context, boolean zeroed, long bytes) {
    this.context = context;
    this.zeroed = zeroed;
    this.memory = new Memory(context, zeroed, bytes);
  }

  /** A buffer whose content is unknown at the beginning of each call. */
  static ScratchBuffer of(StreamContext context) {
    return new ScratchBuffer(context, false, 256);
  }

  /** A buffer of zeros; what a call leaves there, the next one finds. */
  static ScratchBuffer ofZeros(StreamContext context, long bytes) {
    return new ScratchBuffer(context, true, bytes);
  }

  /** The buffer for one call that needs this many bytes, to be cut into arrays. */
  Room room(long bytes) {
    if (memory.bytes < bytes) {
      memory = new Memory(context, zeroed, bytes);
    }
    context.retain(memory);
    return new Room(memory.address, memory.address + bytes);
  }

  /** Arrays one after the other; each must begin at a multiple of its element size. */
  static final class Room {
    private final long end;
    private long next;

    Room(long begin, long end) {
      this.next = begin;
      this.end = end;
    }

    Written<Integer> ints(long count) {
      return take(count, Integer.BYTES);
    }

    Written<Float> floats(long count) {
      return take(count, Float.BYTES);
    }

    Written<Double> doubles(long count) {
      return take(count, Double.BYTES);
    }

    private <T> Written<T> take(long count, int size) {
      long bytes = count * size;
      Checks.require(next % size == 0, "scratch elements of %s bytes are not aligned", size);
      Checks.require(next + bytes <= end, "a scratch array of %s bytes does not fit", bytes);
      Written<T> array = new Written<>(next, bytes);
      next += bytes;
      return array;
    }
  }
}
