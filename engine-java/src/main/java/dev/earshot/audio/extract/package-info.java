/**
 * Many clips to vectors: on all cores, in the order of the clips, with vectors that are known
 * already.
 */
package dev.earshot.audio.extract;
