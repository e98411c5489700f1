/**
 * Decoders for MP3, Ogg Vorbis and Opus by libraries in Java, and for other formats by the program
 * {@code ffmpeg}. Libraries throw what they like on damaged files and may never end, so each file
 * is decoded under {@link dev.earshot.codecs.Guard}.
 */
package dev.earshot.codecs;
