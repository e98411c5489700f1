/** The system's libsndfile as a decoder that a user may choose. */
package dev.earshot.sndfile;
