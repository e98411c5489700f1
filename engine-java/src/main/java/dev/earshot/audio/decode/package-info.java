/** Sound files to sound: a decoder for each format, and which of them reads a file. */
package dev.earshot.audio.decode;
