/** The fourth floor: recipes, training runs, checkpoints and what a run leaves behind. */
package dev.earshot.train;
