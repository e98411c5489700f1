package dev.earshot.method;

import java.nio.file.Path;

/**
 * Where a network's training stores its state.
 *
 * @param file the file of the state
 * @param training the fingerprint of the training, stored in the state. The state of another
 *     training is refused
 */
public record Checkpoint(Path file, String training) {}
