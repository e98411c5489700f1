/**
 * The paper's tables and figures, and studies of our own. An {@link
 * dev.earshot.experiments.Experiment Experiment} lists its trainings as {@linkplain
 * dev.earshot.experiments.cells.Cell cells}, the {@link dev.earshot.experiments.Runner Runner} runs
 * those that are not stored yet, and the experiment's analysis makes {@linkplain
 * dev.earshot.experiments.Sheet tables} and {@linkplain dev.earshot.experiments.Figure figures} of
 * the results, beside the numbers that the paper printed.
 *
 * <ul>
 *   <li>{@code dev.earshot.experiments.paper}: the experiments. Start here.
 *   <li>{@code dev.earshot.experiments.cells}: trainings and the storage of their results.
 *   <li>{@code dev.earshot.experiments.data}: the data sets.
 * </ul>
 *
 * <p>A new experiment is a class in {@code paper} and a line in {@link
 * dev.earshot.experiments.paper.Experiments Experiments}. Nothing here knows the command line.
 */
package dev.earshot.experiments;
