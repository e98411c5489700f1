package dev.earshot.learner;

import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;

/**
 * A recipe's settings for its learners.
 *
 * @param bound the bound on the magnitude of standardised features; 0 for none
 * @param network shape and dropout of networks
 * @param optimizer how long and how fast networks learn
 * @param perClass labelled rows of each class in a network's batch; 0 for the default number
 */
public record LearnerSettings(
    double bound, NetworkSettings network, OptimizerSettings optimizer, int perClass) {}
