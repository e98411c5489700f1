package dev.earshot.bench.peers;

import dev.earshot.Dataset;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a feature table for which an epoch of recipe {@code paper} is one step: only five of its
 * clips have no label. Argument: output file.
 */
public final class StartTable {
  private static final int CLIPS = 205;
  private static final int UNLABELLED = 5;

  private StartTable() {}

  public static void main(String[] args) throws IOException {
    Dataset clips = Setting.SER.clips(CLIPS);
    int[] labels = clips.labels().clone();
    Arrays.fill(labels, CLIPS - UNLABELLED, CLIPS, -1);
    DatasetNpz.write(clips.withLabels(labels), Path.of(args[0]));
  }
}
