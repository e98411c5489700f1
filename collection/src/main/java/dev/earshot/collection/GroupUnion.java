package dev.earshot.collection;

import java.util.HashMap;
import java.util.Map;

/**
 * Groups of recordings that must stay together: those of one stated group, and copies of each
 * other. A group is named after its first recording, or if the data states names for some of its
 * recordings, by the first of these.
 */
final class GroupUnion {
  private final Map<Integer, Integer> parents = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<Integer, Boolean> stated = new HashMap<>();
  private final Map<String, Integer> firstOfStated = new HashMap<>();

  /**
   * Adds a recording.
   *
   * @param name its group, or its own name
   * @param isStated whether the data states the group
   */
  void add(int recording, String name, boolean isStated) {
    parents.put(recording, recording);
    names.put(recording, name);
    stated.put(recording, isStated);
    if (isStated) {
      join(recording, firstOfStated.computeIfAbsent(name, _ -> recording));
    }
  }

  /** Puts the groups of two recordings together; does nothing for one that was not added. */
  void join(int a, int b) {
    if (!parents.containsKey(a) || !parents.containsKey(b)) {
      return;
    }
    int first = root(a);
    int second = root(b);
    if (first == second) {
      return;
    }
    boolean keepsFirst =
        stated.get(first).equals(stated.get(second)) ? first < second : stated.get(first);
    parents.put(keepsFirst ? second : first, keepsFirst ? first : second);
  }

  /** The name of a recording's group. */
  String name(int recording) {
    return names.get(root(recording));
  }

  private int root(int recording) {
    int root = recording;
    while (parents.get(root) != root) {
      root = parents.get(root);
    }
    for (int at = recording; at != root; ) {
      at = parents.put(at, root);
    }
    return root;
  }
}
