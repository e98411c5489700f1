package dev.earshot.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of a task. Any thread may report steps. */
public abstract sealed class Progress implements AutoCloseable {
  /** A total that is not known yet. */
  public static final long UNKNOWN = -1;

  private Progress() {}

  /** Adds finished steps. */
  public abstract void step(long steps);

  /** Sets the total number of steps. */
  public abstract void total(long steps);

  /** Sets a short text shown beside the count, for example the current loss. */
  public abstract void detail(String words);

  /** Replaces the display by one line: the steps done, the total if some are missing, the time. */
  @Override
  public abstract void close();

  /** Adds one finished step. */
  public final void step() {
    step(1);
  }

  static Progress hidden() {
    return new Hidden();
  }

  static Progress bar(String task, long total, long begin, PrintStream err) {
    return new Bar(task, total, begin, err);
  }

  static Progress lines(String task, long total, long begin, PrintStream err) {
    return new Lines(task, total, begin, err);
  }

  private static final class Hidden extends Progress {
    @Override
    public void step(long steps) {}

    @Override
    public void total(long steps) {}

    @Override
    public void detail(String words) {}

    @Override
    public void close() {}
  }

  /** A line every few seconds and one at the end. */
  private static final class Lines extends Progress {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(5);

    private final String task;
    private final PrintStream err;
    private long total;
    private final long start;
    private long lastLine;
    private long done;
    private String detail = "";

    Lines(String task, long total, long begin, PrintStream err) {
      this.task = task;
      this.total = total;
      this.start = begin;
      this.lastLine = begin;
      this.err = err;
    }

    @Override
    public synchronized void step(long steps) {
      done += steps;
      var now = System.nanoTime();
      if (now - lastLine >= INTERVAL && done != total) {
        lastLine = now;
        err.println(task + ": " + count(done, total) + detail);
      }
    }

    @Override
    public synchronized void total(long steps) {
      total = steps;
    }

    @Override
    public synchronized void detail(String words) {
      detail = words.isEmpty() ? "" : ", " + words;
    }

    @Override
    public synchronized void close() {
      err.println(summary(task, done, total, System.nanoTime() - start) + detail);
    }
  }

  /** A bar redrawn in place, and one line at the end. */
  private static final class Bar extends Progress {
    private static final int COLUMNS = 79;

    private final PrintStream err;
    private final long start;
    private final ProgressBar bar;

    Bar(String task, long total, long begin, PrintStream err) {
      this.err = err;
      this.start = begin;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .startsFrom(0, Duration.ofNanos(System.nanoTime() - begin))
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(
                  new DelegatingProgressBarConsumer(
                      line -> err.print(Console.CLEAR_LINE + line), COLUMNS))
              .build();
    }

    @Override
    public void step(long steps) {
      bar.stepBy(steps);
    }

    @Override
    public void total(long steps) {
      bar.maxHint(steps);
    }

    @Override
    public void detail(String words) {
      bar.setExtraMessage(words);
    }

    @Override
    public void close() {
      var detail = bar.getExtraMessage().isEmpty() ? "" : ", " + bar.getExtraMessage();
      bar.close();
      var nanos = System.nanoTime() - start;
      var summary = summary(bar.getTaskName(), bar.getCurrent(), bar.getMax(), nanos);
      err.println(Console.CLEAR_LINE + summary + detail);
    }
  }

  private static String summary(String task, long done, long total, long nanos) {
    return String.format(Locale.ROOT, "%s: %s in %.1f s", task, count(done, total), nanos / 1e9);
  }

  private static String count(long done, long total) {
    return done == total || total == UNKNOWN ? Long.toString(done) : done + " of " + total;
  }
}
