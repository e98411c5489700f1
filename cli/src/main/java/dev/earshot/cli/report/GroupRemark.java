package dev.earshot.cli.report;

import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.data.ClipId;
import dev.earshot.data.NameGroups;
import dev.earshot.run.Partition;
import java.util.Optional;

/** Tells that scores may be too good, as clips of one group are on both sides of a split. */
public final class GroupRemark {
  private GroupRemark() {}

  /**
   * The line for data that is to be split for a test.
   *
   * @param kept whether each group stays on one side
   * @return empty if nothing speaks for groups, they are kept whole, or the data states the test
   *     part
   */
  public static Optional<String> of(Dataset data, boolean kept) {
    if (Partition.keepsGroups(data, kept) || data.split().contains(Part.TEST)) {
      return Optional.empty();
    }
    if (ClipId.areStretches(data)) {
      return Optional.of(
          "all labelled clips are of one recording: those that are learnt from and tested on are neighbours, so the scores are too good for other recordings");
    }
    if (data.groups().isPresent()) {
      return Optional.of(
          "the data states %s groups; without --group-split clips of one group are trained on and"
                  .formatted(data.groups().get().stream().distinct().count())
              + " tested on, so the scores may be too good for clips of new groups");
    }
    return NameGroups.of(data)
        .map(found ->
            "names suggest %s groups, such as '%s': clips of one recording or speaker that are both"
                    .formatted(found.groups(), found.name())
                + " trained on and tested on make scores too good; list the clips in a .csv with a"
                + " column group and add --group-split");
  }
}
