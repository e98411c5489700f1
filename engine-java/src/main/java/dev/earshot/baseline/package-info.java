/**
 * Other ways to learn from the same vectors and labels, for comparison: linear models, neighbours,
 * label spreading, self-training and networks that see one clip at a time.
 */
package dev.earshot.baseline;
