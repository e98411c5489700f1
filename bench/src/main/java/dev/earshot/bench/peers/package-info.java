/**
 * The engine's programs for {@code bench/peers/run}, one for each kind of work. A program prepares
 * its work and writes the inputs and results, so that the peer can check them. Then it times the
 * work whenever it is asked to.
 */
package dev.earshot.bench.peers;
