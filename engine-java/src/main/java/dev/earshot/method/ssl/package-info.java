/**
 * The self-supervised tasks (section III.B of the paper), and those of its authors' public code.
 */
package dev.earshot.method.ssl;
