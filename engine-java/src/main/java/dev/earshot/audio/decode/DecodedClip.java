package dev.earshot.audio.decode;

import dev.earshot.audio.ClipNote;
import dev.earshot.audio.Waveform;
import java.util.Set;

/**
 * A clip as it was read.
 *
 * @param waveform the sound
 * @param notes what a user should know about it
 */
public record DecodedClip(Waveform waveform, Set<ClipNote> notes) {}
