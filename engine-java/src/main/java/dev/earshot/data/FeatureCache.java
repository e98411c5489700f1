package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.audio.extract.FeatureStore;
import dev.earshot.file.UserCache;
import dev.earshot.file.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Features of clips in a folder, so that a clip is encoded once. Several processes may use one
 * folder at a time: each writes {@link Pack}s of its own, and reads those of all others that were
 * there when it began. A process that is killed loses what it has not written. What is damaged is
 * not found, and made again.
 *
 * <p>If the packs are larger than the limit, those that have not been used for the longest time are
 * deleted. A pack has at most an eighth of the limit, and 64 MB.
 *
 * <p>A folder or disk that cannot be written is no error: {@link #problem} then has a line for the
 * user.
 */
public final class FeatureCache implements FeatureStore, AutoCloseable {
  /** The limit in bytes if none is set: 2 GB. */
  public static final long DEFAULT_LIMIT = 2_000_000_000;

  private static final String OFF = "off";
  private static final long LARGEST_PACK = 64_000_000;

  /** So many small packs of one shelf are joined. */
  private static final int MOST_SMALL_PACKS = 8;

  /** A process may be about to write the title of a pack that is younger. */
  private static final long YOUNG_MILLIS = 60_000;

  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}\\.pack");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(kB|MB|GB|TB)");

  private final Path folder;
  private final long limit;
  private final Map<String, Shelf> shelves = new HashMap<>();
  private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());

  /**
   * What the cache has of one encoder.
   *
   * @param encoder its name, or what else is kept
   * @param entries the number of clips
   * @param bytes the size of their packs
   */
  public record Content(String encoder, long entries, long bytes) {}

  /**
   * A cache in a folder, which is made when there is something to keep.
   *
   * @param folder an absolute path
   * @param limit how many bytes all packs together may have, at least 0
   */
  public FeatureCache(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * The cache of this user: in the folder {@code EARSHOT_CACHE}, or else in {@code
   * earshot/features} in the user's folder for caches. {@code EARSHOT_CACHE_LIMIT} is its limit,
   * such as {@code 500 MB}.
   *
   * @return the cache; nothing if {@code EARSHOT_CACHE} is {@code off}, or there is no folder for
   *     caches
   * @throws DataException if the limit is no size
   */
  public static Optional<FeatureCache> ofThisMachine() {
    var chosen = UserCache.setting("earshot.cache", "EARSHOT_CACHE");
    if (chosen.filter(OFF::equals).isPresent()) {
      return Optional.empty();
    }
    long limit =
        UserCache.setting("earshot.cache.limit", "EARSHOT_CACHE_LIMIT")
            .map(FeatureCache::bytes)
            .orElse(DEFAULT_LIMIT);
    Path folder =
        chosen.isPresent() ? Path.of(chosen.get()).toAbsolutePath() : UserCache.folder("features");
    return folder.isAbsolute() ? Optional.of(new FeatureCache(folder, limit)) : Optional.empty();
  }

  /** A size such as {@code 2 GB}, in bytes. */
  static long bytes(String size) {
    var parts = SIZE.matcher(size.strip());
    if (!parts.matches()) {
      throw new DataException(
          "EARSHOT_CACHE_LIMIT is '%s': expected a size such as 500 MB or 2 GB".formatted(size));
    }
    long unit =
        switch (parts.group(2)) {
          case "kB" -> 1_000;
          case "MB" -> 1_000_000;
          case "GB" -> 1_000_000_000;
          default -> 1_000_000_000_000L;
        };
    return Long.parseLong(parts.group(1)) * unit;
  }

  /** Where it is. The folder need not exist. */
  public Path folder() {
    return folder;
  }

  /** How many bytes all packs together may have. */
  public long limit() {
    return limit;
  }

  /** Why nothing more can be kept, in one line; nothing if all is well. */
  public Optional<String> problem() {
    return problem.get();
  }

  @Override
  public Optional<byte[]> find(String shelf, byte[] key) {
    return shelf(shelf).find(ByteBuffer.wrap(key));
  }

  @Override
  public void keep(String shelf, byte[] key, byte[] value) {
    if (value.length <= limit / 2 && problem().isEmpty()) {
      shelf(shelf).keep(ByteBuffer.wrap(key.clone()), value);
    }
  }

  private synchronized Shelf shelf(String text) {
    return shelves.computeIfAbsent(text, Shelf::new);
  }

  private void failed(IOException e) {
    problem.compareAndSet(
        Optional.empty(),
        Optional.of(
            "%s: features cannot be kept there (%s), so clips are encoded again each time; mend that, choose another folder (EARSHOT_CACHE) or use --no-cache"
                .formatted(folder, WriteFailure.reason(e))));
  }

  private long largestPack() {
    return Math.min(LARGEST_PACK, limit / 8);
  }

  /** Ends the use: notes which packs were used, joins small ones and enforces the limit. */
  @Override
  public synchronized void close() {
    boolean written = false;
    for (var shelf : shelves.values()) {
      written |= shelf.close();
    }
    shelves.clear();
    if (written) {
      trim();
    }
  }

  /** All packs of the folder, of one shelf or of all. */
  private List<Path> packs(Predicate<String> names) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(file -> names.test(file.getFileName().toString()))
          .toList();
    }
  }

  /** Deletes the packs that were not used for the longest time, and those without a title. */
  private void trim() {
    record Used(Path path, long bytes, FileTime time) {}
    var all = new ArrayList<Used>();
    long sum = 0;
    try {
      for (var path : packs(name -> true)) {
        try {
          var time = Files.getLastModifiedTime(path);
          if (isWhole(path) || System.currentTimeMillis() - time.toMillis() < YOUNG_MILLIS) {
            all.add(new Used(path, Files.size(path), time));
            sum += all.getLast().bytes();
          } else {
            Files.deleteIfExists(path);
          }
        } catch (NoSuchFileException e) {
          // Another process has deleted it.
        }
      }
      all.sort(Comparator.comparing(Used::time));
      for (var oldest : all) {
        if (sum <= limit) {
          break;
        }
        Files.deleteIfExists(oldest.path());
        sum -= oldest.bytes();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private static boolean isWhole(Path path) throws IOException {
    var pack = Pack.open(path);
    if (pack.isPresent()) {
      pack.get().close();
    }
    return pack.isPresent();
  }

  /**
   * What is in the cache, by encoder.
   *
   * @throws DataException if the folder cannot be read
   */
  public List<Content> contents() {
    var contents = new TreeMap<String, Content>();
    each((pack, encoder) -> {
      long[] entries = {0};
      pack.scan((key, span) -> entries[0]++);
      contents.merge(
          encoder,
          new Content(encoder, entries[0], Files.size(pack.path())),
          (a, b) -> new Content(encoder, a.entries() + b.entries(), a.bytes() + b.bytes()));
    });
    return List.copyOf(contents.values());
  }

  /**
   * Deletes what was kept.
   *
   * @param encoders chooses by the names of {@link #contents}
   * @return the number of bytes that are free now
   * @throws DataException if the folder cannot be read, or a file cannot be deleted
   */
  public long clear(Predicate<String> encoders) {
    long[] freed = {0};
    each((pack, encoder) -> {
      if (encoders.test(encoder)) {
        freed[0] += Files.size(pack.path());
        Files.deleteIfExists(pack.path());
      }
    });
    return freed[0];
  }

  /** Does something with a pack. */
  private interface Task {
    void with(Pack pack, String encoder) throws IOException;
  }

  private void each(Task task) {
    try {
      for (var path : packs(name -> true)) {
        var pack = Pack.open(path);
        if (pack.isPresent()) {
          try (var opened = pack.get()) {
            task.with(opened, opened.shelf().lines().findFirst().orElse(""));
          }
        }
      }
    } catch (IOException e) {
      throw new DataException(
          "%s: the cache cannot be read or cleared (%s); check its permissions"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** The packs of one shelf. The last of them may be one that this process writes. */
  private final class Shelf {
    private final String text;
    private final String prefix;
    private final List<Pack> packs = new ArrayList<>();
    private final Map<ByteBuffer, Place> places = new HashMap<>();
    private final Set<Pack> used = new HashSet<>();
    private final Set<Pack> damaged = new HashSet<>();
    private Optional<Pack> writer = Optional.empty();
    private boolean written;

    private record Place(Pack pack, Pack.Span span) {}

    Shelf(String text) {
      this.text = text;
      this.prefix = HexFormat.of().formatHex(sha256(text), 0, 8) + "-";
      try {
        for (var path : packs(name -> name.startsWith(prefix))) {
          load(path);
        }
      } catch (IOException e) {
        // What cannot be read is made again; keeping it will tell the user.
      }
    }

    private void load(Path path) {
      try {
        var pack = Pack.open(path);
        if (pack.isPresent() && pack.get().shelf().equals(text)) {
          packs.add(pack.get());
          pack.get().scan((key, span) -> places.put(key, new Place(pack.get(), span)));
        } else if (pack.isPresent()) {
          pack.get().close();
        }
      } catch (IOException e) {
        // The same.
      }
    }

    Optional<byte[]> find(ByteBuffer key) {
      Place place;
      synchronized (this) {
        place = places.get(key);
      }
      return place == null ? Optional.empty() : read(key, place);
    }

    private Optional<byte[]> read(ByteBuffer key, Place place) {
      var value = place.pack().read(key, place.span());
      synchronized (this) {
        if (value.isEmpty()) {
          places.remove(key, place);
          damaged.add(place.pack());
        } else {
          used.add(place.pack());
        }
      }
      return value;
    }

    synchronized void keep(ByteBuffer key, byte[] value) {
      if (places.containsKey(key)) {
        return;
      }
      try {
        var pack = writer(value.length);
        places.put(key, new Place(pack, pack.add(key, value)));
        written = true;
      } catch (IOException e) {
        failed(e);
      }
    }

    private Pack writer(long bytes) throws IOException {
      if (writer.isEmpty() || writer.get().length() + bytes > largestPack()) {
        boolean another = writer.isPresent();
        Files.createDirectories(folder);
        var name = "%s%016x.pack".formatted(prefix, ThreadLocalRandom.current().nextLong());
        writer = Optional.of(Pack.create(folder.resolve(name), text));
        packs.add(writer.get());
        if (another) {
          trim();
        }
      }
      return writer.get();
    }

    /** Returns whether anything was kept. */
    synchronized boolean close() {
      if (written) {
        join();
      }
      for (var pack : used) {
        try {
          Files.setLastModifiedTime(pack.path(), FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
          // Deleted, or not ours to change: it will count as not used.
        }
      }
      for (var pack : packs) {
        try {
          pack.close();
        } catch (IOException e) {
          failed(e);
        }
      }
      return written;
    }

    /**
     * Makes one pack of many small ones, and of those with a damaged value, which would hide the
     * one that was made again. A kill leaves some values in two packs.
     */
    private void join() {
      var old = new HashSet<>(damaged);
      var small = packs.stream().filter(pack -> pack.length() < largestPack() / 8).toList();
      if (small.size() > MOST_SMALL_PACKS) {
        old.addAll(small);
      }
      writer = Optional.empty();
      try {
        for (var entry : Map.copyOf(places).entrySet()) {
          if (old.contains(entry.getValue().pack())) {
            var value = read(entry.getKey(), entry.getValue());
            if (value.isPresent()) {
              writer(value.get().length).add(entry.getKey(), value.get());
            }
          }
        }
        for (var pack : old) {
          Files.deleteIfExists(pack.path());
        }
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it.
    }
  }
}
