package dev.earshot.audio;

import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.FeatureExtractor.Clip;
import dev.earshot.audio.FeatureExtractor.Length;
import dev.earshot.audio.FeatureExtractor.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is to be encoded of one file. */
sealed interface FileRequest {
  /** The file. */
  Path path();

  /** The index of a failure of the file itself. */
  int index();

  /** All that decides which parts are encoded, in words. */
  String parts();

  /** The outcomes, in order, of features that are known. */
  List<Outcome> outcomes(FileFeatures features);

  /**
   * The whole file as one clip.
   *
   * @param index its place in the list of files
   * @param maxSeconds a longer file fails
   */
  record Whole(int index, Path path, int maxSeconds) implements FileRequest {
    @Override
    public String parts() {
      return "whole, up to %s s".formatted(maxSeconds);
    }

    @Override
    public List<Outcome> outcomes(FileFeatures features) {
      return FileRequest.clips(path, List.of(index), features);
    }
  }

  /**
   * The windows of a recording.
   *
   * @param index its place in the list of recordings, which all its windows have
   */
  record Windowed(int index, Path path, Windows windows) implements FileRequest {
    @Override
    public String parts() {
      return "windows of %s s, hop %s s".formatted(windows.seconds(), windows.hop());
    }

    @Override
    public List<Outcome> outcomes(FileFeatures features) {
      var numbers = features.rows().stream().map(_ -> index).toList();
      var all = new ArrayList<>(FileRequest.clips(path, numbers, features));
      all.add(new Length(index, path, features.seconds()));
      return all;
    }
  }

  /**
   * Stretches of a recording.
   *
   * @param numbers for each stretch its place in the list of all stretches, ascending
   * @param spans where the stretches lie
   * @param maxSeconds a longer stretch fails
   */
  record Stretches(Path path, List<Integer> numbers, List<Span> spans, int maxSeconds)
      implements FileRequest {
    @Override
    public int index() {
      return numbers.getFirst();
    }

    @Override
    public String parts() {
      return spans.stream()
          .map(span -> span.start() + "-" + span.end())
          .collect(Collectors.joining(" ", "up to %s s of ".formatted(maxSeconds), ""));
    }

    @Override
    public List<Outcome> outcomes(FileFeatures features) {
      return FileRequest.clips(path, numbers, features);
    }
  }

  private static List<Outcome> clips(Path path, List<Integer> numbers, FileFeatures features) {
    var clips = new ArrayList<Outcome>();
    for (int i = 0; i < numbers.size(); i++) {
      var row = features.rows().get(i);
      clips.add(new Clip(numbers.get(i), path, row.span(), row.vector(), row.notes()));
    }
    return clips;
  }
}
