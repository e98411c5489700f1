package dev.earshot.nn;

import dev.earshot.compute.Indices;

/**
 * The rows in which a pass's features may differ from the clean pass. A step fills the mask anew.
 *
 * @param mask one element for each node
 * @param changed the value in the mask that marks a node whose row may differ
 */
public record ChangedRows(Indices mask, int changed) {}
