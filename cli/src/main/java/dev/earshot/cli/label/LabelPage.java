package dev.earshot.cli.label;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.SoundReader;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.base.SafeText;
import dev.earshot.cli.label.LabelServer.Route;
import dev.earshot.cli.label.WindowLists.ClassCount;
import dev.earshot.cli.label.WindowLists.Item;
import dev.earshot.cli.report.ReportPage;
import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.NewLabel;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The page for one collection: what it can ask for, and the server that answers. */
public final class LabelPage implements AutoCloseable {
  /** Windows of a list. */
  private static final int MOST_ITEMS = LearningCurve.ROUND;

  /** Labelled windows of a class that are searched by, the latest. */
  private static final int MOST_EXAMPLES = 32;

  private static final int MOST_FILE_BYTES = 64 << 20;
  private static final int MOST_FILE_SECONDS = 600;
  private static final int MOST_NAME = 100;

  private final SoundCollection collection;
  private final WindowSounds sounds;
  private final Learning learning;
  private final LabelServer server;
  private final AtomicReference<List<CollectedWindow>> windows = new AtomicReference<>();
  private final AtomicReference<Optional<WindowGuesses>> guesses = new AtomicReference<>();
  private final AtomicReference<Optional<Lesson>> lesson = new AtomicReference<>(Optional.empty());

  private LabelPage(
      SoundCollection collection, SoundDecoders decoders, int port, Consumer<Throwable> failures)
      throws IOException {
    this.collection = collection;
    this.sounds = new WindowSounds(decoders);
    windows.set(collection.windows());
    guesses.set(collection.predictions().map(found -> new WindowGuesses(found, Map.of())));
    this.learning =
        new Learning(watcher -> Lesson.learn(collection, watcher), this::learnt, failures);
    this.server = LabelServer.start(port, routes(), failures);
  }

  /**
   * Opens the page. The collection stays open until the caller closes it.
   *
   * @param port where the server listens; 0 for any free one
   * @param failures gets what goes wrong by a fault of ours
   * @throws DataException if the collection has no windows, or the port is taken
   */
  public static LabelPage open(
      SoundCollection collection, SoundDecoders decoders, int port, Consumer<Throwable> failures)
      throws IOException {
    if (collection.windows().isEmpty()) {
      throw new DataException(
          collection.folder() + ": has no recordings yet; add some by 'earshot collect'");
    }
    return new LabelPage(collection, decoders, port, failures);
  }

  /** The server. */
  public LabelServer server() {
    return server;
  }

  private void learnt(Lesson now) {
    guesses.set(Optional.of(now.guesses()));
    lesson.set(Optional.of(now));
    windows.set(collection.windows());
  }

  private Map<String, Route> routes() throws IOException {
    var routes = new HashMap<String, Route>();
    file(routes, "", "text/html; charset=utf-8", own("page.html"));
    file(routes, "page.css", "text/css; charset=utf-8", own("page.css"));
    file(routes, "page.js", "text/javascript; charset=utf-8", own("page.js"));
    file(routes, "report.css", "text/css; charset=utf-8", ReportPage.resource("report.css"));
    file(routes, "report.js", "text/javascript; charset=utf-8", ReportPage.resource("report.js"));
    file(
        routes,
        "echarts.min.js",
        "text/javascript; charset=utf-8",
        ReportPage.resource("echarts/echarts.min.js"));
    var icon = Answer.png(Icon.png());
    routes.put("icon.png", Route.get(_ -> icon));
    routes.put(
        "spectrogram",
        Route.get(request ->
            Answer.png(
                sounds.png(
                    window(request.number("window")), request.query().containsKey("dark")))));
    routes.put(
        "sound", Route.get(request -> Answer.wav(sounds.wav(window(request.number("window"))))));
    routes.put("api/state", Route.get(_ -> Answer.json(state(lists()))));
    routes.put("api/list", Route.get(request -> Answer.json(list(request))));
    routes.put("api/items", Route.post(request -> Answer.json(items(request))));
    routes.put("api/label", Route.post(request -> Answer.json(label(request))));
    routes.put("api/skip", Route.post(request -> Answer.json(skip(request))));
    routes.put("api/undo", Route.post(_ -> Answer.json(undo())));
    routes.put("api/search", Route.post(request -> Answer.json(search(request))));
    routes.put("api/learn", Route.post(_ -> Answer.json(learn())));
    routes.put("api/learning", Route.get(_ -> Answer.json(learning.progress())));
    routes.put("api/results", Route.get(_ -> Answer.json(results())));
    return routes;
  }

  private static void file(Map<String, Route> routes, String name, String type, String content) {
    var answer = new Answer(Answer.OK, type, content.getBytes(StandardCharsets.UTF_8), false);
    routes.put(name, Route.get(_ -> answer));
  }

