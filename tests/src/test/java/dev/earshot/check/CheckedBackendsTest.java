package dev.earshot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.UsableBackends;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Overlap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a provider opens checks its calls, and knows where its own buffers lie. */
class CheckedBackendsTest {
  static Stream<String> names() {
    return Stream.concat(Stream.of("reference"), UsableBackends.names());
  }

  @ParameterizedTest
  @MethodSource("names")
  void overlappingSlicesAreRefused(String name) {
    try (Backend backend = UsableBackends.provider(name).open()) {
      Matrix whole = backend.newMatrix(4, 5);
      Matrix x = whole.rowRange(0, 2);
      Matrix shifted = whole.slice(9, 2, 5);
      assertEquals(Overlap.SAME, x.overlap(whole.slice(0, 2, 5)));
      assertEquals(Overlap.NONE, x.overlap(whole.rowRange(2, 2)));
      assertEquals(Overlap.NONE, x.overlap(backend.newMatrix(2, 5)));
      backend.dense().add(1, x, 0, whole.rowRange(2, 2));
      String message =
          assertThrows(IllegalArgumentException.class, () -> backend.dense().add(1, x, 0, shifted))
              .getMessage();
      assertTrue(message.contains("y overlaps x"), message);
      Runnable recorded = backend.record(() -> backend.dense().add(1, x, 0, whole.rowRange(2, 2)));
      recorded.run();
      recorded.run();
      assertThrows(IllegalArgumentException.class, () -> backend.dense().add(1, x, 0, shifted));
      Indices all = backend.indicesOf(1, 2, 3, 4, 5);
      Indices step = all.slice(3, 1);
      assertEquals(4, step.toArray()[0]);
      backend.graphs().advance(step);
      assertEquals(5, all.toArray()[3]);
      assertEquals(Overlap.PARTIAL, step.overlap(all));
      assertEquals(Overlap.NONE, step.overlap(all.slice(0, 3)));
    }
  }
}
