package dev.earshot.cli.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives old classes in jars the stack maps that classes have since Java 6. Without them Java
 * neither archives a class nor any class that refers to it, and takes longer to verify it. Nothing
 * that a class does changes. The library of the command line, picocli, is compiled for Java 5.
 */
public final class ClassUpgrade {
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;
  private static final int UPGRADED = ClassFile.JAVA_8_VERSION;

  private ClassUpgrade() {}

  /**
   * Upgrades the jars of a folder in place; those that need nothing stay as they are.
   *
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (var jar : jars) {
        upgrade(jar);
      }
    }
  }

  /**
   * Upgrades one jar in place, completely or not at all.
   *
   * @return whether there was anything to do
   * @throws IOException if the jar cannot be read or written
   */
  static boolean upgrade(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      var entries = zip.stream().toList();
      if (entries.stream().noneMatch(entry -> isOld(entry, read(zip, entry)))) {
        return false;
      }
      var upgraded = jar.resolveSibling(jar.getFileName() + ".new");
      write(zip, entries, classes(jar), upgraded);
      Files.move(upgraded, jar, StandardCopyOption.REPLACE_EXISTING);
      return true;
    }
  }

  private static void write(
      ZipFile zip, List<? extends ZipEntry> entries, ClassFile classes, Path to)
      throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (var entry : entries) {
        var bytes = read(zip, entry);
        var copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(isOld(entry, bytes) ? upgraded(classes, bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  /** Computes stack maps; for those it must know the superclasses of the jar's own classes. */
  private static ClassFile classes(Path jar) throws IOException {
    var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS,
        ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(loader)
                .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  private static byte[] upgraded(ClassFile classes, byte[] bytes) {
    // Methods are taken apart and put together again; a copied one would get no stack map.
    return classes.transformClass(
        classes.parse(bytes),
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
            .andThen(ClassTransform.endHandler(type -> type.withVersion(UPGRADED, 0))));
  }

  /** The major version stands in bytes 6 and 7 of a class file. */
  private static boolean isOld(ZipEntry entry, byte[] bytes) {
    return entry.getName().endsWith(".class")
        && bytes.length > 7
        && ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) < FIRST_WITH_STACK_MAPS;
  }

  private static byte[] read(ZipFile zip, ZipEntry entry) {
    try (var in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
