/** The default's vote: its members, how they are weighed, and what held-out labels say of them. */
package dev.earshot.ensemble;
