/**
 * The one place that knows which backends there are. It stands above them, apart from their
 * contract in {@link dev.earshot.compute}, so that no arrow points both ways.
 */
package dev.earshot.compute.backends;
