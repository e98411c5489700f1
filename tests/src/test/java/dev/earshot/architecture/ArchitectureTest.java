package dev.earshot.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
          "cli", Set.of("bindings", "engine-java"),
          "bench", Set.of("bindings", "engine-java"));

  private static final List<String> FOREIGN =
      List.of("dev.earshot.cli..", "picocli..", "me.tongfei..", "jcuda..", "java.lang.foreign..");

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
          new Floor("audio", Set.of(), "org.jtransforms..", "pl.edu.icm.jlargearrays.."),
          new Floor("data", Set.of("audio"), "com.google.gson..", "de.siegmar.fastcsv.."),
          new Floor("compute", Set.of()),
          new Floor("forest", Set.of("compute")),
          new Floor("compute.reference", Set.of("compute")),
          new Floor("compute.simd", Set.of("compute"), "jdk.incubator.vector.."),
          new Floor("compute.backends", Set.of("compute", "compute.reference", "compute.simd")),
          new Floor("autodiff", Set.of("compute")),
          new Floor("graph", Set.of("compute")),
          new Floor("nn", Set.of("autodiff", "compute")),
          new Floor("ssl", Set.of("autodiff", "compute", "nn")),
          new Floor(
              "baseline", Set.of("data", "metrics", "compute", "autodiff", "graph", "nn", "ssl")),
          new Floor(
              "predict",
              Set.of(
                  "data",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "autodiff",
                  "graph",
                  "nn",
                  "forest"),
              "com.google.gson..",
              "de.siegmar.fastcsv.."),
          new Floor(
              "train",
              Set.of(
                  "data",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "autodiff",
                  "graph",
                  "nn",
                  "ssl",
                  "forest",
                  "baseline",
                  "predict"),
              "com.google.gson.."),
          new Floor(
              "compare",
              Set.of(
                  "data",
                  "metrics",
                  "compute",
                  "compute.backends",
                  "baseline",
                  "predict",
                  "train")),
          new Floor(
              "check", Set.of("compute", "autodiff", "graph", "nn", "ssl", "data", "predict")));

  private static final JavaClasses ALL = load(MODULES.keySet());
  private static final JavaClasses ENGINE = load(Set.of("engine-java"));

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
    Set<String> allowed = new HashSet<>(Set.of("java..", named(floor.name())));
    floor.ours().forEach(name -> allowed.add(named(name)));
    allowed.addAll(List.of(floor.libraries()));
    classes()
        .that()
        .resideInAPackage(named(floor.name()))
        .should()
        .onlyDependOnClassesThat(baseType(allowed))
        .check(ENGINE);
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

  /** A new package needs a place in the table above, and in DESIGN.md. */
  @Test
  void everyPackageHasItsPlace() {
    Set<String> found = new TreeSet<>();
    ENGINE.forEach(type -> found.add(type.getPackageName()));
    assertEquals(
        FLOORS.stream()
            .map(floor -> named(floor.name()))
            .collect(Collectors.toCollection(TreeSet::new)),
        found);
  }

  @Test
  void onlyTheLoaderOfDataKnowsAudio() {
    noClasses()
        .that()
        .resideInAPackage("dev.earshot.data")
        .and()
        .haveNameNotMatching(".*\\.DatasetLoader(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.earshot.audio")
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
        .areDeclaredInClassesThat(in(Set.of("engine-java", "bindings", "cli")))
        .should()
        .haveModifier(FINAL)
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
        .should(notMention(resideInAnyPackage("java.lang.foreign..", "jcuda..")))
        .check(ALL);
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
