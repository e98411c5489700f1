package dev.earshot.cuda.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.cuda.driver.DeviceFault;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Java declares of the kernels against the .cu files themselves. */
class KernelDeclarationsTest {
  private static final Path CUDA = Path.of("..", "cuda-kernels", "src", "main", "cuda");
  private static final Map<Class<?>, String> ELEMENTS =
      Map.of(Float.class, "float", Integer.class, "int", Double.class, "double");

  @BeforeAll
  static void sources() {
    assumeTrue(Files.isDirectory(CUDA), "skipped: the kernels' sources are not beside these tests");
  }

  private static final Map<Class<?>, String> VALUES =
      Map.of(
          int.class, "int",
          long.class, "unsigned long long",
          float.class, "float",
          double.class, "double",
          boolean.class, "bool");

  private final KernelSources sources;

  KernelDeclarationsTest() throws IOException {
    sources = KernelSources.read(CUDA);
  }

  @Test
  void everyKernelIsDeclaredAsItIs() {
    Map<String, Kernel<?>> declared = declared();
    assertEquals(sources.kernels().keySet(), declared.keySet());
    declared.values().forEach(kernel -> assertEquals(List.of(), problems(kernel, sources)));
  }

  @Test
  void constantsAreEqual() throws IllegalAccessException {
    int compared = 0;
    for (Field field : staticFields()) {
      KernelConstant constant = field.getAnnotation(KernelConstant.class);
      if (constant != null) {
        compared++;
        assertEquals(
            Set.of(field.getInt(null)), sources.constants().get(constant.value()), field::toString);
      }
    }
    assertTrue(compared > 10, "only " + compared + " constants");
  }

  @Test
  void faultsAreEqual() {
    assertEquals(sources.enums().get("Fault"), constantsOf(DeviceFault.Kind.class));
  }

  record Right(Sizes sizes, Read<Float> x, Read<Integer> rowOffsets, Written<Float> y) {}

  record Sizes(int n, boolean self) {}

  record OtherOrder(Sizes sizes, Read<Float> x, Written<Float> y, Read<Integer> rowOffsets) {}

  record OtherElements(Sizes sizes, Read<Float> x, Read<Float> rowOffsets, Written<Float> y) {}

  record OtherDirection(Sizes sizes, Read<Float> x, Read<Integer> rowOffsets, Read<Float> y) {}

  record OneMissing(Sizes sizes, Read<Float> x, Read<Integer> rowOffsets) {}

  /** The comparison itself finds what it is for. */
  @Test
  void wrongDeclarationsAreFound() {
    KernelSources source =
        KernelSources.of(
            """
            // extern "C" __global__ void __launch_bounds__(1) scale(int not_this);
            extern "C" __global__ void __launch_bounds__(64, 2) scale(
                int n, bool self, const float* x,
                const int* row_offsets, float* y) {
            """);
    assertEquals(List.of(), problems(Kernel.of("scale", 64, Right.class), source));
    assertFalse(problems(Kernel.of("scale", 128, Right.class), source).isEmpty());
    for (Class<? extends Record> wrong :
        List.of(OtherOrder.class, OtherElements.class, OtherDirection.class, OneMissing.class)) {
      assertFalse(problems(Kernel.of("scale", 64, wrong), source).isEmpty(), wrong::getName);
    }
  }

  /** The static fields of all classes of the package. */
  private static List<Field> staticFields() {
    String name = Kernel.class.getPackageName();
    Path classes = Path.of("..", "bindings", "target", "classes", name.replace('.', '/'));
    List<Field> fields = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String type = file.getFileName().toString().replace(".class", "");
        if (!type.equals("package-info")) {
          fields.addAll(Arrays.asList(Class.forName(name + "." + type).getDeclaredFields()));
        }
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    fields.removeIf(field -> !Modifier.isStatic(field.getModifiers()) || field.isSynthetic());
    fields.forEach(field -> field.setAccessible(true));
    return fields;
  }

  private static Map<String, Kernel<?>> declared() {
    Map<String, Kernel<?>> found = new TreeMap<>();
    for (Field field : staticFields()) {
      Object value;
      try {
        value = field.get(null);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
      List<?> values = value instanceof Map<?, ?> map ? List.copyOf(map.values()) : List.of(value);
      for (Object each : values) {
        if (each instanceof Kernel<?> kernel) {
          assertEquals(null, found.put(kernel.name(), kernel), kernel::name);
        }
      }
    }
    return found;
  }

  private static List<String> problems(Kernel<?> kernel, KernelSources sources) {
    KernelSources.Signature signature = sources.kernels().get(kernel.name());
    List<String> problems = new ArrayList<>();
    if (kernel.threads() != signature.threads()) {
      problems.add(kernel.threads() + " threads, not " + signature.threads());
    }
    List<Component> components = components(kernel.arguments(), List.of());
    if (components.size() != signature.parameters().size()) {
      problems.add("%s: %s for %s".formatted(kernel.name(), components, signature.parameters()));
      return problems;
    }
    for (int i = 0; i < components.size(); i++) {
      KernelSources.Parameter parameter = signature.parameters().get(i);
      if (!components.get(i).fits(parameter, sources)) {
        problems.add("%s: %s for %s".formatted(kernel.name(), components.get(i), parameter));
      }
    }
    return problems;
  }

  /** The components that stand for one parameter each. */
  private static List<Component> components(Class<?> record, List<String> groups) {
    List<Component> found = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      if (Kernel.isGroup(component.getType())) {
        List<String> inner = new ArrayList<>(groups);
        inner.add(snakeCase(component.getName()));
        found.addAll(components(component.getType(), inner));
      } else {
        found.add(new Component(component, groups));
      }
    }
    return found;
  }

  /**
   * @param groups the names of the record components that it is part of, outer ones first
   */
  private record Component(RecordComponent component, List<String> groups) {
    boolean fits(KernelSources.Parameter parameter, KernelSources sources) {
      return names().anyMatch(parameter.name()::equals)
          && types(sources).contains(parameter.type());
    }

    /** Its own name, behind the names of any of its groups. */
    private Stream<String> names() {
      Stream<String> names = Stream.of("");
      for (String group : groups) {
        names = names.flatMap(before -> Stream.of(before, before + group + "_"));
      }
      return names.map(before -> before + snakeCase(component.getName()));
    }

    /** The kernel types that this component stands for. */
    private Set<String> types(KernelSources sources) {
      Class<?> type = component.getType();
      if (type.isEnum()) {
        return constantsOf(type).equals(sources.enums().get(type.getSimpleName()))
            ? Set.of(type.getSimpleName())
            : Set.of();
      }
      if (component.getGenericType() instanceof ParameterizedType range) {
        String element = ELEMENTS.get((Class<?>) range.getActualTypeArguments()[0]);
        if (type == Read.class) {
          return Set.of("const " + element + "*");
        }
        // Tickets are unsigned: Java has no such type.
        return element.equals("int") ? Set.of("int*", "unsigned*") : Set.of(element + "*");
      }
      return Set.of(VALUES.get(type));
    }
  }

  private static List<String> constantsOf(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> "k" + camelCase(((Enum<?>) constant).name()))
        .toList();
  }

  private static String camelCase(String upperCase) {
    StringBuilder name = new StringBuilder();
    for (String word : upperCase.split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
