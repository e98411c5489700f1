/**
 * One class for each table or figure: {@link dev.earshot.experiments.paper.Experiments Experiments}
 * lists them. {@code MethodTable} is what Tables I and II have in common, {@code Sweep} what the
 * figures over one varied setting have in common; {@code published.csv} holds the paper's numbers.
 */
package dev.earshot.experiments.paper;
