/**
 * The vote of recipe {@code default}: its members, their weights, and their scores on held-out
 * labels.
 */
package dev.earshot.ensemble;
