/** Methods side by side on the same data, splits, labels and scores. */
package dev.earshot.compare;
