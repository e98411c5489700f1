/**
 * Readers and writers of file formats: {@code .npy} and {@code .npz}, safetensors, pickles, JSON
 * records, text of tables.
 */
package dev.earshot.format;
