/**
 * Data sets from files: lists and folders of clips, tables of vectors, and the vectors of clips
 * that are kept. Also the splits, which decide which rows are used for training, and feature
 * spaces.
 */
package dev.earshot.data;
