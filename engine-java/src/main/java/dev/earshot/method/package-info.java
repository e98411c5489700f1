/**
 * The paper's method: subgraphs, training steps, and prediction by wiring clips into a subgraph.
 */
package dev.earshot.method;
