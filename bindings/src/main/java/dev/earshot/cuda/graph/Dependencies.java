package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.DeviceRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What each operation of a sequence has to wait for. Operations must keep their order if one of
 * them writes memory that the other uses. Only the edges of the transitive reduction are kept: an
 * operation does not wait for another that one of those it waits for has waited for already.
 */
final class Dependencies {
  private final List<Access> accesses = new ArrayList<>();

  /** For each operation, all earlier ones that are done before it begins. */
  private final List<BitSet> before = new ArrayList<>();

  /** For each operation, the length of the longest chain that ends with it. */
  private final List<Integer> depths = new ArrayList<>();

  private record Access(int operation, DeviceRange range) {}

  /** The number of operations. */
  int size() {
    return before.size();
  }

  /** The number of operations on the longest chain, each of which waits for the one before. */
  int chain() {
    return depths.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** Whether the first of two operations is done before the second begins. */
  boolean isBefore(int first, int second) {
    return before.get(second).get(first);
  }

  /** The earlier operations that one with these ranges has to wait for, without redundant ones. */
  BitSet required(List<DeviceRange> ranges) {
    BitSet required = new BitSet();
    for (Access access : accesses) {
      if (ranges.stream().anyMatch(access.range()::conflicts)) {
        required.set(access.operation());
      }
    }
    return reduced(required);
  }

  /** These operations without those that are done before another of them begins. */
  BitSet reduced(BitSet operations) {
    BitSet left = (BitSet) operations.clone();
    operations.stream().forEach(operation -> left.andNot(before.get(operation)));
    return left;
  }

  /**
   * Adds the next operation.
   *
   * @param ranges the memory it uses
   * @param waitsFor the operations that it waits for
   */
  void add(List<DeviceRange> ranges, BitSet waitsFor) {
    int operation = size();
    BitSet all = (BitSet) waitsFor.clone();
    waitsFor.stream().forEach(earlier -> all.or(before.get(earlier)));
    before.add(all);
    depths.add(1 + waitsFor.stream().map(depths::get).max().orElse(0));
    ranges.forEach(range -> accesses.add(new Access(operation, range)));
  }
}
