package dev.earshot.nn;

import dev.earshot.compute.Indices;

/**
 * Which rows of a pass's features are not those of the clean pass, known in each step.
 *
 * @param mask as many elements as there are nodes
 * @param changed the element of a node whose row may differ
 */
public record ChangedRows(Indices mask, int changed) {}
