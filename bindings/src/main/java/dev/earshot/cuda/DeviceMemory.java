package dev.earshot.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All device memory of one backend. It comes from the driver in large chunks, since every call of
 * the driver for memory makes the device wait, and goes back when the backend is closed. Blocks
 * that their users have dropped are handed out again for the same size.
 *
 * <p>Handing a block out again is safe without waiting for the device: everything a backend does is
 * on one stream, so what used the block before is done before what uses it next.
 */
final class DeviceMemory implements AutoCloseable {
  private static final long CHUNK = 32L << 20;

  /** What vector loads and the driver's own allocations are aligned to. */
  private static final long ALIGNMENT = 256;

  private final boolean guarded;
  private final List<Long> chunks = new ArrayList<>();
  private final Map<Long, Deque<Block>> free = new HashMap<>();
  private final Queue<Block> dropped = new ConcurrentLinkedQueue<>();
  private long next;
  private long end;

  /** Consecutive bytes on the device. */
  record Block(long address, long bytes) {}

  /**
   * @param guarded whether each block is an allocation of the driver's own, never used again, so
   *     that a memory checker sees an access outside it
   */
  DeviceMemory(boolean guarded) {
    this.guarded = guarded;
  }

  /** A block that holds anything. */
  Block allocate(long bytes) {
    if (guarded) {
      return new Block(newChunk(Math.max(4, bytes)), bytes);
    }
    long size = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    for (Block block = dropped.poll(); block != null; block = dropped.poll()) {
      free.computeIfAbsent(block.bytes(), key -> new ArrayDeque<>()).push(block);
    }
    Deque<Block> sameSize = free.get(size);
    if (sameSize != null && !sameSize.isEmpty()) {
      return sameSize.pop();
    }
    if (size > CHUNK) {
      return new Block(newChunk(size), size);
    }
    if (next + size > end) {
      next = newChunk(CHUNK);
      end = next + CHUNK;
    }
    Block block = new Block(next, size);
    next += size;
    return block;
  }

  private long newChunk(long bytes) {
    long address = Driver.allocate(bytes);
    chunks.add(address);
    return address;
  }

  /** Takes back a block; may be called by any thread. */
  void drop(Block block) {
    if (!guarded) {
      dropped.add(block);
    }
  }

  @Override
  public void close() {
    chunks.forEach(Driver::free);
    chunks.clear();
  }
}
