package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.data.Manifest;
import dev.earshot.data.WindowLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Adds recordings to a collection. It works in batches. What a batch has made is stored together:
 * after an interruption the same call continues behind the last batch.
 *
 * @param extractor encodes windows; its encoder is that of the collection
 * @param background the class of windows that no label touches, in recordings whose labels say
 *     where they hold; empty if such windows have no label
 */
public record Collector(FeatureExtractor extractor, Optional<String> background) {
  /** A batch has this many recordings for each thread, or fewer if they are long. */
  private static final int RECORDINGS = 24;

  /** How many bytes of sound files a batch has at most, unless it is one file. */
  private static final long BYTES = 1L << 30;

  /** What is found in one recording. */
  private record Read(
      FeatureExtractor.Length length,
      List<FeatureExtractor.Clip> windows,
      NewRecording.Content content) {}

  /**
   * Adds the recordings of some data that are not in the collection, or have changed, and notes
   * which are missing. Labels of the data become labels of windows by the rule of {@link
   * WindowLabels}.
   *
   * @param collection the collection; no other process may add to it meanwhile
   * @param data what lists the recordings
   * @param manifest the recordings and their labels
   * @param progress is called after each recording
   * @throws DataException if another process adds to the collection, or in a strict extractor if a
   *     recording cannot be read
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted; batches before are stored
   */
  public Collected collect(
      SoundCollection collection, Path data, Manifest manifest, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    requireEncoder(collection);
    try (var _ = collection.lock()) {
      // New vectors behind missing ones would hide that these are missing.
      collection.vectors();
      var named = manifest.clips().stream().filter(clip -> isText(clip.path())).toList();
      var usable =
          new Manifest(
              manifest.root(),
              named,
              manifest.classes(),
              manifest.ignored(),
              manifest.failures(),
              manifest.notes());
      var work = new Work(collection, new DataLabels(data, usable, background), progress);
      work.failures.addAll(manifest.failures());
      manifest.clips().stream()
          .map(Manifest.Clip::path)
          .filter(path -> !isText(path))
          .distinct()
          .forEach(path ->
              work.failures.add(
                  path + ": its name is not text in UTF-8, so no table can name it; rename it"));
      work.notes.addAll(manifest.notes());
      return work.run();
    }
  }

