package dev.earshot.audio.features;

import dev.earshot.audio.AudioEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Encoders that compute together what they have in common, see {@link AudioEncoder#with}.
 *
 * @param encoder gives the values of its members, one after the other
 * @param members their places in the list of all encoders
 */
public record SharedWork(AudioEncoder encoder, List<Integer> members) {
  /** Puts encoders together wherever that saves work. Each is the member of exactly one. */
  public static List<SharedWork> of(List<AudioEncoder> encoders) {
    var open =
        IntStream.range(0, encoders.size())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    var all = new ArrayList<SharedWork>();
    while (!open.isEmpty()) {
      int first = open.removeFirst();
      var shared = new SharedWork(encoders.get(first), List.of(first));
      for (int other : List.copyOf(open)) {
        var larger = shared.encoder().with(encoders.get(other));
        if (larger.isPresent()) {
          var members = new ArrayList<>(shared.members());
          members.add(other);
          shared = new SharedWork(larger.get(), List.copyOf(members));
          open.remove((Integer) other);
        }
      }
      all.add(shared);
    }
    return all;
  }

  /**
   * Puts the values of each member where they belong.
   *
   * @param values those of {@link #encoder}
   * @param count how many values a member has, by its place in the list
   * @param start where they begin in the vector, by the same
   */
  public void spread(
      float[] values, IntUnaryOperator count, IntUnaryOperator start, float[] vector) {
    int at = 0;
    for (int member : members) {
      System.arraycopy(values, at, vector, start.applyAsInt(member), count.applyAsInt(member));
      at += count.applyAsInt(member);
    }
  }
}
