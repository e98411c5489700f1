/** JMH benchmarks of single operations. They use the operation cases that also drive the tests. */
package dev.earshot.bench;
