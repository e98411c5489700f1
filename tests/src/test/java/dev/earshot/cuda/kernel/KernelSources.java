package dev.earshot.cuda.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the .cu and .cuh files declare: kernels with their parameters, constants and enums. */
record KernelSources(
    Map<String, Signature> kernels,
    Map<String, Set<Integer>> constants,
    Map<String, List<String>> enums) {
  private static final Pattern KERNEL =
      Pattern.compile(
          "extern \"C\" __global__ void (?:__launch_bounds__\\(([^)]*)\\) )?(\\w+)\\(([^)]*)\\)");
  private static final Pattern CONSTANT = Pattern.compile("\\bconstexpr int (k\\w+) = (-?\\w+);");
  private static final Pattern ENUM = Pattern.compile("\\benum class (\\w+) \\{([^}]*)\\}");

  /**
   * A kernel.
   *
   * @param threads of a block, by its launch bounds
   */
  record Signature(int threads, List<Parameter> parameters) {}

  record Parameter(String type, String name) {}

  static KernelSources read(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().contains(".cu")).sorted().toList()) {
        text.append(Files.readString(file)).append('\n');
      }
    }
    return of(text.toString());
  }

  static KernelSources of(String source) {
    String code =
        source
            .replaceAll("//[^\n]*", " ")
            .replace(" __restrict__", "")
            .replaceAll("(?s)/\\*.*?\\*/", " ")
            .replaceAll("\\s+", " ");
    Map<String, Set<Integer>> constants = constants(code);
    Map<String, Signature> kernels = new TreeMap<>();
    Matcher kernel = KERNEL.matcher(code);
    while (kernel.find()) {
      kernels.put(
          kernel.group(2),
          new Signature(threads(kernel.group(1), constants), parameters(kernel.group(3))));
    }
    return new KernelSources(kernels, constants, enums(code));
  }

  /** Every value that a constant of this name has; one name may stand in several functions. */
  private static Map<String, Set<Integer>> constants(String code) {
    Map<String, Set<Integer>> found = new TreeMap<>();
    Matcher constant = CONSTANT.matcher(code);
    while (constant.find()) {
      String value = constant.group(2);
      if (value.matches("-?\\d+")) {
        found
            .computeIfAbsent(constant.group(1), key -> new TreeSet<>())
            .add(Integer.parseInt(value));
      }
    }
    return found;
  }

  /** The constants of each enum, in the order of their values 0, 1, 2, ... */
  private static Map<String, List<String>> enums(String code) {
    Map<String, List<String>> found = new TreeMap<>();
    Matcher declaration = ENUM.matcher(code);
    while (declaration.find()) {
      List<String> names = new ArrayList<>();
      for (String constant : declaration.group(2).split(",")) {
        String[] parts = constant.strip().split(" = ");
        if (Integer.parseInt(parts[1]) != names.size()) {
          throw new IllegalArgumentException(constant + " is not number " + names.size());
        }
        names.add(parts[0]);
      }
      found.put(declaration.group(1), names);
    }
    return found;
  }

  private static int threads(String bounds, Map<String, Set<Integer>> constants) {
    if (bounds == null) {
      throw new IllegalArgumentException("a kernel has no launch bounds");
    }
    String threads = bounds.split(",")[0].strip().replace("earshot::", "");
    return threads.matches("\\d+")
        ? Integer.parseInt(threads)
        : constants.get(threads).iterator().next();
  }

  private static List<Parameter> parameters(String list) {
    List<Parameter> found = new ArrayList<>();
    for (String parameter : list.split(",")) {
      String stripped = parameter.strip();
      int space = stripped.lastIndexOf(' ');
      found.add(
          new Parameter(
              stripped.substring(0, space).replace("earshot::", ""),
              stripped.substring(space + 1)));
    }
    return found;
  }
}
