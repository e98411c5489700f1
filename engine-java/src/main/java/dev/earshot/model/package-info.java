/** The trained model as users hold it: features in, probabilities out. */
package dev.earshot.model;
