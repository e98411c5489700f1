package dev.earshot.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Lets a reader read damaged copies of its inputs, as many as it can. Nothing measures which code
 * they reach, so this is ten to a hundred times as fast as Jazzer. Copies that are read or that are
 * refused with another message than all before are damaged further.
 */
final class MutationFuzz {
  /** The number of inputs that are kept besides those of Jazzer. */
  private static final int MORE_KEPT = 500;

  private static final long MOST_NANOS = 10_000_000_000L;

  private final FuzzReader reader;
  private final Path results;
  private final SplittableRandom random;
  private final Mutations mutations;
  private final List<byte[]> seeds;
  private final List<byte[]> kept;
  private final int mostKept;
  private final Set<String> messages = new HashSet<>();
  private final Set<String> findings = new HashSet<>();
  private final int longest;

  /** What is read at the moment, for the watchdog. */
  private volatile byte[] current;

  private volatile long since = System.nanoTime();

  private MutationFuzz(
      FuzzReader reader, List<byte[]> seeds, List<byte[]> corpus, Path results, long seed) {
    this.reader = reader;
    this.seeds = seeds;
    this.kept = new ArrayList<>(corpus);
    this.mostKept = corpus.size() + MORE_KEPT;
    this.results = results;
    this.random = new SplittableRandom(seed);
    this.mutations = new Mutations(random);
    this.longest = 100 + 2 * seeds.stream().mapToInt(input -> input.length).max().orElse(0);
  }

  /**
   * {@code READER FOLDER SECONDS INPUTS [SEED]}: ends after these seconds or inputs. What was found
   * stands in the folder; inputs in its folder {@code corpus} are damaged, too. The status is 1 if
   * something was found.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var reader = FuzzReader.of(arguments[0]);
    Path results = Path.of(arguments[1]);
    var seeds = ofUsualSize(FuzzSeeds.of(reader).values());
    List<byte[]> corpus = new ArrayList<>();
    if (Files.isDirectory(results.resolve("corpus"))) {
      try (var files = Files.newDirectoryStream(results.resolve("corpus"))) {
        for (Path file : files) {
          corpus.add(Files.readAllBytes(file));
        }
      }
    }
    long seed = arguments.length > 4 ? Long.parseLong(arguments[4]) : System.nanoTime();
    System.out.printf(
        "%s: %d and %d inputs to begin with, seed %d%n", reader, seeds.size(), corpus.size(), seed);
    var fuzz = new MutationFuzz(reader, seeds, corpus, results, seed);
    Thread.ofPlatform().daemon().start(fuzz::watch);
    fuzz.run((long) (1e9 * Double.parseDouble(arguments[2])), Long.parseLong(arguments[3]));
    System.exit(fuzz.findings.isEmpty() ? 0 : 1);
  }

  /** Some findings are of a size that would make all that follows slow. */
  private static List<byte[]> ofUsualSize(Collection<byte[]> inputs) {
    int[] sizes = inputs.stream().mapToInt(input -> input.length).sorted().toArray();
    int most = 10 * sizes[(sizes.length - 1) / 2];
    return inputs.stream().filter(input -> input.length <= most).toList();
  }

  private void run(long nanos, long inputs) throws IOException {
    Path folder = Files.createTempDirectory("fuzz");
    long open = FuzzReader.openFiles();
    long start = System.nanoTime();
    long count = 0;
    long read = 0;
    for (; count < inputs && System.nanoTime() - start < nanos; count++) {
      byte[] input = mutations.damaged(any(), any());
      current = input;
      since = System.nanoTime();
      try {
        // The name of the folder would make messages differ from run to run.
        var message = reader.check(input, folder).map(text -> text.replace(folder.toString(), ""));
        boolean isNew = message.isPresent() && messages.add(words(message.get()));
        read += message.isEmpty() ? 1 : 0;
        if (isNew || message.isEmpty() && random.nextInt(50) == 0) {
          keep(input);
        }
        if (count % 1000 == 999) {
          reader.requireClosed(open);
        }
      } catch (Throwable e) {
        found(input, e);
      }
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    System.out.printf(
        Locale.ROOT,
        "%s: %d inputs in %.0f s, %.0f a second; %d were read, the others refused with %d different messages; %d findings%n",
        reader,
        count,
        seconds,
        count / seconds,
        read,
        messages.size(),
        findings.size());
  }

  /** One of those to begin with, or one that was kept. Of two the shorter, which is read sooner. */
  private byte[] any() {
    List<byte[]> from = kept.isEmpty() || random.nextBoolean() ? seeds : kept;
    byte[] one = from.get(random.nextInt(from.size()));
    byte[] other = from.get(random.nextInt(from.size()));
    return other.length < one.length ? other : one;
  }

  private void keep(byte[] input) {
    if (input.length > longest) {
      return;
    }
    if (kept.size() < mostKept) {
      kept.add(input);
    } else {
      kept.set(random.nextInt(mostKept), input);
    }
  }

  /** A message without what depends on the input: its letters outside of quotation marks. */
  private static String words(String message) {
    var words = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < message.length() && words.length() < 100; i++) {
      char c = message.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c >= 'A' && c <= 'z') {
        words.append(c);
      }
    }
    return words.toString();
  }

  private void found(byte[] input, Throwable error) throws IOException {
    var where = error.getStackTrace();
    String kind = words(error + (where.length == 0 ? "" : " " + where[0]));
    if (findings.add(kind)) {
      Path file = write("crash", input);
      System.out.printf("%s: %s%n", file, error);
      error.printStackTrace(System.out);
    }
  }

  private Path write(String kind, byte[] input) throws IOException {
    Files.createDirectories(results);
    String name = String.format(Locale.ROOT, "%s-%08x", kind, Arrays.hashCode(input));
    return Files.write(results.resolve(name), input);
  }

  /** Ends the program if an input takes too long. */
  private void watch() {
    try {
      while (true) {
        Thread.sleep(1000);
        if (System.nanoTime() - since > MOST_NANOS) {
          System.out.println(write("timeout", current) + ": takes more than 10 seconds");
          Runtime.getRuntime().halt(1);
        }
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
