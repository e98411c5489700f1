/**
 * Encoders that are pretrained networks: an ONNX file, and a {@linkplain
 * dev.earshot.encoders.EncoderCard card} beside it that says how to use it. {@link
 * dev.earshot.encoders.ModelFolders} finds them, {@link dev.earshot.encoders.EncoderAddition} puts
 * new ones there, and ONNX Runtime computes.
 */
package dev.earshot.encoders;
