package dev.earshot.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
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
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * The pictures of docs/architecture.md show the modules and packages as they are: modules with the
 * dependencies that their POMs state, packages with those of their compiled classes. With {@code
 * -Dearshot.docs.write=true} the page is written, not checked.
 */
class ArchitecturePageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs").resolve("architecture.md");
  private static final String WRITE = "earshot.docs.write";
  private static final String OURS = "dev.earshot";

  /** The module that this class is in. */
  private static final String TESTS = "tests";

  private static final Pattern PICTURE =
      Pattern.compile("(<!-- picture: (\\S+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  @Test
  void thePicturesShowModulesAndPackagesAsTheyAre() throws Exception {
    String old = Files.readString(PAGE);
    Map<String, Set<String>> modules = moduleArrows();
    Set<String> missing = new TreeSet<>(Set.of("modules"));
    for (String module : modules.keySet()) {
      // Others may not be compiled yet.
      if (reaches(TESTS, module, modules) && packages(module).size() > 1) {
        missing.add(module);
      }
    }
    StringBuilder page = new StringBuilder();
    Matcher matcher = PICTURE.matcher(old);
    while (matcher.find()) {
      String name = matcher.group(2);
      boolean ofModules = name.equals("modules");
      assertTrue(
          ofModules || reaches(TESTS, name, modules),
          PAGE + ": " + TESTS + " does not see " + name);
      missing.remove(name);
      String picture = picture(ofModules ? modules : packages(name));
      matcher.appendReplacement(
          page, Matcher.quoteReplacement(matcher.group(1) + picture + matcher.group(3)));
    }
    matcher.appendTail(page);
    assertEquals(Set.of(), missing, PAGE + " has no picture of these modules");
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page);
    } else {
      assertEquals(page.toString(), old, PAGE + ": run this test with -D" + WRITE + "=true");
    }
  }

  @Test
  void anArrowThatFollowsFromOthersIsLeftOut() {
    Map<String, Set<String>> arrows =
        Map.of("a", Set.of("b", "c"), "b", Set.of("c"), "c", Set.<String>of());
    assertEquals(
        """
        ```mermaid
        flowchart TD
          a["a"] --> b["b"]
          b["b"] --> c["c"]
        ```
        """,
        picture(arrows));
  }

  /** A Mermaid flowchart, users above what they use. An arrow that others imply is left out. */
  private static String picture(Map<String, Set<String>> arrows) {
    List<String> lines = new ArrayList<>();
    for (var entry : new TreeMap<>(arrows).entrySet()) {
      String from = entry.getKey();
      Set<String> shown = new TreeSet<>();
      for (String to : entry.getValue()) {
        boolean implied =
            entry.getValue().stream()
                .anyMatch(other -> !other.equals(to) && reaches(other, to, arrows));
        if (!implied) {
          shown.add(to);
        }
      }
      shown.forEach(to -> lines.add("  " + node(from) + " --> " + node(to)));
      boolean used = arrows.values().stream().anyMatch(targets -> targets.contains(from));
      if (shown.isEmpty() && !used) {
        lines.add("  " + node(from));
      }
    }
    return "```mermaid\nflowchart TD\n" + String.join("\n", lines) + "\n```\n";
  }

  private static boolean reaches(String from, String to, Map<String, Set<String>> arrows) {
    return arrows.get(from).stream().anyMatch(next -> next.equals(to) || reaches(next, to, arrows));
  }

  private static String node(String name) {
    return name.replaceAll("[^a-z0-9]", "_") + "[\"" + name + "\"]";
  }

  /** The modules of the parent POM, in its order. */
  private static List<String> modules() throws Exception {
    return texts(parse(ROOT.resolve("pom.xml")).getElementsByTagName("module"));
  }

  /** Each module with those of ours that its POM depends on. */
  private static Map<String, Set<String>> moduleArrows() throws Exception {
    List<String> modules = modules();
    Map<String, String> folders = new TreeMap<>();
    for (String module : modules) {
      Element project = parse(pom(module)).getDocumentElement();
      folders.put(child(project, "artifactId"), module);
    }
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (String module : modules) {
      Set<String> targets = new TreeSet<>();
      NodeList dependencies = parse(pom(module)).getElementsByTagName("dependency");
      for (int i = 0; i < dependencies.getLength(); i++) {
        Element dependency = (Element) dependencies.item(i);
        String artifact = child(dependency, "artifactId");
        if (child(dependency, "groupId").equals(OURS) && folders.containsKey(artifact)) {
          targets.add(folders.get(artifact));
        }
      }
      arrows.put(module, targets);
    }
    return arrows;
  }

  private static Path pom(String module) {
    return ROOT.resolve(module).resolve("pom.xml");
  }

  /** A module's packages, without the common prefix, and those of them that they use. */
  private static Map<String, Set<String>> packages(String module) throws IOException {
    Path classes = ROOT.resolve(module).resolve("target").resolve("classes");
    if (!Files.isDirectory(classes)) {
      return Map.of();
    }
    JavaClasses all = new ClassFileImporter().importPaths(classes);
    Map<String, Set<String>> arrows = new TreeMap<>();
    all.stream()
        .map(JavaClass::getPackageName)
        .filter(ArchitecturePageTest::isOurs)
        .forEach(name -> arrows.put(shortName(name), new TreeSet<>()));
    for (JavaClass type : all) {
      if (isOurs(type.getPackageName())) {
        Set<String> targets = arrows.get(shortName(type.getPackageName()));
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
            .filter(ArchitecturePageTest::isOurs)
            .map(ArchitecturePageTest::shortName)
            .filter(name -> arrows.containsKey(name))
            .forEach(targets::add);
      }
    }
    arrows.forEach((name, targets) -> targets.remove(name));
    return arrows;
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OURS + ".");
  }

  private static String shortName(String name) {
    return name.substring(OURS.length() + 1);
  }

  private static Document parse(Path file) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static String child(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent().strip();
      }
    }
    return "";
  }

  private static List<String> texts(NodeList nodes) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }
}
