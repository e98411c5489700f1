package dev.earshot.cli.label;

import dev.earshot.DataException;
import dev.earshot.cli.console.CliText;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Learns on a thread of its own, once at a time, and tells how far it is. */
final class Learning implements AutoCloseable {
  private final Work work;
  private final Consumer<Lesson> learnt;
  private final Consumer<Throwable> failures;
  private final AtomicReference<State> state =
      new AtomicReference<>(new State(false, false, 0, "", Optional.empty()));

  /** Learns. */
  @FunctionalInterface
  interface Work {
    Lesson learn(Lesson.Watcher watcher) throws IOException, InterruptedException;
  }

  /**
   * How far it is, for the page.
   *
   * @param running whether it learns now
   * @param failed whether it could not be done
   * @param done the finished part of the work, from 0 to 1
   * @param text the same in words
   */
  record Progress(boolean running, boolean failed, double done, String text) {}

  private record State(
      boolean running, boolean failed, double done, String text, Optional<Thread> thread) {}

  /**
   * @param work learns
   * @param learnt gets the result before {@link #progress} says that it is there
   * @param failures gets what goes wrong by a fault of ours
   */
  Learning(Work work, Consumer<Lesson> learnt, Consumer<Throwable> failures) {
    this.work = work;
    this.learnt = learnt;
    this.failures = failures;
  }

  /** Begins, unless it has begun already. */
  synchronized void start() {
    if (state.get().running()) {
      return;
    }
    var thread = Thread.ofPlatform().daemon().name("learning").unstarted(this::run);
    state.set(new State(true, false, 0, "Learning…", Optional.of(thread)));
    thread.start();
  }

  private void run() {
    try {
      var lesson = work.learn(this::step);
      learnt.accept(lesson);
      end(false, sentence(lesson));
    } catch (InterruptedException e) {
      end(true, "Learning was stopped.");
    } catch (DataException | IllegalArgumentException e) {
      end(true, "It cannot learn yet: " + e.getMessage());
    } catch (Exception | OutOfMemoryError e) { // The page must say that it failed, whatever it was.
      failures.accept(e);
      end(true, "Learning failed: " + CliText.failure(e));
    }
  }

  private void step(int done, int total) {
    state.updateAndGet(before ->
        new State(
            true,
            false,
            (double) done / total,
            "Learning: %s of %s steps".formatted(done, total),
            before.thread()));
  }

  private void end(boolean failed, String text) {
    state.set(new State(false, failed, 1, text, Optional.empty()));
  }

  private static String sentence(Lesson lesson) {
    int labels = 0;
    for (int count : lesson.labels()) {
      labels += count;
    }
    return String.format(Locale.ROOT, "Learnt from %d labels in %.1f s. ", labels, lesson.seconds())
        + lesson
            .quality()
            .map(quality -> words(quality.curve()))
            .orElse("Give each class two labels, so that it can be measured.");
  }

  private static String words(LearningCurve curve) {
    return String.format(
        Locale.ROOT,
        "It recognises %.0f %% of the windows that it has not learnt from; %d more labels are likely to bring %.1f points (%.1f to %.1f).",
        100 * curve.now().value(),
        LearningCurve.ROUND,
        100 * curve.gain().value(),
        100 * curve.gain().low(),
        100 * curve.gain().high());
  }

  /** How far it is. */
  Progress progress() {
    var now = state.get();
    return new Progress(now.running(), now.failed(), now.done(), now.text());
  }

  /** Stops what is being learnt. */
  @Override
  public void close() {
    state
        .get()
        .thread()
        .ifPresent(thread -> {
          thread.interrupt();
          try {
            thread.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
