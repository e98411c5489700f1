/**
 * Input and output as files: lists of clips, feature tables, arrays and graphs. Also the splits,
 * which decide which rows are used for training.
 */
package dev.earshot.data;
