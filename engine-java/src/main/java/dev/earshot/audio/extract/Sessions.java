package dev.earshot.audio.extract;

import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The sessions of an encoder, for any number of threads at once. A session that a thread has used
 * is kept for the next one.
 */
public final class Sessions implements AutoCloseable {
  /** The buffers of a session that has encoded a longer clip are too large to keep. */
  private static final double LONG_SECONDS = 600;

  private final AudioEncoder encoder;
  private final Queue<AudioEncoder.Session> idle = new ConcurrentLinkedQueue<>();

  public Sessions(AudioEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Encodes a clip in a session that no other thread uses.
   *
   * @return finite values, as {@link AudioEncoder.Session#encode}
   */
  public float[] encode(Waveform waveform) {
    var reused = idle.poll();
    var session = reused == null ? encoder.open() : reused;
    boolean keep = false;
    try {
      var vector = session.encode(waveform);
      keep = waveform.seconds() <= LONG_SECONDS;
      AudioEncoder.requireFinite(vector, encoder.columnNames());
      return vector;
    } finally {
      if (keep) {
        idle.add(session);
      } else {
        session.close();
      }
    }
  }

  /** Closes the sessions that no thread uses. */
  @Override
  public void close() {
    for (var session = idle.poll(); session != null; session = idle.poll()) {
      session.close();
    }
  }
}
