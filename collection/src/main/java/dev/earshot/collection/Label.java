package dev.earshot.collection;

import java.time.Instant;
import java.util.Optional;

/**
 * A label that is stored.
 *
 * @param id its number; a later label has a greater one
 * @param window the number of the window
 * @param verdict what the label says
 * @param className the class that it says it of; empty if the verdict names none
 * @param source where it comes from
 * @param when when it was stored, to the millisecond
 */
public record Label(
    long id,
    int window,
    Verdict verdict,
    Optional<String> className,
    LabelSource source,
    Instant when) {}
