/**
 * CUDA graphs: work captured from a stream once and then launched as a whole. {@link
 * dev.earshot.cuda.graph.CapturedGraph} is what a backend uses; {@link
 * dev.earshot.cuda.graph.CaptureScheduler} lets independent operations run in parallel.
 */
package dev.earshot.cuda.graph;
