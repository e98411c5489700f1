package dev.earshot.cuda.graph;

import dev.earshot.cuda.driver.Cost;
import java.util.Optional;

/**
 * An operation of a captured graph.
 *
 * @param name of the kernel, with its grid
 * @param cost unknown for a library, and for a kernel that does not state it
 */
public record Operation(String name, Optional<Cost> cost) {}
