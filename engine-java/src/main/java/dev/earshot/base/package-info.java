/**
 * What all packages may use: checks of arguments, text that is safe to print or to write into a
 * cell.
 */
package dev.earshot.base;
