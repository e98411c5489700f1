package dev.earshot.cuda;

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
 * All device memory of one backend. It comes from the driver in large chunks, since every call of
 * the driver for memory makes the device wait, and goes back when the backend is closed. Blocks
 * that their users have dropped are handed out again for the same size. When there is no memory
 * left, what nobody can reach any more is looked for and given back before that is an error.
 *
 * <p>Handing a block out again is safe without waiting for the device: everything a backend does is
 * on one stream, so what used the block before is done before what uses it next.
 */
final class DeviceMemory implements AutoCloseable {
  private static final long CHUNK = 32L << 20;

  /** What vector loads and the driver's own allocations are aligned to. */
  private static final long ALIGNMENT = 256;

  private final boolean guarded;
  private final Runnable collect;

  /** Sizes of what came from the driver, by address. */
  private final Map<Long, Long> chunks = new HashMap<>();

  private final Map<Long, Deque<Block>> free = new HashMap<>();
  private final Queue<Block> dropped = new ConcurrentLinkedQueue<>();
  private long next;
  private long end;

  /** Consecutive bytes on the device. */
  record Block(long address, long bytes) {}

  /**
   * @param guarded whether each block is an allocation of the driver's own, never used again, so
   *     that a memory checker sees an access outside it
   * @param collect has unreachable blocks {@linkplain #drop dropped}, as far as it can
   */
  DeviceMemory(boolean guarded, Runnable collect) {
    this.guarded = guarded;
    this.collect = collect;
  }

  /**
   * A block that holds anything.
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
    if (address.isEmpty()) {
      collect.run();
      giveBackFree();
      address = Driver.allocate(bytes);
    }
    long found =
        address.orElseThrow(() ->
            new CudaException(
                "no device memory left: %d MB more are needed, this backend holds %d MB already;"
                        .formatted(megabytes(bytes), megabytes(held()))
                    + " let fewer runs or other programs use the device at a time"));
    chunks.put(found, bytes);
    return found;
  }

  /** Free blocks that are chunks of their own; the driver waits until nothing uses them. */
  private void giveBackFree() {
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

  private long held() {
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
    try (Closing closing = new Closing()) {
      left.forEach(address -> closing.run(() -> Driver.free(address)));
    }
  }
}
