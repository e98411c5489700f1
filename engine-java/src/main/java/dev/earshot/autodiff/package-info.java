/**
 * The second of the engine's four floors: a tape of coarse operations, each with a hand-written
 * backward pass.
 *
 * <p>A tape is built once: adding an operation allocates its output and gradient. Afterwards {@link
 * dev.earshot.autodiff.Tape#forward} and {@link dev.earshot.autodiff.Tape#backward} run the same
 * kernel calls on the same buffers each time and allocate nothing.
 */
package dev.earshot.autodiff;
