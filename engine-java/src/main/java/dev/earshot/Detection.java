package dev.earshot;

/**
 * A sound that was found in a recording.
 *
 * @param span where it is: from the start of the first window to the end of the last
 * @param className its class
 * @param probability the greatest probability of the class in these windows
 */
public record Detection(Span span, String className, float probability) {}
