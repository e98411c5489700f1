/**
 * Sound, and the contracts of the services that read it ({@link dev.earshot.audio.SoundDecoder})
 * and turn it into vectors ({@link dev.earshot.audio.AudioEncoder}). Other libraries may provide
 * both. The engine's own are in packages below this one.
 */
package dev.earshot.audio;
