package dev.earshot.nn;

/**
 * An output layer of a network beside its classifier, such as a self-supervised task's.
 *
 * @param name of its parameters; tasks that name the same head share it
 * @param outputs columns of what it gives
 */
public record Head(String name, int outputs) {}
