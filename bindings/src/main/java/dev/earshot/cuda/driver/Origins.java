package dev.earshot.cuda.driver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How values came about that were computed during a capture. An operation that reads them can
 * compute them anew from what they were made of, and then need not wait for them. An origin is
 * forgotten as soon as the values, or what they were made of, are written again.
 */
final class Origins {
  private final List<Known> known = new ArrayList<>();

  private record Known(
      int operation, DeviceRange result, List<DeviceRange> sources, Object origin) {
    boolean is(DeviceRange values) {
      return result.address() == values.address() && result.bytes() == values.bytes();
    }

    boolean isChangedBy(DeviceRange range) {
      return range instanceof DeviceRange.Written
          && (range.conflicts(result) || sources.stream().anyMatch(range::conflicts));
    }
  }

  /**
   * @param operation the number of the operation that computed the result
   */
  void add(int operation, DeviceRange result, List<DeviceRange> sources, Object origin) {
    known.add(new Known(operation, result, List.copyOf(sources), origin));
  }

  /** The number of the operation that computed exactly these values, if it is known. */
  OptionalInt operationOf(DeviceRange values) {
    return known.stream().filter(each -> each.is(values)).mapToInt(Known::operation).findFirst();
  }

  /** Must be called for every operation, before it is asked for origins of what it writes. */
  void use(List<DeviceRange> ranges) {
    known.removeIf(each -> ranges.stream().anyMatch(each::isChangedBy));
  }

  /** The origin of exactly these values, if it is known and of this type. */
  <T> Optional<T> of(DeviceRange values, Class<T> type) {
    return known.stream()
        .filter(each -> each.is(values))
        .map(Known::origin)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /** The parts of these values whose origin is known and of this type, by increasing address. */
  List<DeviceRange> resultsWithin(DeviceRange values, Class<?> type) {
    return known.stream()
        .filter(each -> type.isInstance(each.origin()))
        .map(Known::result)
        .filter(part ->
            part.address() >= values.address()
                && part.address() + part.bytes() <= values.address() + values.bytes())
        .sorted(Comparator.comparingLong(DeviceRange::address))
        .toList();
  }

  void clear() {
    known.clear();
  }
}
