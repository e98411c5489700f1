/** What all other packages may use: the exception for bad data, and text that is safe to print. */
package dev.earshot;
