package dev.earshot.cuda.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How values came about that were computed during a capture. An operation that reads them can
 * compute them anew from what they were made of, and then need not wait for them. An origin is
 * forgotten as soon as the values, or what they were made of, are written again.
 */
final class Origins {
  private final List<Known> known = new ArrayList<>();

  private record Known(DeviceRange result, List<DeviceRange> sources, Object origin) {
    boolean isChangedBy(DeviceRange range) {
      return range instanceof DeviceRange.Written
          && (range.conflicts(result) || sources.stream().anyMatch(range::conflicts));
    }
  }

  void add(DeviceRange result, List<DeviceRange> sources, Object origin) {
    known.add(new Known(result, List.copyOf(sources), origin));
  }

  /** Must be called for every operation, before it is asked for origins of what it writes. */
  void use(List<DeviceRange> ranges) {
    known.removeIf(each -> ranges.stream().anyMatch(each::isChangedBy));
  }

  /** The origin of exactly these values, if it is known and of this type. */
  <T> Optional<T> of(DeviceRange values, Class<T> type) {
    return known.stream()
        .filter(each ->
            each.result().address() == values.address() && each.result().bytes() == values.bytes())
        .map(Known::origin)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  void clear() {
    known.clear();
  }
}
