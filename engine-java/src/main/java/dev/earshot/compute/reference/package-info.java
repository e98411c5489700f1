/**
 * The reference backend, against which all other backends are checked. It computes in double
 * precision with plain loops, and its code is written for readers, not for speed.
 */
package dev.earshot.compute.reference;
