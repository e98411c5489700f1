package dev.earshot.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers may use of the engine. That its signatures mention nothing else is checked when it
 * is compiled ({@code -Xlint:exports}).
 */
class PublicApiTest {
  private static final Path ENGINE = Path.of("..", "engine-java").toAbsolutePath().normalize();
  private static final Path CLASSES = ENGINE.resolve("target").resolve("classes");
  private static final Path SOURCES = ENGINE.resolve("src").resolve("main").resolve("java");

  /** A type that is added here is a promise: keep them few. */
  private static final Map<String, Set<String>> PROMISED =
      Map.of(
          "dev.earshot",
          Set.of(
              "DataException",
              "Dataset",
              "Detection",
              "LabelBudget",
              "Part",
              "Prediction",
              "Predictions",
              "Span",
              "TrainingOptions",
              "Windows"),
          "dev.earshot.api",
          Set.of(
              "AudioFile",
              "DatasetLoader",
              "Encoder",
              "Predictor",
              "Recipe",
              "SoundDetector",
              "SoundModel",
              "StreamingClassifier",
              "Trainer",
              "TrainingResult"),
          // The contracts of services.
          "dev.earshot.audio",
          Set.of(
              "AudioEncoder",
              "AudioEncoderProvider",
              "AudioKind",
              "ClipNote",
              "SoundDecoder",
              "SoundFormat",
              "SoundInput",
              "SoundSink",
              "UndecodableException",
              "Waveform"));

  @Test
  void strangersSeeThesePackagesAndTypes() throws IOException {
    Map<String, Set<String>> seen = new TreeMap<>();
    for (String name : exported()) {
      Set<String> types =
          new ClassFileImporter()
              .importPath(CLASSES).stream()
                  .filter(type -> type.getPackageName().equals(name))
                  .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                  .filter(JavaClass::isTopLevelClass)
                  .map(JavaClass::getSimpleName)
                  .collect(Collectors.toCollection(TreeSet::new));
      seen.put(name, types);
    }
    assertEquals(PROMISED, seen);
  }

  /** The packages that the module exports to everybody. */
  private static Set<String> exported() throws IOException {
    try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .filter(each -> !each.isQualified())
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void eachOfTheirMembersHasAComment(@TempDir Path out) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : exported()) {
      try (Stream<Path> all = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(problems, Locale.ENGLISH, null)) {
      List<String> options =
          List.of(
              "-d",
              out.toString(),
              "-cp",
              CLASSES
                  + System.getProperty("path.separator")
                  + System.getProperty("java.class.path"),
              "-proc:none",
              "-Xlint:none",
              "-Xmaxwarns",
              "1000",
              "-Xdoclint:missing/public");
      compiler
          .getTask(
              null, manager, problems, options, null, manager.getJavaFileObjectsFromPaths(files))
          .call();
    }
    assertEquals(
        List.of(),
        problems.getDiagnostics().stream()
            .filter(each ->
                each.getKind() == Diagnostic.Kind.ERROR
                    || each.getMessage(Locale.ENGLISH).contains("no comment"))
            .map(Object::toString)
            .toList());
  }
}
