/** Decision trees that vote: how they are grown and what they say. */
package dev.earshot.forest;
