/** The third floor: parameters, layers and networks over a graph. */
package dev.earshot.nn;
