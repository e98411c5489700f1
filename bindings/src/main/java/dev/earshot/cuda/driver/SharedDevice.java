package dev.earshot.cuda.driver;

import dev.earshot.compute.Checks;
import java.util.Optional;

/**
 * The device, shared by several backends: the context and the kernels are loaded for the first
 * backend and released with the last. Each backend has its own streams, memory and library handles,
 * so none waits for another. May be used by several threads.
 */
public final class SharedDevice {
  private final Installation installation;
  private Optional<Device> device = Optional.empty();
  private int users;

  public SharedDevice(Installation installation) {
    this.installation = installation;
  }

  public Installation installation() {
    return installation;
  }

  /** The device; each call must be matched by one {@link #release}. */
  synchronized Device acquire() {
    if (device.isEmpty()) {
      installation.loadDriver();
      device = Optional.of(new Device(installation.kernels()));
    }
    users++;
    return device.get();
  }

  /** Must be called when the user has nothing left on the device. */
  synchronized void release() {
    Checks.require(users > 0, "the device is released more often than it was acquired");
    users--;
    if (users == 0) {
      Device last = device.orElseThrow();
      device = Optional.empty();
      last.close();
    }
  }
}
