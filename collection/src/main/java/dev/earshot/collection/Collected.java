package dev.earshot.collection;

import java.util.List;

/**
 * What collecting has done.
 *
 * @param added how many recordings are new in the collection
 * @param windows how many windows these and changed ones have
 * @param unchanged how many recordings were there before, and are as they were
 * @param changed the names of those whose files have another content now; their windows were made
 *     anew, and labels of the old ones do not count any more
 * @param forgotten how many labels by people the old windows of these had
 * @param moved the names of those whose files have another place now
 * @param missing the names of those whose files are gone; their windows and labels stay
 * @param labels how many labels came from the data, beside those that were there
 * @param withdrawn how many labels of the data before are not in it any more
 * @param copies words about each recording that was found to share sound with another
 * @param silent how many windows have no sound
 * @param failures one line for each recording or label that cannot be used
 * @param notes what a user should know about how the data was understood, one line each
 */
public record Collected(
    int added,
    int windows,
    int unchanged,
    List<String> changed,
    int forgotten,
    List<String> moved,
    List<String> missing,
    int labels,
    int withdrawn,
    List<String> copies,
    int silent,
    List<String> failures,
    List<String> notes) {
  /** Copies the lists. */
  public Collected {
    changed = List.copyOf(changed);
    moved = List.copyOf(moved);
    copies = List.copyOf(copies);
    missing = List.copyOf(missing);
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }
}
