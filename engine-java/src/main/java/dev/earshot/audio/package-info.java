/**
 * Turns sound files into feature vectors: decoding (WAV, FLAC, AIFF, CAF, AU, Wave64), resampling,
 * framing, low-level descriptors, log-mel spectrograms and their functionals.
 *
 * <p>{@link dev.earshot.audio.AudioFile} reads a {@link dev.earshot.audio.Waveform}, an {@link
 * dev.earshot.audio.AudioEncoder} turns it into a vector of fixed length, and {@link
 * dev.earshot.audio.FeatureExtractor} does both for many files at once.
 */
package dev.earshot.audio;
