package dev.earshot.nn;

/**
 * An output layer of a network other than its classifier, such as that of a self-supervised task.
 *
 * @param name prefix of its parameters; tasks that name the same head use the same layer
 * @param outputs number of columns of its output
 */
public record Head(String name, int outputs) {}
