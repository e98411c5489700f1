package dev.earshot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In servers and plugins, a thread's context class loader may not find Earshot's classes. */
class ContextClassLoaderTest {
  /**
   * Loads the engine's classes again, but finds no resources, and therefore no META-INF/services.
   */
  private static final class WithoutServices extends ClassLoader {
    WithoutServices() {
      super("without services", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in =
          ContextClassLoaderTest.class.getClassLoader().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** Lists what the engine finds if this class loader has loaded it. */
  public static final class Found implements Callable<List<String>> {
    @Override
    public List<String> call() {
      return Stream.of(
              Backends.all().stream().map(BackendProvider::name),
              Stream.of("lld", "logmel").map(name -> KnownEncoders.named(name).name()))
          .flatMap(names -> names)
          .toList();
    }
  }

  static Stream<Class<?>> seenFrom() throws ClassNotFoundException {
    return Stream.of(Found.class, new WithoutServices().loadClass(Found.class.getName()));
  }

  @ParameterizedTest
  @MethodSource("seenFrom")
  void theEnginesOwnAreFoundWhateverTheContextClassLoader(Class<?> type) throws Exception {
    Callable<?> found = (Callable<?>) type.getConstructor().newInstance();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      for (ClassLoader loader : new ClassLoader[] {ClassLoader.getPlatformClassLoader(), null}) {
        thread.setContextClassLoader(loader);
        List<?> names = (List<?>) found.call();
        assertTrue(
            names.containsAll(List.of("simd", "reference", "lld", "logmel")),
            () -> loader + " finds " + names);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
