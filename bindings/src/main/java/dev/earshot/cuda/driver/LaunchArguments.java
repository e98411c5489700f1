package dev.earshot.cuda.driver;

import dev.earshot.base.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jcuda.Pointer;

/**
 * The arguments of one launch, laid out as the driver reads them: a slot of 8 bytes for each. The
 * driver copies them when it launches, so one object serves all launches of a context in turn.
 */
public final class LaunchArguments {
  private static final int SLOT = 8;
  private static final int MOST = 64;

  private final ByteBuffer values =
      ByteBuffer.allocateDirect(MOST * SLOT).order(ByteOrder.nativeOrder());
  private final Pointer[] slots = new Pointer[MOST];

  /** By the number of arguments: the pointers to their slots. */
  private final Pointer[] byCount = new Pointer[MOST + 1];

  private List<DeviceRange> ranges = new ArrayList<>();
  private final int[] sizes = new int[MOST];
  private int count;

  LaunchArguments() {
    Pointer start = Pointer.to(values);
    for (int i = 0; i < MOST; i++) {
      slots[i] = start.withByteOffset((long) SLOT * i);
    }
  }

  LaunchArguments cleared() {
    count = 0;
    ranges = new ArrayList<>();
    return this;
  }

  private int next(int size) {
    Checks.require(count < MOST, "more than %s arguments in a launch of %s", MOST, count + 1);
    sizes[count] = size;
    return SLOT * count++;
  }

  public void add(boolean value) {
    values.put(next(1), (byte) (value ? 1 : 0));
  }

  public void add(int value) {
    values.putInt(next(Integer.BYTES), value);
  }

  public void add(long value) {
    values.putLong(next(Long.BYTES), value);
  }

  public void add(float value) {
    values.putFloat(next(Float.BYTES), value);
  }

  public void add(double value) {
    values.putDouble(next(Double.BYTES), value);
  }

  /** Adds an address, and the memory that the launch depends on. */
  public void add(DeviceRange range) {
    values.putLong(next(Long.BYTES), range.address());
    if (range.bytes() > 0) {
      ranges.add(range);
    }
  }

  /** The sizes of the arguments in bytes. */
  List<Integer> sizes() {
    return Arrays.stream(sizes, 0, count).boxed().toList();
  }

  /** The memory that the launch uses. */
  List<DeviceRange> ranges() {
    return ranges;
  }

  /** The pointers to the arguments, as the driver takes them. */
  Pointer pointers() {
    if (byCount[count] == null) {
      Pointer[] used = new Pointer[count];
      System.arraycopy(slots, 0, used, 0, count);
      byCount[count] = Pointer.to(used);
    }
    return byCount[count];
  }
}
