/**
 * Graphs of clips: signed edges from neighbours, their normalisation, the class-balanced subgraphs
 * of training (Algorithm 1) and the edges by which a new clip is joined (section III.D).
 */
package dev.earshot.graph;
