package dev.earshot.codecs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.ClipNote;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuardTest {
  private static final SoundFormat FORMAT = new SoundFormat(8000, 1, 1, 0, 0);

  /** Counts instants, and refuses more than a limit. */
  private static final class Counter implements SoundSink {
    private final AtomicInteger instants = new AtomicInteger();

    @Override
    public void start(SoundFormat format) {
      assertEquals(FORMAT, format);
    }

    @Override
    public void accept(double[] samples, int count) {
      if (instants.addAndGet(count) > 100) {
        throw new DataException("lasts too long");
      }
    }

    @Override
    public void note(ClipNote note) {
      assertEquals(ClipNote.CUT_SHORT, note);
    }
  }

  private static DataException refusal(Guard guard, Guard.Body body) {
    return assertThrows(DataException.class, () -> guard.run(body, new Counter(), () -> {}));
  }

  @Test
  void soundAndNotesArePassedOn() throws IOException {
    var sink = new Counter();
    var stopped = new AtomicBoolean();
    new Guard(10)
        .run(
            guarded -> {
              guarded.start(FORMAT);
              guarded.accept(new double[40], 40);
              guarded.accept(new double[40], 30);
              guarded.note(ClipNote.CUT_SHORT);
            },
            sink,
            () -> stopped.set(true));
    assertEquals(70, sink.instants.get());
    assertTrue(stopped.get());
  }

  @Test
  void whatIsThrownBecomesOneLine() {
    for (Throwable thrown :
        new Throwable[] {
          new IllegalStateException("two\nlines"),
          new StackOverflowError(),
          new OutOfMemoryError("far too much"),
          new AssertionError("x".repeat(10_000))
        }) {
      var refusal =
          refusal(
              new Guard(10),
              sink -> {
                sink.start(FORMAT);
                if (thrown instanceof Exception e) {
                  throw e;
                }
                throw (Error) thrown;
              });
      assertEquals(1, refusal.getMessage().lines().count());
      assertTrue(refusal.getMessage().length() < 400, refusal.getMessage());
    }
  }

  @Test
  void itsOwnExceptionsAreLeftAsTheyAre() {
    var plain = new DataException("is damaged in its own way");
    assertSame(
        plain,
        refusal(
            new Guard(10),
            sink -> {
              throw plain;
            }));
    var lost = new IOException("lost");
    assertSame(
        lost,
        assertThrows(
            IOException.class,
            () ->
                new Guard(10)
                    .run(
                        sink -> {
                          throw new UncheckedIOException(lost);
                        },
                        new Counter(),
                        () -> {})));
  }

  @Test
  void whatNeverEndsIsLeftAlone() {
    var end = new AtomicBoolean();
    var refusal =
        refusal(
            new Guard(1),
            sink -> {
              while (!end.get()) {
                Thread.onSpinWait();
              }
            });
    end.set(true);
    assertTrue(refusal.getMessage().contains("took longer than 1 s"), refusal.getMessage());
  }

  /** A decoder that would give sound without an end stops when the sink has had enough. */
  @Test
  void aSinkThatHasEnoughEndsTheDecoder() throws InterruptedException {
    var ended = new CountDownLatch(1);
    var refusal =
        refusal(
            new Guard(10),
            sink -> {
              try {
                sink.start(FORMAT);
                while (true) {
                  sink.accept(new double[10], 10);
                }
              } finally {
                ended.countDown();
              }
            });
    assertEquals("lasts too long", refusal.getMessage());
    assertTrue(ended.await(10, TimeUnit.SECONDS));
  }
}
