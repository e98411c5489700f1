package dev.earshot.collection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds recordings that share sound. The frames of new recordings are looked up among those of all,
 * and where two are alike, the frames around them are compared. Time is that of sorting all frames,
 * n log n in the length of all recordings.
 */
final class CopyFinder {
  /** Half of a second: so far apart are the frames of which an index takes the low bands. */
  private static final int APART = 8;

  private static final int LOW = 0xffff;

  /** In a recording of up to a minute, frames that differ in one bit are looked up, too. */
  private static final int SHORT = 60 * BandBits.RATE / BandBits.HOP;

  /** A copy shares this fraction of the shorter recording, */
  private static final double ENOUGH = 0.5;

  /** or this many frames: 20 s. */
  private static final int ENOUGH_FRAMES = 20 * BandBits.RATE / BandBits.HOP;

  /** This fraction is nearly all of a recording: encoders cut a little off its ends. */
  private static final double ALL = 0.8;

  private final List<Heard> recordings;
  private final int[] begins;
  private final List<FrameIndex> indexes;

  /**
   * A recording.
   *
   * @param isNew whether it is to be compared with all others
   */
  record Heard(int id, String content, Fingerprint print, boolean isNew) {}

  CopyFinder(List<Heard> recordings) {
    this.recordings = recordings;
    this.begins = new int[recordings.size() + 1];
    for (int r = 0; r < recordings.size(); r++) {
      begins[r + 1] = Math.addExact(begins[r], recordings.get(r).print().frames().length);
    }
    var frames = recordings.stream().map(each -> each.print().frames()).toList();
    // A low sample rate takes the high bands away: the second index has only low ones.
    indexes =
        List.of(
            new FrameIndex(frames, (all, i) -> all[i]), new FrameIndex(frames, CopyFinder::low));
  }

  /** The low bands of two frames. */
  private static int low(int[] frames, int i) {
    boolean says =
        i + APART < frames.length
            && frames[i] != BandBits.NOTHING
            && frames[i + APART] != BandBits.NOTHING;
    return says ? frames[i] << 16 | frames[i + APART] & LOW : BandBits.NOTHING;
  }

  /** The copies among all, each with an earlier or an older recording. */
  List<Copy> find() {
    var copies = new ArrayList<Copy>();
    Map<String, Integer> contents = new HashMap<>();
    Map<String, Integer> sounds = new HashMap<>();
    for (int r = 0; r < recordings.size(); r++) {
      var recording = recordings.get(r);
      var file = contents.putIfAbsent(recording.content(), r);
      var sound = sounds.putIfAbsent(recording.print().sound(), r);
      boolean isNew = recording.isNew();
      if (file != null && (isNew || recordings.get(file).isNew())) {
        copies.add(copy(r, file, CopyKind.SAME_FILE, 0));
      } else if (file == null && sound != null && (isNew || recordings.get(sound).isNew())) {
        copies.add(copy(r, sound, CopyKind.SAME_SOUND, 0));
      }
      if (isNew && file == null && sound == null) {
        findAlike(r, copies);
      }
    }
    return copies;
  }

  private Copy copy(int recording, int original, CopyKind kind, double seconds) {
    return new Copy(recordings.get(recording).id(), recordings.get(original).id(), kind, seconds);
  }

  private void findAlike(int recording, List<Copy> copies) {
    int[] frames = recordings.get(recording).print().frames();
    Set<Integer> found = new HashSet<>();
    Set<Long> tried = new HashSet<>();
    for (int i = 0; i < frames.length; i++) {
      int frame = i;
      for (var index : indexes) {
        index.find(
            frames,
            i,
            begins[recording] + i,
            frames.length <= SHORT,
            place -> compare(recording, frame, place, found, tried, copies));
      }
    }
  }

  private void compare(
      int recording, int frame, int place, Set<Integer> found, Set<Long> tried, List<Copy> copies) {
    int other = recordingAt(place);
    // Of two new recordings the later one looks; an old one does not look at all.
    boolean looks = other < recording || !recordings.get(other).isNew();
    if (other == recording || !looks || found.contains(other)) {
      return;
    }
    int offset = place - begins[other] - frame;
    // One try for each offset and second.
    if (!tried.add(((long) other << 40) ^ ((long) (offset & 0xfffffff) << 12) ^ frame >> 5)) {
      return;
    }
    int[] a = recordings.get(recording).print().frames();
    int[] b = recordings.get(other).print().frames();
    SharedSound.around(a, b, frame, offset)
        .filter(
            shared -> shared.fraction() >= ENOUGH || shared.to() - shared.from() >= ENOUGH_FRAMES)
        .ifPresent(shared -> {
          found.add(other);
          double seconds = (double) shared.offset() * BandBits.HOP / BandBits.RATE;
          copies.add(copy(recording, other, kind(shared, a.length, b.length), seconds));
        });
  }

  private static CopyKind kind(SharedSound shared, int a, int b) {
    if (shared.fraction() < ALL) {
      return CopyKind.OVERLAP;
    }
    if (Math.min(a, b) >= ALL * Math.max(a, b)) {
      return CopyKind.ENCODED;
    }
    return a < b ? CopyKind.PART : CopyKind.WHOLE;
  }

  private int recordingAt(int place) {
    int found = Arrays.binarySearch(begins, place);
    // Recordings without frames begin where the next one does.
    int at = found >= 0 ? found : -found - 2;
    while (begins[at + 1] == begins[at]) {
      at++;
    }
    return at;
  }
}