  private static String own(String name) throws IOException {
    try (InputStream in = LabelPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private WindowLists lists() {
    return new WindowLists(collection, windows.get(), collection.states(), guesses.get());
  }

  private CollectedWindow window(long id) {
    return find(windows.get(), id).orElseThrow(() -> new DataException("there is no window " + id));
  }

  private static Optional<CollectedWindow> find(List<CollectedWindow> windows, long id) {
    int low = 0;
    int high = windows.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = windows.get(middle).id();
      if (found == id) {
        return Optional.of(windows.get(middle));
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /**
   * The collection in numbers.
   *
   * @param undo the label that would be taken back; empty if there is none
   * @param waiting labels that came after it has learnt last
   */
  private record State(
      String collection,
      int windows,
      long recordings,
      long labelled,
      List<ClassCount> classes,
      Optional<String> undo,
      long waiting,
      boolean learning) {}

  private State state(WindowLists lists) {
    var when = lists.guesses().map(known -> known.predictions().when());
    return new State(
        collection.folder().toAbsolutePath().normalize().getFileName().toString(),
        lists.windows().size(),
        lists.windows().stream().map(each -> each.recording().id()).distinct().count(),
        lists.labelled(),
        lists.classes(),
        lists.last(),
        collection.labels().stream()
            .filter(label -> label.verdict() != Verdict.SKIPPED)
            .filter(label -> when.isEmpty() || label.when().isAfter(when.get()))
            .count(),
        learning.progress().running());
  }

  /** A list to work through. */
  private record WindowList(String kind, String title, String note, List<Item> items) {}

  private WindowList list(Request request) throws IOException, InterruptedException {
    var lists = lists();
    var kind = request.text("kind");
    return switch (kind) {
      case "suggest" -> suggested(lists);
      case "like" -> like(lists, window(request.number("window")));
      case "like-class" -> likeClass(lists, request.text("class"));
      case "sure", "unsure" -> guessed(lists, kind, request.text("class"));
      case "disagree" -> disagreements(lists);
      default -> throw new DataException("there is no list '%s'".formatted(kind));
    };
  }

  private WindowList suggested(WindowLists lists) throws IOException, InterruptedException {
    var found = Suggested.next(lists, collection.vectors(), MOST_ITEMS);
    return new WindowList(
        "suggest",
        "Suggestions",
        found.isEmpty()
            ? "Every window has a label or was skipped."
            : lists.guesses().isPresent()
                ? "Labels of these teach the most."
                : "Windows that differ from each other, to begin with.",
        found.stream().map(each -> lists.item(each.window(), each.why())).toList());
  }

  private WindowList like(WindowLists lists, CollectedWindow window) throws IOException {
    var vectors = collection.vectors();
    return similar(
        lists,
        "like",
        "Like %s".formatted(window.name()),
        List.of(vectors.row(window.id())),
        other -> !Similar.overlap(window, other));
  }

  private WindowList likeClass(WindowLists lists, String name) throws IOException {
    var vectors = collection.vectors();
    var examples =
        lists.windows().stream()
            .filter(window -> lists.state(window).className().equals(Optional.of(name)))
            .map(window -> vectors.row(window.id()))
            .toList();
    if (examples.isEmpty()) {
      return new WindowList(
          "like-class", "Like " + name, "No window is labelled '%s'.".formatted(name), List.of());
    }
    var latest = examples.subList(Math.max(0, examples.size() - MOST_EXAMPLES), examples.size());
    return similar(lists, "like-class", "Like windows of " + name, latest, _ -> true);
  }

  private WindowList similar(
      WindowLists lists,
      String kind,
      String title,
      List<float[]> examples,
      Predicate<CollectedWindow> wanted)
      throws IOException {
    var found =
        Similar.to(
            examples,
            collection.vectors(),
            lists.windows().stream().filter(lists::isOpen).filter(wanted).toList(),
            MOST_ITEMS);
    return new WindowList(
        kind,
        title,
        found.isEmpty()
            ? "No window without a label is left."
            : "The nearest windows that have no label yet, nearest first.",
        found.stream()
            .map(each ->
                lists.item(
                    each.window(),
                    String.format(Locale.ROOT, "similarity %.2f", each.similarity())))
            .toList());
  }

  private WindowList guessed(WindowLists lists, String kind, String name) {
    var found = new ArrayList<CollectedWindow>();
    for (var window : lists.guessed(name, kind.equals("sure"))) {
      if (found.size() < MOST_ITEMS
          && found.stream().noneMatch(other -> Similar.overlap(window, other))) {
        found.add(window);
      }
    }
    return new WindowList(
        kind,
        (kind.equals("sure") ? "Surest of " : "Least sure of ") + name,
        found.isEmpty()
            ? "The model takes no window without a label for '%s'. Let it learn first."
                .formatted(name)
            : kind.equals("sure")
                ? "A wrong one among these is worth a label."
                : "Guessed to be '%s', with the least probability.".formatted(name),
        found.stream().map(window -> lists.item(window, "")).toList());
  }

  private WindowList disagreements(WindowLists lists) {
    var learnt = lesson.get();
    var doubts = learnt.map(Lesson::doubts).orElse(List.of());
    var items =
        doubts.stream()
            .flatMap(id -> find(lists.windows(), id).stream())
            .map(window -> lists.item(window, ""))
            .filter(item -> item.label().isPresent())
            .filter(item ->
                item.guess().filter(guess -> !item.label().get().equals(guess.name())).isPresent())
            .map(item ->
                new Item(
                    item.window(),
                    item.recording(),
                    item.start(),
                    item.end(),
                    item.guess(),
                    item.label(),
                    item.not(),
                    item.skipped(),
                    "labelled %s".formatted(item.label().orElseThrow())))
            .limit(MOST_ITEMS)
            .toList();
    return new WindowList(
        "disagree",
        "Disagreements",
        learnt.isEmpty()
            ? "Let it learn first: then labels that the model contradicts are listed here."
            : items.isEmpty()
                ? "The model contradicts no label."
                : "Labels that held-out predictions contradict, the most doubtful first. Label again what is wrong, go on where the label is right.",
        items);
  }

  /** What is known of windows now. */
  private record Items(List<Item> items) {}

  private Items items(Request request) throws IOException {
    var lists = lists();
    var asked =
        Optional.ofNullable(request.json().get("windows"))
            .filter(JsonElement::isJsonArray)
            .map(JsonElement::getAsJsonArray)
            .orElseGet(JsonArray::new);
    if (asked.size() > MOST_ITEMS) {
      throw new DataException("at most %s windows at a time".formatted(MOST_ITEMS));
    }
    return new Items(
        asked.asList().stream()
            .map(each -> lists.item(window(Request.number("windows", Optional.of(each))), ""))
            .toList());
  }

  /**
   * A label that is stored.
   *
   * @param saved what was stored, in words
   */
  private record Saved(String saved, Item item, State state) {}

  private Saved label(Request request) throws IOException {
    var json = request.json();
    var window = window(Request.number(json, "window"));
    var name = Request.text(json, "class");
    if (name.length() > MOST_NAME) {
      throw new DataException(
          "the name of the class is too long: expected at most %s characters".formatted(MOST_NAME));
    }
    if (!SafeText.line(name).equals(name)) {
      throw new DataException("the name of the class has characters that cannot be shown");
    }
    return stored(
        switch (Request.text(json, "answer")) {
          case "yes" -> NewLabel.yes(window.id(), name, LabelSource.PERSON);
          case "no" -> NewLabel.no(window.id(), name, LabelSource.PERSON);
          case "other" -> without(window, Verdict.SOMETHING_ELSE);
          default -> throw new DataException("answer: expected yes, no or other");
        });
  }

  private Saved skip(Request request) throws IOException {
    return stored(without(window(Request.number(request.json(), "window")), Verdict.SKIPPED));
  }

  private static NewLabel without(CollectedWindow window, Verdict verdict) {
    return new NewLabel(window.id(), verdict, Optional.empty(), LabelSource.PERSON);
  }

  /** Answers after the label is on the disk. */
  private Saved stored(NewLabel label) {
    var now = collection.label(label);
    var lists = lists();
    return new Saved(
        "Saved: " + lists.words(now), lists.item(window(label.window()), ""), state(lists));
  }

  private Saved undo() {
    var taken =
        collection.undo().orElseThrow(() -> new DataException("there is no label to take back"));
    var lists = lists();
    return new Saved(
        "Taken back: " + lists.words(taken), lists.item(window(taken.window()), ""), state(lists));
  }

  private WindowList search(Request request) throws IOException {
    var name = request.text("name");
    var sound =
        SoundReader.read(
            new ByteArrayInputStream(request.bytes(MOST_FILE_BYTES)), name, MOST_FILE_SECONDS);
    var examples = new ArrayList<float[]>();
    try (var session = KnownEncoders.named(collection.settings().encoder()).open()) {
      for (var part : parts(sound, collection.settings().windows())) {
        examples.add(session.encode(part));
      }
    }
    return similar(lists(), "file", "Like " + name, examples, _ -> true);
  }

  /** A sound cut into windows without overlap; a rest of less than half a window is left out. */
  private static List<Waveform> parts(Waveform sound, Windows windows) {
    int length = (int) Math.round(windows.seconds() * sound.sampleRate());
    var parts = new ArrayList<Waveform>();
    for (int from = 0; from == 0 || from + length / 2 <= sound.samples().length; from += length) {
      int to = Math.min(from + length, sound.samples().length);
      parts.add(new Waveform(Arrays.copyOfRange(sound.samples(), from, to), sound.sampleRate()));
    }
    return parts;
  }

  private Learning.Progress learn() {
    if (!Lesson.possible(collection.states())) {
      throw new DataException(
          "It cannot learn yet: label windows of two classes, or of one class and of something else.");
    }
    learning.start();
    return learning.progress();
  }

  /**
   * How good it is.
   *
   * @param html a part of the page
   * @param charts the data of its charts
   */
  private record Results(String html, JsonElement charts) {}

  private Results results() {
    return lesson
        .get()
        .flatMap(now ->
            now.quality().map(quality -> ResultsPart.of(now.classes(), now.labels(), quality)))
        .map(part -> new Results(part.fragment(), JsonParser.parseString(part.chartData())))
        .orElseGet(() -> new Results("", new JsonArray()));
  }

  @Override
  public void close() {
    server.close();
    learning.close();
  }
}
