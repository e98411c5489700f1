/** Windows and stretches of recordings, cut while they are decoded. */
package dev.earshot.audio.windows;
