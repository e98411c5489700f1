package dev.earshot.cli.start;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassUpgradeTest {
  private static final int JAVA_5 = 49;

  @TempDir Path folder;

  /** A class with {@code static int larger(int, int)}, which has a branch and so needs a map. */
  private static byte[] larger(int version, StackMapsOption maps) {
    var ints = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
    return ClassFile.of(maps)
        .build(
            ClassDesc.of("Larger"),
            type ->
                type.withVersion(version, 0)
                    .withMethodBody(
                        "larger",
                        ints,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> {
                          var second = code.newLabel();
                          code.iload(0).iload(1).if_icmplt(second).iload(0).ireturn();
                          code.labelBinding(second).iload(1).ireturn();
                        }));
  }

  private Path jar(byte[] type) throws IOException {
    var jar = folder.resolve("some.jar");
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/"));
      out.putNextEntry(new ZipEntry("Larger.class"));
      out.write(type);
      out.putNextEntry(new ZipEntry("text"));
      out.write(7);
    }
    return jar;
  }

  @Test
  void oldClassesGetStackMapsAndDoTheSame() throws Exception {
    var jar = jar(larger(JAVA_5, StackMapsOption.DROP_STACK_MAPS));
    ClassUpgrade.main(new String[] {folder.toString()});
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      try (var text = loader.getResourceAsStream("text")) {
        assertArrayEquals(new byte[] {7}, text.readAllBytes());
      }
      try (var bytes = loader.getResourceAsStream("Larger.class")) {
        var version = ClassFile.of().parse(bytes.readAllBytes()).majorVersion();
        assertEquals(ClassFile.JAVA_8_VERSION, version);
      }
      // Java would refuse to run a class of this version with a wrong stack map, or none.
      var method = loader.loadClass("Larger").getMethod("larger", int.class, int.class);
      assertEquals(3, method.invoke(null, 3, 2));
      assertEquals(5, method.invoke(null, 3, 5));
    }
    assertFalse(ClassUpgrade.upgrade(jar));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void newerClassesStayAsTheyAre() throws IOException {
    var jar = jar(larger(ClassFile.JAVA_8_VERSION, StackMapsOption.GENERATE_STACK_MAPS));
    var before = Files.readAllBytes(jar);
    assertFalse(ClassUpgrade.upgrade(jar));
    assertArrayEquals(before, Files.readAllBytes(jar));
  }

  @Test
  void whatIsNoJarIsAnErrorAndStays() throws IOException {
    var jar = Files.writeString(folder.resolve("no.jar"), "text");
    assertThrows(ZipException.class, () -> ClassUpgrade.upgrade(jar));
    assertTrue(Files.exists(jar));
  }
}
