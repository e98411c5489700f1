package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.LaunchArguments;
import dev.earshot.cuda.driver.StreamContext;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The declaration of a kernel: its name, the threads of a block, and its parameters.
 *
 * <p>The parameters are the components of the record {@code A}, in order; a component that is a
 * record stands for its own components. The types of Java and of the .cu files correspond so:
 *
 * <ul>
 *   <li>{@code int}, {@code float} and {@code double} to the same; {@code long} to {@code unsigned
 *       long long}; {@code boolean} to {@code bool}
 *   <li>an enum to an {@code enum class} of the same name with the same constants in the same order
 *   <li>{@code Read<Float>} to {@code const float*}, {@code Written<Float>} to {@code float*}, and
 *       in the same way {@code Integer} to {@code int} or {@code unsigned}, {@code Double} to
 *       {@code double}
 * </ul>
 *
 * @param <A> the arguments of a launch
 */
final class Kernel<A extends Record> {
  static final int WARP = 32;

  private final String name;
  private final int threadsX;
  private final int threadsY;
  private final Class<A> arguments;

  /** For each parameter, how it is read from an A. */
  private final List<MethodHandle> readers = new ArrayList<>();

  private Kernel(String name, int threadsX, int threadsY, Class<A> arguments) {
    this.name = name;
    this.threadsX = threadsX;
    this.threadsY = threadsY;
    this.arguments = arguments;
    for (MethodHandle reader : readersOf(arguments)) {
      readers.add(reader.asType(MethodType.methodType(Object.class, Record.class)));
    }
  }

  /** A kernel whose blocks have {@code threads} threads in one row. */
  static <A extends Record> Kernel<A> of(String name, int threads, Class<A> arguments) {
    return new Kernel<>(name, threads, 1, arguments);
  }

  /** A kernel whose blocks have 32 x {@code warps} threads, a column of a matrix to each lane. */
  static <A extends Record> Kernel<A> ofColumns(String name, int warps, Class<A> arguments) {
    return new Kernel<>(name, WARP, warps, arguments);
  }

  private static List<MethodHandle> readersOf(Class<?> type) {
    List<MethodHandle> found = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      MethodHandle reader;
      try {
        reader = MethodHandles.lookup().unreflect(component.getAccessor());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("no access to " + component, e);
      }
      if (isGroup(component.getType())) {
        for (MethodHandle inner : readersOf(component.getType())) {
          found.add(MethodHandles.filterReturnValue(reader, inner));
        }
      } else {
        found.add(reader);
      }
    }
    return found;
  }

  /** Whether a component of this type stands for several parameters. */
  static boolean isGroup(Class<?> type) {
    return type.isRecord() && !DeviceRange.class.isAssignableFrom(type);
  }

  String name() {
    return name;
  }

  /** The threads of a block. */
  int threads() {
    return threadsX * threadsY;
  }

  Class<A> arguments() {
    return arguments;
  }

  /** The number of blocks that give each element, row or column a thread. */
  int blocksFor(long things) {
    return Grid.blocks(things, threadsX);
  }

  /** Launches a thread for each element. */
  void forElements(StreamContext context, long elements, A with) {
    launch(context, blocksFor(elements), 1, with);
  }

  /** Launches a warp for each row. */
  void forRows(StreamContext context, int rows, A with) {
    launch(context, blocksForRows(rows), 1, with);
  }

  /** The number of blocks that give each row a warp. */
  int blocksForRows(int rows) {
    return Grid.blocks(rows, threads() / WARP);
  }

  /** Launches a grid of blocks. */
  void launch(StreamContext context, int blocksX, int blocksY, A with) {
    LaunchArguments to = context.arguments();
    for (MethodHandle reader : readers) {
      add(read(reader, with), to);
    }
    context.launch(
        name,
        new Grid(blocksX, blocksY, threadsX, threadsY),
        to,
        named -> with instanceof Costed told ? Optional.of(told.cost(named)) : Optional.empty());
  }

  private static Object read(MethodHandle reader, Record from) {
    try {
      return (Object) reader.invokeExact(from);
    } catch (Throwable e) {
      throw new IllegalStateException("an argument could not be read", e);
    }
  }

  private void add(Object value, LaunchArguments to) {
    switch (value) {
      case Integer number -> to.add((int) number);
      case Long number -> to.add((long) number);
      case Float number -> to.add((float) number);
      case Double number -> to.add((double) number);
      case Boolean flag -> to.add((boolean) flag);
      case Enum<?> constant -> to.add(constant.ordinal());
      case DeviceRange range -> to.add(range);
      default -> throw new IllegalStateException(name + " cannot take " + value);
    }
  }
}
