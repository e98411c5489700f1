/**
 * The trainings of experiments. A {@link dev.earshot.experiments.cells.Cell Cell} is one training;
 * its {@link dev.earshot.experiments.cells.Job Job} computes the result: {@linkplain
 * dev.earshot.experiments.cells.ScoringJob scores}, {@linkplain
 * dev.earshot.experiments.cells.NoiseJob scores under noise} or {@linkplain
 * dev.earshot.experiments.cells.RepresentationJob measures of the hidden rows}. The {@link
 * dev.earshot.experiments.cells.CellStore CellStore} keeps results on disk.
 */
package dev.earshot.experiments.cells;
