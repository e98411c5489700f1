/** Graphs in files: {@code .npz} and the files of Planetoid. */
package dev.earshot.graph.file;
