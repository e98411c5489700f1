/**
 * Graphs of clips: which neighbours are looked for and linked (the rule and the normalisation
 * themselves are the backend's, see {@code compute.GraphKernels}), the class-balanced subgraphs of
 * training (Algorithm 1) and the edges by which a new clip is joined (section III.D).
 */
package dev.earshot.graph;
