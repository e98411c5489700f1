/**
 * What an application and the engine hand to each other: data sets, windows and stretches of
 * recordings, options, predictions, and the exception for bad data. It stands below all other
 * packages but {@code base}; {@link dev.earshot.api} has what an application calls.
 */
package dev.earshot;
