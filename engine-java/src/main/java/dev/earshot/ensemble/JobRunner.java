package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import java.io.IOException;
import java.util.List;

/** Does jobs that are independent of each other, one by one or side by side. */
public interface JobRunner {
  /** The results in order; each job gets a backend that is its own meanwhile. */
  <R> List<R> all(int count, Job<R> job) throws IOException, InterruptedException;

  /** One job alone. */
  default <R> R one(Job<R> job) throws IOException, InterruptedException {
    return all(1, job).getFirst();
  }

  /** What is done for each number, counted from 0. */
  interface Job<R> {
    R run(int number, Backend backend) throws IOException, InterruptedException;
  }
}
