/**
 * The CUDA driver from Java: the device and its context, streams, memory, copies and launches.
 *
 * <p>{@link StreamContext} is what a backend holds: one stream and everything that belongs to it.
 * {@link DeviceRange} names device memory by address, length, element type and direction; launches
 * and captures work with these. Uses no other package of the backend.
 */
package dev.earshot.cuda.driver;
