package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;

/**
 * What all steps of one training share.
 *
 * @param backend the backend that computes
 * @param recipe the losses, their weights and the optimizer's settings
 * @param network the network, built with the heads of the recipe's tasks
 * @param nodeFeatures the training nodes' standardised features, N x d
 * @param learning the parameters and Adam's moments
 * @param seed the run's seed
 */
public record TrainingSetup(
    Backend backend,
    RecipeSettings recipe,
    Network network,
    Matrix nodeFeatures,
    LearningState learning,
    long seed) {}
