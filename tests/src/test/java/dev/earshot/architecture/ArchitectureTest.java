package dev.earshot.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of DESIGN.md, sections 1 and 2, and its conventions, section 6. */
class ArchitectureTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Each module with the modules that its classes may use. */
  private static final Map<String, Set<String>> MODULES =
      Map.of(
          "engine-java", Set.of(),
          "cuda-kernels", Set.of(),
          "bindings", Set.of("engine-java", "cuda-kernels"),
          "codecs", Set.of("engine-java"),
          "encoders", Set.of("engine-java"),
          "collection", Set.of("engine-java"),
          "experiments", Set.of("engine-java"),
          "cli",
              Set.of("experiments", "bindings", "codecs", "encoders", "collection", "engine-java"),
          "bench", Set.of("experiments", "bindings", "encoders", "engine-java"));

  /** They show a file that is mapped into memory, which is too large to be copied. */
  private static final Set<String> MAPPED_FILES = Set.of("StoredVectors", "VectorSearch");

  /**
   * Classes of backends that check what no facade has checked: an entry of its own, a system
   * property, and the room that is left in scratch memory.
   */
  private static final Set<String> BEHIND_NO_FACADE = Set.of("VectorSearch", "SimdWidth", "Room");

  /** A method with more parameters takes things that belong together, and have no name yet. */
  private static final int MOST_PARAMETERS = 7;

  /**
   * Records with more components: the forms of JSON documents; values that are changed by a method
   * for each component; and the results of a data set and of a training, made in few places.
   */
  private static final Set<String> LONG_RECORDS =
      Set.of(
          "cli.command.Diagnosis",
          "cli.command.EncodersCommand$Row",
          "cli.label.LabelPage$State",
          "cli.label.WindowLists$Item",
          "cli.report.ComparisonReport$Entry",
          "cli.report.Evaluation",
          "collection.Collected",
          "graph.GraphSettings",
          "method.TrainingState$Numbers",
          "model.ModelFile4$Network",
          "TrainingOptions",
          "method.RecipeSettings",
          "Dataset",
          "run.TrainedRuns");

  private static final List<String> FOREIGN =
      List.of(
          "dev.earshot.cli..", "dev.earshot.experiments..", "picocli..", "me.tongfei..", "jcuda..");

  /** A package of the engine, the packages of ours that it may use, and the libraries. */
  record Floor(String name, Set<String> ours, String... libraries) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Floor> FLOORS =
      List.of(
          new Floor("metrics", Set.of()),
          new Floor("file", Set.of()),
          new Floor("format", Set.of("file"), "com.google.gson.."),
          new Floor("audio", Set.of()),
          new Floor("audio.resample", Set.of("audio")),
          new Floor("audio.decode", Set.of("audio", "audio.resample")),
          new Floor("audio.windows", Set.of("audio", "audio.decode", "audio.resample")),
          new Floor(
              "audio.features",
              Set.of("audio", "audio.resample"),
              "org.jtransforms..",
              "pl.edu.icm.jlargearrays.."),
          new Floor(
              "audio.extract",
              Set.of("audio", "audio.decode", "audio.features", "audio.resample", "audio.windows")),
          new Floor(
              "data",
              Set.of("audio", "audio.decode", "audio.extract", "audio.features", "file", "format"),
              "com.google.gson..",
              "de.siegmar.fastcsv.."),
          new Floor("compute", Set.of()),
          new Floor("compute.reference", Set.of("compute")),
          new Floor(
              "compute.simd",
              Set.of("compute"),
              "jdk.incubator.vector..",
              "com.sun.management..",
              // Files that are mapped into memory.
              "java.lang.foreign.."),
          new Floor("compute.backends", Set.of("compute", "compute.reference", "compute.simd")),
          new Floor("autodiff", Set.of("compute")),
          new Floor("nn", Set.of("autodiff", "compute")),
          new Floor("method.ssl", Set.of("autodiff", "compute", "nn")),
          new Floor(
              "learner",
              Set.of("format", "data", "metrics", "compute", "autodiff", "nn", "method.ssl"),
              "com.google.gson.."),
          new Floor(
              "method",
              Set.of(
                  "file",
                  "format",
                  "data",
                  "metrics",
                  "compute",
                  "autodiff",
                  "nn",
                  "method.ssl",
                  "learner"),
              "com.google.gson.."),
          new Floor(
              "model",
              Set.of(
                  "audio",
                  "audio.decode",
                  "audio.features",
                  "audio.windows",
                  "file",
                  "format",
                  "data",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "nn",
                  "learner",
                  "method"),
              "com.google.gson..",
              "de.siegmar.fastcsv.."),
          new Floor(
              "ensemble", Set.of("data", "metrics", "compute", "nn", "learner", "method", "model")),
          new Floor(
              "run",
              Set.of(
                  "file",
                  "format",
                  "data",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "nn",
                  "learner",
                  "method",
                  "model",
                  "ensemble"),
              "com.google.gson.."),
          new Floor("suggest", Set.of("data", "compute", "method", "run")),
          new Floor("graph.file", Set.of("file", "format", "data")),
          new Floor(
              "graph",
              Set.of(
                  "graph.file",
                  "file",
                  "format",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "autodiff",
                  "nn",
                  "method.ssl",
                  "model",
                  "run"),
              "com.google.gson.."),
          new Floor("check", Set.of("compute", "autodiff", "nn", "method", "method.ssl", "data")),
          new Floor(
              "api",
              Set.of(
                  "audio",
                  "audio.decode",
                  "audio.extract",
                  "audio.features",
                  "audio.windows",
                  "data",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "learner",
                  "method",
                  "model",
                  "run")));

  /** The same for native code, in module {@code bindings}. */
  static final List<Floor> NATIVE_FLOORS =
      List.of(
          new Floor("sndfile", Set.of("audio")),
          new Floor("cuda.driver", Set.of("compute"), "jcuda.."),
          new Floor("cuda.graph", Set.of("cuda.driver"), "jcuda.."),
          new Floor("cuda.library", Set.of("compute", "cuda.driver"), "jcuda.."),
          new Floor("cuda.kernel", Set.of("compute", "cuda.driver", "cuda.library")),
          new Floor(
              "cuda",
              Set.of("compute", "cuda.driver", "cuda.graph", "cuda.library", "cuda.kernel"),
              "jcuda.."));

  /** What other modules may use of the CUDA backend. */
  private static final Set<String> CUDA_ENTRY =
      Set.of("ChainPrediction", "CudaBackendProvider", "CudaReport", "KernelChains", "StreamTimer");

  /**
   * The packages of the modules above the engine, with those of the same module that each may use.
   */
  static final Map<String, Set<String>> UPPER_FLOORS =
      Map.ofEntries(
          Map.entry("experiments.data", Set.of()),
          Map.entry("experiments.cells", Set.of("experiments.data")),
          Map.entry("experiments", Set.of("experiments.cells")),
          Map.entry(
              "experiments.paper", Set.of("experiments", "experiments.cells", "experiments.data")),
          Map.entry("cli.console", Set.of()),
          Map.entry("cli.demo", Set.of()),
          Map.entry("cli.start", Set.of()),
          Map.entry("cli.report", Set.of("cli.console")),
          Map.entry("cli.label", Set.of("cli.report", "cli.console")),
          Map.entry("cli.command", Set.of("cli.label", "cli.report", "cli.demo", "cli.console")),
          Map.entry("cli", Set.of("cli.command", "cli.console", "cli.demo", "cli.start")));

  private static final JavaClasses ALL = load(MODULES.keySet());
  private static final JavaClasses ENGINE = load(Set.of("engine-java"));
  private static final JavaClasses BINDINGS = load(Set.of("bindings"));
  private static final JavaClasses UPPER = load(Set.of("experiments", "cli"));

  /** The compiled classes of the modules; those without any of their own have no folder. */
  private static JavaClasses load(Set<String> modules) {
    return new ClassFileImporter()
        .importPaths(
            modules.stream()
                .map(ArchitectureTest::classesOf)
                .filter(Files::isDirectory)
                .collect(Collectors.toSet()));
  }

  private static Path classesOf(String module) {
    return ROOT.resolve(module).resolve("target").resolve("classes");
  }

  static Stream<String> modules() {
    return MODULES.keySet().stream().sorted();
  }

  private static DescribedPredicate<JavaClass> in(Set<String> modules) {
    Set<String> folders =
        modules.stream()
            .map(module -> classesOf(module).toUri().toString())
            .collect(Collectors.toSet());
    return DescribedPredicate.describe(
        "in " + modules,
        type ->
            type.getBaseComponentType()
                .getSource()
                .map(source -> source.getUri().toString())
                .filter(uri -> folders.stream().anyMatch(uri::startsWith))
                .isPresent());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyThoseBelowIt(String module) {
    Set<String> others = new TreeSet<>(MODULES.keySet());
    others.remove(module);
    others.removeAll(MODULES.get(module));
    noClasses()
        .that(in(Set.of(module)))
        .should()
        .dependOnClassesThat(in(others))
        .allowEmptyShould(true)
        .check(ALL);
  }

  @Test
  void theEngineKnowsNothingOfCommandLineOrNativeCode() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FOREIGN.toArray(String[]::new))
        .check(ENGINE);
  }

  @ParameterizedTest
  @FieldSource("FLOORS")
  void aPackageUsesOnlyThoseBelowIt(Floor floor) {
    usesOnlyThoseBelowIt(floor, ENGINE);
  }

  @ParameterizedTest
  @FieldSource("NATIVE_FLOORS")
  void aPackageOfTheBindingsUsesOnlyThoseBelowIt(Floor floor) {
    usesOnlyThoseBelowIt(floor, BINDINGS);
  }

  private static void usesOnlyThoseBelowIt(Floor floor, JavaClasses in) {
    Set<String> allowed =
        new HashSet<>(Set.of("java..", "dev.earshot", named("base"), named(floor.name())));
    floor.ours().forEach(name -> allowed.add(named(name)));
    allowed.addAll(List.of(floor.libraries()));
    classes()
        .that()
        .resideInAPackage(named(floor.name()))
        .should()
        .onlyDependOnClassesThat(baseType(allowed))
        .check(in);
  }

  static Stream<String> upperFloors() {
    return UPPER_FLOORS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("upperFloors")
  void aPackageAboveTheEngineUsesOnlyThoseBelowIt(String floor) {
    String module = floor.split("\\.")[0];
    Set<String> others =
        UPPER_FLOORS.keySet().stream()
            .filter(name -> name.split("\\.")[0].equals(module))
            .filter(name -> !name.equals(floor) && !UPPER_FLOORS.get(floor).contains(name))
            .map(ArchitectureTest::named)
            .collect(Collectors.toSet());
    noClasses()
        .that()
        .resideInAPackage(named(floor))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.toArray(String[]::new))
        .check(UPPER);
  }

  private static String named(String name) {
    return "dev.earshot." + name;
  }

  /** In these packages, or a primitive type; arrays by what they hold. */
  private static DescribedPredicate<JavaClass> baseType(Set<String> packages) {
    DescribedPredicate<JavaClass> inPackages = resideInAnyPackage(packages.toArray(String[]::new));
    return DescribedPredicate.describe(
        inPackages.getDescription(),
        type -> {
          JavaClass base = type.getBaseComponentType();
          return base.isPrimitive() || inPackages.test(base);
        });
  }

  /** A new package needs a place in the tables above, and in DESIGN.md. */
  @Test
  void everyPackageHasItsPlace() {
    Set<String> engine = new TreeSet<>(packages(FLOORS.stream().map(Floor::name)));
    // Below all floors.
    engine.add("dev.earshot");
    engine.add(named("base"));
    assertEquals(engine, packages(ENGINE));
    assertEquals(packages(NATIVE_FLOORS.stream().map(Floor::name)), packages(BINDINGS));
    assertEquals(packages(UPPER_FLOORS.keySet().stream()), packages(UPPER));
  }

  private static Set<String> packages(Stream<String> names) {
    return names.map(ArchitectureTest::named).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> packages(JavaClasses classes) {
    return classes.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theCudaBackendShowsOnlyItsEntry() {
    classes()
        .that()
        .resideInAPackage("dev.earshot.cuda")
        .and()
        .arePublic()
        .should(beOneOf(CUDA_ENTRY))
        .check(BINDINGS);
    noClasses()
        .that(in(Set.of("cli", "bench")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.earshot.cuda.(*)..")
        .check(ALL);
  }

  private static ArchCondition<JavaClass> beOneOf(Set<String> names) {
    return new ArchCondition<>("be one of " + names) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!names.contains(type.getSimpleName())) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is public"));
        }
      }
    };
  }

  /** Arguments are checked once, in front of every backend. */
  @Test
  void backendsOnlyCompute() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.earshot.compute.reference", "dev.earshot.compute.simd", "dev.earshot.cuda.kernel")
        .and(areNot(BEHIND_NO_FACADE))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.earshot.base.Checks")
        .orShould()
        .callConstructorWhere(
            target(
                owner(
                    assignableTo(IllegalArgumentException.class)
                        .or(assignableTo(IndexOutOfBoundsException.class)))))
        .check(ALL);
  }

  @Test
  void onlyTheLoaderOfDataAndWhatItKeepsKnowAudio() {
    noClasses()
        .that()
        .resideInAPackage("dev.earshot.data")
        .and()
        .haveNameNotMatching(".*\\.(ClipLoader|FeatureCache|KeptLater|KeptScores)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.earshot.audio..")
        .check(ENGINE);
  }

  /** All floors may use these, so they use none of them. */
  @Test
  void theLowestPackagesUseNoOther() {
    classes()
        .that()
        .resideInAPackage("dev.earshot")
        .should()
        .onlyDependOnClassesThat(baseType(Set.of("java..", "dev.earshot", named("base"))))
        .check(ENGINE);
    classes()
        .that()
        .resideInAPackage(named("base"))
        .should()
        .onlyDependOnClassesThat(baseType(Set.of("java..", named("base"))))
        .check(ENGINE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.earshot.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void nothingStaticChanges() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat(
            in(
                Set.of(
                    "engine-java",
                    "bindings",
                    "codecs",
                    "encoders",
                    "collection",
                    "experiments",
                    "cli")))
        .should()
        .haveModifier(FINAL)
        .check(ALL);
  }

  /** Inner loops take a list of arrays and places, and launchers what their kernels take. */
  @Test
  void noMethodTakesEightParameters() {
    codeUnits()
        .that()
        .areDeclaredInClassesThat(
            resideOutsideOfPackages(
                "dev.earshot.compute.simd",
                "dev.earshot.cuda.kernel",
                "dev.earshot.bench.jmh_generated"))
        .and()
        .areDeclaredInClassesThat(
            describe(
                "are no long records",
                type -> !LONG_RECORDS.contains(type.getName().substring("dev.earshot.".length()))))
        .and()
        .areDeclaredInClassesThat()
        .areNotEnums()
        .and()
        .doNotHaveModifier(SYNTHETIC)
        .should()
        .haveRawParameterTypes(
            describe("at most " + MOST_PARAMETERS, types -> types.size() <= MOST_PARAMETERS))
        .check(ALL);
  }

  @Test
  void publicSignaturesAreFreeOfNativeMemory() {
    members()
        .that()
        .haveModifier(PUBLIC)
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .areDeclaredInClassesThat(
            resideOutsideOfPackages(
                "dev.earshot.cuda.driver",
                "dev.earshot.cuda.graph",
                "dev.earshot.cuda.library",
                "dev.earshot.cuda.kernel"))
        .and()
        .areDeclaredInClassesThat(areNot(MAPPED_FILES))
        .should(notMention(resideInAnyPackage("java.lang.foreign..", "jcuda..")))
        .check(ALL);
  }

  private static DescribedPredicate<JavaClass> areNot(Set<String> names) {
    return DescribedPredicate.describe(
        "are not " + names, type -> !names.contains(type.getSimpleName()));
  }

  private static ArchCondition<JavaMember> notMention(DescribedPredicate<JavaClass> types) {
    return new ArchCondition<>("not mention types that " + types.getDescription()) {
      @Override
      public void check(JavaMember member, ConditionEvents events) {
        for (JavaClass type : mentioned(member)) {
          if (types.test(type.getBaseComponentType())) {
            events.add(
                SimpleConditionEvent.violated(
                    member, member.getDescription() + " mentions " + type.getName()));
          }
        }
      }
    };
  }

  private static List<JavaClass> mentioned(JavaMember member) {
    List<JavaClass> types = new ArrayList<>();
    switch (member) {
      case JavaField field -> types.addAll(field.getType().getAllInvolvedRawTypes());
      case JavaCodeUnit unit -> {
        types.addAll(unit.getReturnType().getAllInvolvedRawTypes());
        unit.getParameterTypes().forEach(type -> types.addAll(type.getAllInvolvedRawTypes()));
      }
      default -> throw new IllegalStateException("neither field nor code: " + member);
    }
    return types;
  }
}