  /** Whether a path is the same after it was stored as text. */
  private static boolean isText(Path path) {
    try {
      return Path.of(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void requireEncoder(SoundCollection collection) {
    AudioEncoder encoder = extractor.encoder();
    var settings = collection.settings();
    if (!encoder.name().equals(settings.encoder()) || encoder.dimension() != settings.columns()) {
      throw new DataException(
          "%s: has vectors of encoder %s (%s values), not of %s (%s values); make another collection for these"
              .formatted(
                  collection.folder(),
                  settings.encoder(),
                  settings.columns(),
                  encoder.name(),
                  encoder.dimension()));
    }
  }

  /** One call of {@link Collector#collect}. */
  private final class Work {
    private final SoundCollection collection;
    private final DataLabels labels;
    private final FeatureExtractor.Progress progress;
    private final KnownRecordings known;
    private final List<String> changed = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int added;
    private int windows;
    private int silent;
    private int imported;
    private int forgotten;

    Work(SoundCollection collection, DataLabels labels, FeatureExtractor.Progress progress) {
      this.collection = collection;
      this.labels = labels;
      this.progress = progress;
      this.known = collection.database().read(KnownRecordings::read);
    }

    Collected run() throws IOException, InterruptedException {
      var changes = known.compare(labels.files());
      var files = known.toRead();
      collection.database().write(changes);
      int done = 0;
      while (done < files.size()) {
        var batch = batch(files.subList(done, files.size()));
        add(batch, done, files.size());
        done += batch.size();
      }
      var update = labels.update(collection.database(), known.same());
      if (labels.disputed() > 0) {
        notes.add(
            "%s labels of several classes; the class that overlaps it longer counts"
                .formatted(
                    labels.disputed() == 1 ? "1 window has" : labels.disputed() + " windows have"));
      }
      return new Collected(
          added,
          windows,
          known.same().size() - known.moved().size(),
          changed,
          forgotten,
          known.moved().stream().map(KnownRecordings.Known::name).toList(),
          known.missing().stream().map(KnownRecordings.Known::name).toList(),
          imported + update.added(),
          update.withdrawn(),
          findCopies(),
          silent,
          failures,
          notes);
    }

    private List<Path> batch(List<Path> rest) throws IOException {
      long bytes = 0;
      int count = 0;
      while (count < rest.size() && count < RECORDINGS * extractor.threads()) {
        bytes += Files.isRegularFile(rest.get(count)) ? Files.size(rest.get(count)) : 0;
        if (count > 0 && bytes > BYTES) {
          break;
        }
        count++;
      }
      return rest.subList(0, count);
    }

    private void add(List<Path> files, int before, int all)
        throws IOException, InterruptedException {
      var heard = heard(files);
      var extraction =
          extractor.extractWindows(
              files,
              collection.settings().windows(),
              (done, _) -> progress.update(before + done, all));
      Map<Integer, List<FeatureExtractor.Clip>> clips = new HashMap<>();
      for (var clip : extraction.clips()) {
        clips.computeIfAbsent(clip.index(), _ -> new ArrayList<>()).add(clip);
      }
      extraction.failures().forEach(failure -> failures.add(failure.message()));
      var recordings = new ArrayList<NewRecording>();
      var replaced = new ArrayList<Integer>();
      for (var length : extraction.lengths()) {
        var file = files.get(length.index());
        var known = heard.get(length.index());
        if (known.isEmpty() || !known.get().file().stillHolds(file)) {
          failures.add(file + ": changed while it was read; collect it again");
        } else {
          var read = new Read(length, clips.getOrDefault(length.index(), List.of()), known.get());
          recordings.add(recording(file, read));
          this.known.before(file).map(KnownRecordings.Known::id).ifPresent(replaced::add);
        }
      }
      if (extractor.strict() && !failures.isEmpty()) {
        throw new DataException(failures.getFirst());
      }
      forgotten += collection.add(recordings, replaced);
    }

    private NewRecording recording(Path file, Read read) {
      var first = labels.first(file);
      var before = known.before(file);
      var made = new ArrayList<NewRecording.NewWindow>();
      for (var clip : read.windows()) {
        boolean isSilent = clip.notes().stream().anyMatch(ClipNote::isSilence);
        silent += isSilent ? 1 : 0;
        made.add(
            new NewRecording.NewWindow(
                clip.span(), isSilent, clip.vector(), labels.of(file, clip.span())));
      }
      failures.addAll(labels.late(file, read.length()));
      imported += (int) made.stream().filter(window -> window.label().isPresent()).count();
      windows += made.size();
      before.ifPresentOrElse(old -> changed.add(old.name()), () -> added++);
      return new NewRecording(
          before.map(KnownRecordings.Known::name).orElseGet(() -> known.name(first)),
          file,
          read.length().seconds(),
          first.part(),
          first.group(),
          read.content(),
          made);
    }

    /** Listens to files; nothing for one that cannot be read. */
    private List<Optional<NewRecording.Content>> heard(List<Path> files)
        throws InterruptedException {
      try (var pool = Executors.newFixedThreadPool(extractor.threads())) {
        var pending = new ArrayList<Future<NewRecording.Content>>();
        for (var file : files) {
          pending.add(
              pool.submit(() ->
                  new NewRecording.Content(
                      FileMark.of(file), Optional.of(Fingerprint.of(file, extractor.decoders())))));
        }
        var heard = new ArrayList<Optional<NewRecording.Content>>();
        try {
          for (var each : pending) {
            heard.add(heard(each));
          }
        } finally {
          pool.shutdownNow();
        }
        return heard;
      }
    }

    private static Optional<NewRecording.Content> heard(Future<NewRecording.Content> pending)
        throws InterruptedException {
      try {
        return Optional.of(pending.get());
      } catch (ExecutionException e) {
        // Encoding its windows will say what is wrong.
        return Optional.empty();
      }
    }

    /** Finds recordings that share sound with others. */
    private List<String> findCopies() {
      var database = collection.database();
      if (!database.read(CopyTable::isPending)) {
        return List.of();
      }
      var recordings = database.read(CopyTable::heard);
      var copies = new CopyFinder(recordings).find();
      database.write(connection -> CopyTable.keep(connection, copies, recordings));
      Map<Integer, String> names = new HashMap<>();
      collection.recordings().forEach(each -> names.put(each.id(), each.name()));
      Map<Integer, Copy> firsts = new LinkedHashMap<>();
      copies.forEach(copy -> firsts.putIfAbsent(copy.recording(), copy));
      return firsts.values().stream()
          .map(copy ->
              "%s %s %s"
                  .formatted(
                      names.get(copy.recording()), copy.kind().words(), names.get(copy.original())))
          .toList();
    }
  }
}
