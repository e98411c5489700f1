/**
 * The truth that every other backend is checked against: double precision, plain loops, written to
 * be read.
 */
package dev.earshot.compute.reference;
