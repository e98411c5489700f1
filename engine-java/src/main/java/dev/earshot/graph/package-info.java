/**
 * Graph networks on known graphs, such as citation graphs: all nodes and edges are given, and some
 * nodes' classes are learnt from others' (section IV.F of the paper, Table III). {@link
 * dev.earshot.graph.GraphTrainings} trains, {@link dev.earshot.graph.NodeClassifier} predicts.
 */
package dev.earshot.graph;
