package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.extract.EncoderTrial;
import dev.earshot.audio.extract.FeatureExtractor;
import dev.earshot.audio.extract.FeatureStore;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.base.SafeText;
import dev.earshot.file.AtomicDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;

/**
 * Makes a feature table from a folder of clips, a CSV list of clips, or an {@code .npz} file of
 * vectors.
 *
 * @param encoder the name of the encoder for clips, or {@link #AUTO}
 * @param threads how many clips are encoded at a time
 * @param strict whether a clip that cannot be read ends the work; if not, the clip is left out
 * @param maxSeconds a clip that lasts longer cannot be read
 * @param decoders read the clips
 * @param cutting cuts recordings into windows; if empty, each file is a clip, or each stretch of it
 *     that the data names
 * @param store has the features of clips that were encoded before, such as a {@link FeatureCache}
 */
public record ClipLoader(
    String encoder,
    int threads,
    boolean strict,
    int maxSeconds,
    SoundDecoders decoders,
    Optional<Cutting> cutting,
    Optional<FeatureStore> store) {
  /**
   * The name that stands for the best encoder on this machine for the data, see {@link #choose}.
   */
  public static final String AUTO = "auto";

  private static final double MILLIS = 1000;

  /** A loader that reads clips of up to {@link SoundReader#DEFAULT_MAX_SECONDS}. */
  public ClipLoader(String encoder, int threads, boolean strict) {
    this(
        encoder,
        threads,
        strict,
        SoundReader.DEFAULT_MAX_SECONDS,
        SoundDecoders.auto(),
        Optional.empty(),
        Optional.empty());
  }

  /** A loader that encodes all clips. */
  public ClipLoader(
      String encoder,
      int threads,
      boolean strict,
      int maxSeconds,
      SoundDecoders decoders,
      Optional<Cutting> cutting) {
    this(encoder, threads, strict, maxSeconds, decoders, cutting, Optional.empty());
  }

  /** The same, with recordings cut into windows. */
  public ClipLoader withCutting(Cutting other) {
    return new ClipLoader(
        encoder, threads, strict, maxSeconds, decoders, Optional.of(other), store);
  }

  /** The same, with features that were kept. */
  public ClipLoader withStore(FeatureStore other) {
    return new ClipLoader(
        encoder, threads, strict, maxSeconds, decoders, cutting, Optional.of(other));
  }

  /**
   * A table, and what was left out of it.
   *
   * @param dataset the table
   * @param failures one line for each clip that could not be read
   * @param ignored the number of files that are not audio
   * @param notes what a user should know about the data, one line each
   */
  public record Loaded(Dataset dataset, List<String> failures, int ignored, List<String> notes) {
    /** Copies the lists. */
    public Loaded {
      failures = failures.stream().map(SafeText::line).toList();
      notes = notes.stream().map(SafeText::line).toList();
    }
  }

  /** A class of its own, so that the logger is made when it is needed. */
  private static final class Log {
    static final System.Logger LOGGER = System.getLogger(ClipLoader.class.getName());

    static void tell(EncoderChoice choice) {
      warn(choice.leftOut());
      LOGGER.log(System.Logger.Level.INFO, choice.line());
    }

    static void warn(List<String> lines) {
      lines.forEach(line -> LOGGER.log(System.Logger.Level.WARNING, line));
    }
  }

  /**
   * Loads data on all cores. Clips that cannot be read are left out. What was left out, and what a
   * user should know about the data, is logged by {@link System.Logger}.
   *
   * @param data a folder, a CSV file, an audio file or an {@code .npz} file
   * @param encoder the name of the encoder for clips, or {@link #AUTO}
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public static Dataset load(Path data, String encoder) throws IOException, InterruptedException {
    return load(data, encoder, Optional.empty());
  }

  /** The same with vectors that were kept, if there are any. */
  public static Dataset load(Path data, String encoder, Optional<FeatureStore> kept)
      throws IOException, InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    ClipLoader plain = new ClipLoader(encoder, cores, false);
    Loaded loaded = kept.map(plain::withStore).orElse(plain).load(data, (done, total) -> {});
    Log.warn(loaded.failures());
    Log.warn(loaded.notes());
    return loaded.dataset();
  }

  /** Whether this is a table of vectors, which needs no encoder. */
  public static boolean isTable(Path data) {
    return data.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
  }

  /**
   * Loads data. Clips are read in parallel.
   *
   * @param data a folder, a CSV file, an audio file or an {@code .npz} file
   * @param progress is called after every clip
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public Loaded load(Path data, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    return loadFrom(AtomicDirectory.recover(data), progress);
  }

  private Loaded loadFrom(Path data, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    if (isTable(data)) {
      if (!Files.isRegularFile(data)) {
        throw new DataException(data + ": no such file; expected an .npz file with x and y");
      }
      Dataset table = DatasetNpz.read(data);
      List<String> notes = new ArrayList<>(ClassNames.remarks(table.classes()));
      ClipRemarks.copies(table).ifPresent(notes::add);
      return new Loaded(table, List.of(), 0, notes);
    }
    return load(data, Manifest.read(data), progress);
  }

  /**
   * Loads audio files as unlabelled clips, whose ids are the paths as given.
   *
   * @param files the files, at least one
   * @param progress is called after every clip
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public Loaded loadFiles(List<Path> files, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    return load(files.getFirst(), Manifest.ofFiles(files), progress);
  }

  /** Whether {@link #choose} has something to choose: no encoder is named, and one is needed. */
  public boolean chooses(Path data) {
    return encoder.equals(AUTO) && !isTable(data);
  }

  /** The same loader with a named encoder. */
  public ClipLoader withEncoder(String name) {
    return new ClipLoader(name, threads, strict, maxSeconds, decoders, cutting, store);
  }

  /**
   * Chooses the best of the encoders that are on this machine, by held-out labels. At most 200
   * labelled clips are heard, as many of each class as possible, and of each the first 10 seconds.
   * Their vectors by each encoder are scored by an {@link EncoderChooser}. With too few labels to
   * hold any out, the first network is taken, or {@code logmel} if there is none.
   *
   * @param data a folder or a CSV file
   * @param progress is called after every clip
   * @throws DataException if no clip has a label
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public EncoderChoice choose(Path data, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    Path found = AtomicDirectory.recover(data);
    Manifest manifest = Manifest.read(found);
    requireLabels(data, manifest);
    return choose(found, manifest, progress);
  }

  private static void requireLabels(Path data, Manifest manifest) {
    if (manifest.classes().isEmpty()) {
      throw new DataException(
          "%s: no clip has a label, and an encoder is chosen by labels: label some clips, or name one of %s"
              .formatted(data, String.join(", ", KnownEncoders.choices())));
    }
  }

  /**
   * Chooses an encoder for clips that were listed, which need not have labels.
   *
   * @param data what lists them, for messages
   * @param manifest the clips
   * @param progress is called after every clip
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public EncoderChoice choose(Path data, Manifest manifest, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    EncoderTrial trial = EncoderTrial.ofAll();
    Optional<Manifest> sample =
        ChoiceSample.of(cutting.isPresent() ? beginnings(manifest) : manifest);
    Optional<KeptLater> kept = store.map(KeptLater::new);
    ClipLoader whole =
        new ClipLoader(
            encoder,
            threads,
            strict,
            maxSeconds,
            decoders,
            Optional.empty(),
            kept.map(FeatureStore.class::cast));
    Optional<Dataset> heard =
        sample.isPresent()
            ? Optional.of(whole.load(data, sample.get(), trial, progress).dataset())
            : Optional.empty();
    if (trial.leftOut().isEmpty()) {
      // Else vectors may lack an encoder that only was too slow this time.
      kept.ifPresent(KeptLater::keepAll);
    }
    List<EncoderTrial.Candidate> candidates = trial.candidates();
    if (candidates.isEmpty()) {
      throw new DataException(
          "%s: no encoder could be tried: %s".formatted(data, String.join("; ", trial.leftOut())));
    }
    if (heard.filter(ClipLoader::canHoldOut).isEmpty()) {
      List<String> order = KnownEncoders.forAnySound();
      EncoderTrial.Candidate first =
          candidates.stream()
              .filter(candidate -> order.contains(candidate.name()))
              .min(Comparator.comparingInt(candidate -> order.indexOf(candidate.name())))
              .orElse(candidates.getFirst());
      return new EncoderChoice(
          first.encoder().name(),
          List.of(),
          "there are too few labels to hold any out"
              + (isBuiltIn(first) ? "" : "; networks hear better as a rule"),
          trial.leftOut());
    }
    List<String> names = candidates.stream().map(EncoderTrial.Candidate::name).toList();
    KeptScores keptScores = new KeptScores(store, names, heard.get());
    Optional<List<EncoderChoice.Score>> known = keptScores.find();
    List<EncoderChoice.Score> scores =
        known.isPresent() ? known.get() : scores(candidates, heard.get());
    keptScores.keep(scores);
    return new EncoderChoice(
        KnownEncoders.named(scores.getFirst().encoder()).name(), scores, "", trial.leftOut());
  }

  private List<EncoderChoice.Score> scores(List<EncoderTrial.Candidate> candidates, Dataset heard)
      throws IOException, InterruptedException {
    return ServiceLoader.load(EncoderChooser.class, ClipLoader.class.getClassLoader())
        .findFirst()
        .orElseThrow()
        .score(
            candidates.stream()
                .map(candidate ->
                    new EncoderChooser.Candidate(candidate.name(), part(heard, candidate)))
                .toList(),
            threads);
  }

  /** What is heard of recordings that are cut into windows. */
  private static Manifest beginnings(Manifest manifest) {
    return manifest.withClips(
        manifest.clips().stream().map(clip -> clip.first(EncoderTrial.SECONDS)).toList());
  }

  private static boolean isBuiltIn(EncoderTrial.Candidate candidate) {
    return KnownEncoders.builtIn().stream()
        .anyMatch(each -> each.name().equals(candidate.encoder().name()));
  }

  /** Whether two classes have two clips or more: some may not have been readable. */
  private static boolean canHoldOut(Dataset heard) {
    return IntStream.range(0, heard.classes().size())
            .filter(c -> IntStream.of(heard.labels()).filter(label -> label == c).count() > 1)
            .count()
        > 1;
  }

  /** The vectors of one of the encoders that were tried. */
  private static Dataset part(Dataset all, EncoderTrial.Candidate candidate) {
    int columns = candidate.encoder().dimension();
    float[] x = new float[Math.multiplyExact(all.rows(), columns)];
    for (int row = 0; row < all.rows(); row++) {
      System.arraycopy(all.x(), row * all.columns() + candidate.from(), x, row * columns, columns);
    }
    return all.withVectors(x, columns);
  }

  private Loaded load(Path data, Manifest manifest, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    if (strict && !manifest.failures().isEmpty()) {
      throw new DataException(manifest.failures().getFirst());
    }
    if (encoder.equals(AUTO)) {
      requireLabels(data, manifest);
      EncoderChoice choice = choose(data, manifest, (done, total) -> {});
      Log.tell(choice);
      return withEncoder(choice.encoder()).load(data, manifest, progress);
    }
    return load(data, manifest, KnownEncoders.named(encoder), progress);
  }

  private Loaded load(
      Path data, Manifest manifest, AudioEncoder audio, FeatureExtractor.Progress progress)
      throws IOException, InterruptedException {
    Labelled labelled = extract(manifest, audio, progress);
    List<String> failures = new ArrayList<>(manifest.failures());
    failures.addAll(labelled.failures());
    if (strict && !failures.isEmpty()) {
      throw new DataException(failures.getFirst());
    }
    if (labelled.clips().isEmpty()) {
      throw new DataException(
          "%s: none of its %s clips could be read; the first: %s"
              .formatted(data, failures.size(), failures.getFirst()));
    }
    List<String> notes = new ArrayList<>(manifest.notes());
    notes.addAll(labelled.notes());
    List<String> classes = readClasses(labelled);
    manifest.classes().stream()
        .filter(name -> !classes.contains(name))
        .map(name -> lost(name, labelled))
        .forEach(notes::add);
    Dataset table = table(labelled, classes, audio);
    notes.addAll(remarks(labelled.clips(), table));
    return new Loaded(table, failures, manifest.ignored(), notes);
  }

  private String lost(String name, Labelled labelled) {
    return cutting.isPresent() && labelled.failures().isEmpty()
        ? "class '%s' is left out: none of its stretches fills half of a window".formatted(name)
        : "class '%s' is left out: none of its clips could be read".formatted(name);
  }

  /**
   * Vectors with what is known about them.
   *
   * @param clips the vectors
   * @param known for each of them its facts
   * @param windows where recordings were cut, or should be
   */
  private record Labelled(
      List<FeatureExtractor.Clip> clips,
      List<Manifest.Clip> known,
      List<String> failures,
      List<String> notes,
      Optional<Windows> windows) {}

  private Labelled extract(
      Manifest manifest, AudioEncoder audio, FeatureExtractor.Progress progress)
      throws InterruptedException {
    if (cutting.isPresent()) {
      return windows(manifest, cutting.get(), audio, progress);
    }
    List<Manifest.Clip> all = manifest.clips();
    if (all.stream().allMatch(clip -> clip.span().isEmpty())) {
      FeatureExtractor.Extraction whole =
          extractor(audio, strict)
              .extract(all.stream().map(Manifest.Clip::path).toList(), progress);
      List<String> failures =
          whole.failures().stream().map(FeatureExtractor.Failure::message).toList();
      return labelled(whole.clips(), all, failures, List.of());
    }
    List<FeatureExtractor.Stretch> stretches =
        all.stream()
            .map(clip ->
                new FeatureExtractor.Stretch(clip.path(), clip.span().orElseGet(Span::whole)))
            .toList();
    FeatureExtractor.Extraction parts =
        extractor(audio, false).extractStretches(stretches, progress);
    List<String> failures =
        parts.failures().stream()
            .map(failure -> all.get(failure.index()).at(failure.message()))
            .toList();
    List<String> late = new ArrayList<>();
    for (FeatureExtractor.Clip clip : parts.clips()) {
      noteEnd(all.get(clip.index()), clip.span().end(), late);
    }
    return labelled(parts.clips(), all, failures, late(late));
  }

  private FeatureExtractor extractor(AudioEncoder audio, boolean stops) {
    return new FeatureExtractor(audio, threads, stops, maxSeconds, decoders, store);
  }

  private static Labelled labelled(
      List<FeatureExtractor.Clip> clips,
      List<Manifest.Clip> all,
      List<String> failures,
      List<String> notes) {
    double[] lengths = clips.stream().mapToDouble(clip -> clip.span().seconds()).sorted().toArray();
    Optional<Windows> windows =
        lengths.length == 0 ? Optional.empty() : Optional.of(like(lengths[lengths.length / 2]));
    List<Manifest.Clip> known = clips.stream().map(clip -> all.get(clip.index())).toList();
    return new Labelled(clips, known, failures, notes, windows);
  }

  /** Windows of the length of a clip, to the millisecond, that overlap by half. */
  private static Windows like(double seconds) {
    double rounded = Math.round(seconds * MILLIS) / MILLIS;
    double length = Math.clamp(rounded, Windows.SHORTEST, Windows.LONGEST);
    return new Windows(length, length / 2);
  }

  /** Tells of labels that end more than a second after their recording. */
  private static void noteEnd(Manifest.Clip clip, double end, List<String> late) {
    clip.span()
        .filter(span -> span.end() > end + 1 && Double.isFinite(span.end()))
        .ifPresent(span ->
            late.add(
                clip.at(
                    "end %s, %s ends at %s s"
                        .formatted(Span.text(span.end()), clip.id(), Span.text(end)))));
  }

  private static List<String> late(List<String> lines) {
    return lines.isEmpty()
        ? List.of()
        : List.of(
            "%s after the recording ends and is cut there; the first: %s"
                .formatted(
                    lines.size() == 1 ? "1 label ends" : lines.size() + " labels end",
                    lines.getFirst()));
  }

  private Labelled windows(
      Manifest manifest, Cutting how, AudioEncoder audio, FeatureExtractor.Progress progress)
      throws InterruptedException {
    Map<Path, List<Manifest.Clip>> recordings = manifest.byFile();
    List<Path> paths = List.copyOf(recordings.keySet());
    FeatureExtractor.Extraction found =
        extractor(audio, strict).extractWindows(paths, how.windows(), progress);
    List<String> failures =
        new ArrayList<>(found.failures().stream().map(FeatureExtractor.Failure::message).toList());
    List<String> late = new ArrayList<>();
    for (FeatureExtractor.Length length : found.lengths()) {
      for (Manifest.Clip clip : recordings.get(length.path())) {
        clip.span()
            .filter(span -> span.start() >= length.seconds())
            .ifPresentOrElse(
                span -> failures.add(clip.at(FeatureExtractor.late(span, length))),
                () -> noteEnd(clip, length.seconds(), late));
      }
    }
    List<Manifest.Clip> known = new ArrayList<>();
    Map<Integer, WindowLabels> labels = new HashMap<>();
    for (FeatureExtractor.Clip window : found.clips()) {
      List<Manifest.Clip> stretches = recordings.get(window.path());
      Manifest.Clip first = stretches.getFirst();
      Optional<String> label =
          labels
              .computeIfAbsent(window.index(), _ -> new WindowLabels(stretches, how.background()))
              .of(window.span());
      known.add(first.stretch(label, window.span(), first.id()));
    }
    List<String> notes = new ArrayList<>(late(late));
    int disputed = labels.values().stream().mapToInt(WindowLabels::disputed).sum();
    if (disputed > 0) {
      notes.add(
          "%s labels of several classes; the class that overlaps it longer counts"
              .formatted(disputed == 1 ? "1 window has" : disputed + " windows have"));
    }
    return new Labelled(found.clips(), known, failures, notes, Optional.of(how.windows()));
  }

  /** One line for each kind of note about clips, and one about copies. */
  private static List<String> remarks(List<FeatureExtractor.Clip> clips, Dataset table) {
    Map<ClipNote, List<String>> names = new EnumMap<>(ClipNote.class);
    for (int row = 0; row < clips.size(); row++) {
      for (ClipNote note : clips.get(row).notes()) {
        names.computeIfAbsent(note, _ -> new ArrayList<>()).add(table.ids().get(row));
      }
    }
    List<String> remarks = new ArrayList<>();
    names.forEach((note, of) -> remarks.add(ClipRemarks.of(note.description(), of)));
    // All silent clips have the same features, which makes them no copies.
    ClipRemarks.copies(table, row -> clips.get(row).notes().stream().noneMatch(ClipNote::isSilence))
        .ifPresent(remarks::add);
    return remarks;
  }

  /** The classes of which a clip could be read. */
  private static List<String> readClasses(Labelled labelled) {
    return labelled.known().stream()
        .map(Manifest.Clip::label)
        .flatMap(Optional::stream)
        .distinct()
        .sorted()
        .toList();
  }

  private static Dataset table(Labelled labelled, List<String> classes, AudioEncoder audio) {
    int columns = audio.dimension();
    List<FeatureExtractor.Clip> clips = labelled.clips();
    float[] x = new float[Math.multiplyExact(clips.size(), columns)];
    int[] labels = new int[clips.size()];
    List<String> ids = new ArrayList<>();
    List<Part> split = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    classes.forEach(name -> places.put(name, places.size()));
    // Parts of one recording are alike, so they must not be on both sides of a split.
    boolean parts = labelled.known().stream().anyMatch(clip -> clip.span().isPresent());
    for (int i = 0; i < clips.size(); i++) {
      Manifest.Clip clip = labelled.known().get(i);
      System.arraycopy(clips.get(i).vector(), 0, x, i * columns, columns);
      labels[i] = clip.label().map(places::get).orElse(-1);
      Span heard = clips.get(i).span();
      Optional<Span> span = clip.span().map(_ -> heard);
      ids.add(new ClipId(clip.id(), span).toString());
      split.add(clip.part());
      clip.group()
          .or(() -> parts ? Optional.of(clip.id()) : Optional.empty())
          .ifPresent(groups::add);
    }
    return new Dataset(
        x,
        columns,
        labels,
        classes,
        ids,
        split,
        groups.isEmpty() ? Optional.empty() : Optional.of(groups),
        audio.name(),
        labelled.windows());
  }
}
