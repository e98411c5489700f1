/**
 * Collections of recordings. A {@link dev.earshot.collection.SoundCollection} is a folder that
 * holds the windows of many recordings, a vector and labels for each window, and the predictions of
 * the latest model. SQLite keeps all but the vectors, which are in a file that is mapped into
 * memory.
 */
package dev.earshot.collection;
