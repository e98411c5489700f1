/**
 * The data sets of experiments: where they are found, how EmoDB is labelled, how noise is added.
 */
package dev.earshot.experiments.data;
