/** The trained model: features in, probabilities out. Also its file and its predictions. */
package dev.earshot.model;
