package dev.earshot.audio.features;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Several encoders as one: the vectors of {@code A+B} are those of A, each followed by B's. */
public final class JoinedEncoder implements AudioEncoder {
  static final String PLUS = "+";

  private final List<AudioEncoder> parts;
  private final String name;
  private final List<String> columnNames;

  JoinedEncoder(List<AudioEncoder> parts) {
    this.parts = List.copyOf(parts);
    name = parts.stream().map(AudioEncoder::name).collect(Collectors.joining(PLUS));
    columnNames =
        parts.stream()
            .flatMap(part -> part.columnNames().stream().map(c -> part.name() + ":" + c))
            .toList();
    if (new HashSet<>(columnNames).size() < columnNames.size()) {
      throw new DataException("encoder '%s' joins an encoder to itself".formatted(name));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return parts.stream().map(AudioEncoder::version).collect(Collectors.joining(PLUS));
  }

  @Override
  public List<String> columnNames() {
    return columnNames;
  }

  /** The rate of all parts, if it is the same. */
  @Override
  public OptionalInt sampleRate() {
    var rates = parts.stream().map(AudioEncoder::sampleRate).distinct().toList();
    return rates.size() == 1 ? rates.getFirst() : OptionalInt.empty();
  }

  @Override
  public Session open() {
    return new JoinedSession(SharedWork.of(parts));
  }

  /** Where the values of each part begin. */
  private int[] starts() {
    var starts = new int[parts.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + parts.get(i - 1).dimension();
    }
    return starts;
  }

  private final class JoinedSession implements Session {
    private final List<SharedWork> shared;
    private final List<Session> sessions;
    private final int[] starts = starts();

    JoinedSession(List<SharedWork> shared) {
      this.shared = shared;
      this.sessions = shared.stream().map(each -> each.encoder().open()).toList();
    }

    @Override
    public float[] encode(Waveform waveform) {
      var vector = new float[dimension()];
      for (int i = 0; i < sessions.size(); i++) {
        var values = sessions.get(i).encode(waveform);
        shared
            .get(i)
            .spread(values, part -> parts.get(part).dimension(), part -> starts[part], vector);
      }
      return vector;
    }

    @Override
    public void close() {
      sessions.forEach(Session::close);
    }
  }
}
