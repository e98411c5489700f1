import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What mvnw needs and a bare machine may lack. Run as a single source file:
 *
 * <pre>
 * java Archive.java fetch URL FILE    downloads URL to FILE
 * java Archive.java sha512 FILE       prints the SHA-512 of FILE in hexadecimal
 * </pre>
 */
final class Archive {
  private Archive() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "fetch" -> fetch(args[1], Path.of(args[2]));
      case "sha512" -> System.out.println(sha512(Path.of(args[1])));
      default -> throw new IllegalArgumentException("expected fetch or sha512, not " + args[0]);
    }
  }

  private static void fetch(String url, Path file) {
    try (var in = URI.create(url).toURL().openStream()) {
      Files.copy(in, file);
    } catch (IOException e) {
      System.err.println(e);
      System.exit(1);
    }
  }

  private static String sha512(Path file) throws Exception {
    var digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
