package dev.earshot.cuda.driver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The device memory of one backend. It is allocated in large chunks, because the device waits
 * during each allocation, and freed when the backend is closed. A dropped block is used again for
 * the next request of its size. When memory runs out, unreachable blocks are collected and freed
 * before an error is thrown.
 *
 * <p>A block can be used again without waiting for the device: all work of a backend is on one
 * stream, so the old work on the block is done before the new begins.
 */
final class DeviceMemory implements AutoCloseable {
  private static final long CHUNK = 32L << 20;

  /** How often unreachable memory is looked for before there is said to be none. */
  private static final int COLLECTIONS = 4;

  /** In bytes; the same as the driver's own allocations. */
  private static final long ALIGNMENT = 256;

  private final boolean guarded;
  private final Runnable collect;

  /** The sizes of the driver's allocations, by address. */
  private final Map<Long, Long> chunks = new HashMap<>();

  private final Map<Long, Deque<Block>> free = new HashMap<>();
  private final Queue<Block> dropped = new ConcurrentLinkedQueue<>();
  private long next;
  private long end;

  /** Consecutive bytes on the device. */
  record Block(long address, long bytes) {}

  /**
   * @param guarded whether each block is an allocation of its own and never used again, so that a
   *     memory checker sees every access outside of it
   * @param collect {@linkplain #drop drops} unreachable blocks as far as possible
   */
  DeviceMemory(boolean guarded, Runnable collect) {
    this.guarded = guarded;
    this.collect = collect;
  }

  /**
   * A block of unknown content.
   *
   * @throws CudaException if there is no memory left
   */
  Block allocate(long bytes) {
    if (guarded) {
      return new Block(newChunk(Math.max(4, bytes)), bytes);
    }
    long size = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Optional<Block> again = freeBlock(size);
    if (again.isPresent()) {
      return again.get();
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

  private Optional<Block> freeBlock(long size) {
    for (Block block = dropped.poll(); block != null; block = dropped.poll()) {
      free.computeIfAbsent(block.bytes(), key -> new ArrayDeque<>()).push(block);
    }
    return Optional.ofNullable(free.get(size)).map(Deque::poll);
  }

  private long newChunk(long bytes) {
    OptionalLong address = Driver.allocate(bytes);
    // On a busy machine one collection is not always enough to hear of everything unreachable.
    for (int i = 0; i < COLLECTIONS && address.isEmpty(); i++) {
      collect.run();
      releaseFree();
      address = Driver.allocate(bytes);
    }
    long found =
        address.orElseThrow(() ->
            new CudaException(
                "no device memory left: %s MB more are needed, this backend holds %s MB already;"
                        .formatted(megabytes(bytes), megabytes(heldBytes()))
                    + " let fewer runs or other programs use the device at the same time"));
    chunks.put(found, bytes);
    return found;
  }

  /** Frees the free blocks that are whole chunks; the driver waits until nothing uses them. */
  private void releaseFree() {
    freeBlock(0);
    free.values()
        .forEach(blocks ->
            blocks.removeIf(block -> {
              boolean whole = chunks.getOrDefault(block.address(), 0L) == block.bytes();
              if (whole) {
                chunks.remove(block.address());
                Driver.free(block.address());
              }
              return whole;
            }));
  }

  private long heldBytes() {
    return chunks.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000;
  }

  /** Takes back a block; may be called by any thread. */
  void drop(Block block) {
    if (!guarded) {
      dropped.add(block);
    }
  }

  @Override
  public void close() {
    List<Long> left = List.copyOf(chunks.keySet());
    chunks.clear();
    try (Cleanup cleanup = new Cleanup()) {
      left.forEach(address -> cleanup.run(() -> Driver.free(address)));
    }
  }
}
