/** JMH benchmarks of single operations, driven by the cases that also test them. */
package dev.earshot.bench;
