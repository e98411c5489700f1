/**
 * What all other packages may use: the exception for bad data, stretches of recordings, and text
 * that is safe to print.
 */
package dev.earshot;
