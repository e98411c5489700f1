/**
 * What to label next. {@link dev.earshot.suggest.Suggester} chooses a batch of clips by a {@link
 * dev.earshot.suggest.Strategy}; {@link dev.earshot.suggest.Guesses} are what a model thinks of the
 * clips before it.
 */
package dev.earshot.suggest;
