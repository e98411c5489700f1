/**
 * The only package that knows which backends exist. It uses the backends, and they use their
 * contract in {@code dev.earshot.compute}. It is separate from that contract so that no two
 * packages depend on each other.
 */
package dev.earshot.compute.backends;
