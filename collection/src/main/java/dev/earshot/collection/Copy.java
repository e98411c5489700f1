package dev.earshot.collection;

/**
 * Two recordings that share sound.
 *
 * @param recording the number of the later one
 * @param original the number of the other
 * @param kind how they share it
 * @param offset where the beginning of the later one lies in the other, in seconds; negative if it
 *     begins before it
 */
public record Copy(int recording, int original, CopyKind kind, double offset) {}
