/** Sound at another sample rate, by polyphase filters. */
package dev.earshot.audio.resample;
