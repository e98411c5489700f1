package dev.earshot.cuda.driver;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Receives the operations of a stream while a graph is captured from it. */
public interface Capture {
  /** The number of operations so far. */
  int size();

  /**
   * Takes back operations whose results another one will write, unless others after them use these.
   *
   * @param operations their numbers
   * @return whether they are taken back, all of them or none
   */
  boolean withdraw(int... operations);

  /**
   * Adds an operation to the graph.
   *
   * @param name what it is, with its size
   * @param cost what it costs, if that is known
   * @param ranges the memory it uses
   * @param onMain whether it must go to the stream that the capture began with, as work of a
   *     library must
   */
  void submit(
      String name, Optional<Cost> cost, List<DeviceRange> ranges, boolean onMain, StreamWork work);

  /** Keeps an object reachable for as long as the graph is. */
  void retain(Object owner);

  /** Adds a condition that makes the graph out of date. */
  void staleWhen(BooleanSupplier condition);

  /** Adds a step that must be done outside of any capture; this capture is then repeated. */
  void require(Runnable preparation);
}
