package dev.earshot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.GraphKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Overlap;
import dev.earshot.compute.reference.ReferenceBackend;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that writes outside its buffer is detected, wherever the backend keeps its memory. */
class GuardedBackendTest {
  private static final Size SIZE = new Size(3, 4, 1);

  /** A copy that ends one element too late, or begins one too early. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 12})
  void matrixWrittenOutside(int element) {
    var operation =
        new OperationCase(
            "copy",
            0,
            List.of(SIZE),
            (w, s) -> {
              Matrix x = w.data(s.n(), s.k());
              Matrix y = w.backend().newMatrix(s.n(), s.k());
              w.kernel(() -> w.backend().dense().add(1, x, 0, y));
              w.result("y", y);
            });
    operation.on(ReferenceBackend.open(), SIZE).run();
    Backend broken = new Broken(element).backend();
    Workbench workbench = operation.on(broken, SIZE);
    String message = assertThrows(IllegalStateException.class, workbench::run).getMessage();
    assertEquals(
        "copy 3x4x1 wrote outside of its buffers: element %d of matrix y (3 x 4)"
            .formatted(element),
        message);
  }

  @Test
  void indicesWrittenOutside() {
    var operation =
        new OperationCase(
            "count",
            0,
            List.of(SIZE),
            (w, s) -> {
              Indices step = w.step();
              w.kernel(() -> w.backend().graphs().advance(step));
              w.result("step", step);
            });
    operation.on(ReferenceBackend.open(), SIZE).run();
    Workbench workbench = operation.on(new Broken(1).backend(), SIZE);
    String message = assertThrows(IllegalStateException.class, workbench::run).getMessage();
    assertEquals(
        "count 3x4x1 wrote outside of its buffers: element 1 of index vector step (1)", message);
  }

  /** Buffers that operations create internally are guarded, too. */
  @Test
  void operationsOwnBuffersAreGuarded() {
    OperationCase sum =
        OperationCases.all().stream()
            .filter(operation -> operation.name().equals("sum-bias-relu"))
            .findFirst()
            .orElseThrow();
    Workbench workbench = sum.on(new Broken(-1).backend(), sum.sizes().get(1));
    String message = assertThrows(IllegalStateException.class, workbench::run).getMessage();
    assertTrue(message.endsWith("element -1 of matrix y (7 x 3)"), message);
  }

  /**
   * The reference backend, except that sums and counters also write the element with this index of
   * their buffer.
   */
  private static final class Broken {
    private final Backend reference = ReferenceBackend.open();
    private final int element;
    private final List<Matrix> matrices = new ArrayList<>();
    private final List<Indices> vectors = new ArrayList<>();

    Broken(int element) {
      this.element = element;
    }

    Backend backend() {
      DenseKernels dense =
          proxy(
              DenseKernels.class,
              (method, arguments) -> {
                Object result = method.invoke(reference.dense(), arguments);
                if (method.getName().equals("add")) {
                  writeOutside((Matrix) arguments[3]);
                }
                return result;
              });
      GraphKernels graphs =
          proxy(
              GraphKernels.class,
              (method, arguments) -> {
                Object result = method.invoke(reference.graphs(), arguments);
                writeOutside((Indices) arguments[0]);
                return result;
              });
      return proxy(
          Backend.class,
          (method, arguments) ->
              switch (method.invoke(reference, arguments)) {
                case Matrix matrix -> {
                  matrices.add(matrix);
                  yield matrix;
                }
                case Indices vector -> {
                  vectors.add(vector);
                  yield vector;
                }
                case DenseKernels kernels -> dense;
                case GraphKernels kernels -> graphs;
                case null -> null;
                case Object other -> other;
              });
    }

    private void writeOutside(Matrix output) {
      for (Matrix whole : matrices) {
        for (int i = 0; i < whole.size(); i++) {
          if (whole.slice(i, 1, 1).overlap(output) != Overlap.NONE) {
            whole.slice(i + element, 1, 1).fill(5);
            return;
          }
        }
      }
    }

    private void writeOutside(Indices output) {
      for (Indices whole : vectors) {
        for (int i = 0; i < whole.length(); i++) {
          if (whole.slice(i, 1).overlap(output) != Overlap.NONE) {
            whole.slice(i + element, 1).write(5);
            return;
          }
        }
      }
    }
  }

  private interface Call {
    Object make(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.make(method, arguments)));
  }
}
