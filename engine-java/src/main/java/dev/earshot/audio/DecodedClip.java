package dev.earshot.audio;

import java.util.Set;

/**
 * A clip as it was read.
 *
 * @param waveform the sound
 * @param notes what a user should know about it
 */
record DecodedClip(Waveform waveform, Set<ClipNote> notes) {}
