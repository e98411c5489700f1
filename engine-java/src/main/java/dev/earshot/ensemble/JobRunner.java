package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import java.io.IOException;
import java.util.List;

/** Runs independent jobs, one after another or in parallel. */
public interface JobRunner {
  /**
   * Runs jobs. Each job gets a backend that nothing else uses during the job.
   *
   * @param count number of jobs
   * @param job the work of each job
   * @return the results in the order of the jobs
   * @throws IOException if a job throws it
   * @throws InterruptedException if the thread is interrupted
   */
  <R> List<R> all(int count, Job<R> job) throws IOException, InterruptedException;

  /** Runs a single job and returns its result. */
  default <R> R one(Job<R> job) throws IOException, InterruptedException {
    return all(1, job).getFirst();
  }

  /** The work of a job. Jobs are numbered from 0. */
  interface Job<R> {
    R run(int number, Backend backend) throws IOException, InterruptedException;
  }
}
