package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.UndecodableException;
import dev.earshot.base.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs a decoder that may fail in any way, or never end. It works on a thread of its own and may
 * take a while at first, and then at most as long as the sound that it has given so far lasts.
 * After that it is left alone: it gets no more bytes and its sound is not taken. Whatever it throws
 * becomes one line about the file.
 *
 * @param seconds how long it may take before the first sound
 */
record Guard(int seconds) {
  /** For all decoders of this module. They are tens of times as fast. */
  static final Guard USUAL = new Guard(20);

  private static final int BLOCKS_AHEAD = 4;

  /** Starting a thread takes longer than decoding a very short file. */
  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("decoder").factory());

  /** A library may explain itself at any length. */
  private static final int MOST_REASON = 200;

  /** Decodes into the sink. */
  @FunctionalInterface
  interface Body {
    void decode(SoundSink sink) throws Exception;
  }

  private sealed interface Step {}

  private record Start(SoundFormat format) implements Step {}

  private record Block(double[] samples, int instants) implements Step {}

  private record Note(ClipNote note) implements Step {}

  private record End() implements Step {}

  private record Failure(Throwable cause) implements Step {}

  /**
   * Decodes a file.
   *
   * @param body decodes it
   * @param sink gets the sound, on the calling thread
   * @param stop ends whatever the body waits for; called in any case
   * @throws DataException if the file is damaged, or takes too long
   */
  void run(Body body, SoundSink sink, Runnable stop) throws IOException {
    BlockingQueue<Step> steps = new ArrayBlockingQueue<>(BLOCKS_AHEAD);
    var work = WORKERS.submit(() -> work(body, steps));
    try {
      pass(steps, sink);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("was not read to its end, because the work was interrupted", e);
    } finally {
      work.cancel(true);
      stop.run();
    }
  }

  private void pass(BlockingQueue<Step> steps, SoundSink sink)
      throws InterruptedException, IOException {
    long begin = System.nanoTime();
    double heard = 0;
    double rate = 1;
    while (true) {
      long left = begin + (long) ((seconds + heard) * 1e9) - System.nanoTime();
      var step = steps.poll(left, TimeUnit.NANOSECONDS);
      switch (step) {
        case null ->
            throw new DataException(
                "took longer than %s s to decode, so it is damaged: copy or export it again"
                    .formatted(Math.round(seconds + heard)));
        case Start(var format) -> {
          rate = format.sampleRate();
          sink.start(format);
        }
        case Block(var samples, var instants) -> {
          heard += instants / rate;
          sink.accept(samples, instants);
        }
        case Note(var note) -> sink.note(note);
        case End() -> {
          return;
        }
        case Failure(var cause) -> fail(cause);
      }
    }
  }

  private static void fail(Throwable cause) throws IOException {
    switch (cause) {
      case DataException e -> throw e;
      case UndecodableException e -> throw e;
      case UncheckedIOException e -> throw e.getCause();
      case OutOfMemoryError e ->
          throw new DataException(
              "takes more memory than Java has to decode, so it may be damaged: export it again",
              e);
      default -> {
        String reason = SafeText.line(cause.toString().strip());
        throw new DataException(
            "is damaged, or of a kind that is not read (%s): copy or export it again"
                .formatted(reason.substring(0, Math.min(reason.length(), MOST_REASON))),
            cause);
      }
    }
  }

  private static void work(Body body, BlockingQueue<Step> steps) {
    Step last;
    try {
      body.decode(new QueueSink(steps));
      last = new End();
    } catch (Throwable e) { // Libraries throw errors too: of the stack, of memory, of assertions.
      last = new Failure(e);
    }
    try {
      steps.put(last);
    } catch (InterruptedException _) {
      // Nobody waits for it any more.
    }
  }

  /** Hands the sound over. It throws if nobody waits for it any more, which ends the decoder. */
  private record QueueSink(BlockingQueue<Step> steps) implements SoundSink {
    @Override
    public void start(SoundFormat format) {
      put(new Start(format));
    }

    @Override
    public void accept(double[] samples, int instants) {
      put(new Block(samples.clone(), instants));
    }

    @Override
    public void note(ClipNote note) {
      put(new Note(note));
    }

    private void put(Step step) {
      try {
        steps.put(step);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("nobody waits for the sound any more", e);
      }
    }
  }
}
