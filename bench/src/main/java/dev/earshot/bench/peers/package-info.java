/**
 * The engine's side of {@code bench/peers/run}: a program for each kind of work, which prepares it,
 * writes its inputs and results for the other side to check, and then takes the time whenever it is
 * asked to.
 */
package dev.earshot.bench.peers;
