/** The three self-supervised tasks (section III.B of the paper). */
package dev.earshot.method.ssl;
