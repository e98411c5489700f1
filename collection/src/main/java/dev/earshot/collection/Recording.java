package dev.earshot.collection;

import dev.earshot.Part;
import java.nio.file.Path;

/**
 * A recording of a collection.
 *
 * @param id its number
 * @param name its path relative to the folder that was collected, with {@code /} between names; no
 *     two recordings have the same
 * @param path its file
 * @param seconds how long it is
 * @param missing whether its file was not there when recordings were collected last
 * @param part its part of a split, if the data states one
 * @param group the recordings that must stay together on one side of a split, such as copies of
 *     this one, have the same group
 */
public record Recording(
    int id, String name, Path path, double seconds, boolean missing, Part part, String group) {}
