/** Sound to vectors: low-level descriptors, log-mel spectra, and their statistics over a clip. */
package dev.earshot.audio.features;
