package dev.earshot.cuda.driver;

import dev.earshot.base.Checks;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The device, shared by all backends of the process. The context and the kernels are loaded for the
 * first backend and kept for the next ones: loading them takes some tenths of a second. They are
 * released only if the device has failed, since nothing runs in its context any more. Each backend
 * has its own streams, memory and library handles, so none waits for another. May be used by
 * several threads.
 */
public final class SharedDevice {
  /** A process has one for each installation, however many backends it opens. */
  private static final Map<Optional<Path>, SharedDevice> OF_PROCESS = new ConcurrentHashMap<>();

  private final Installation installation;
  private Optional<Device> device = Optional.empty();
  private int users;
  private boolean failed;

  private SharedDevice(Installation installation) {
    this.installation = installation;
  }

  /** The device of this installation; nothing is loaded before a backend needs it. */
  public static SharedDevice of(Installation installation) {
    return OF_PROCESS.computeIfAbsent(installation.host(), _ -> new SharedDevice(installation));
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

  /**
   * Must be called when the user has nothing left on the device.
   *
   * @param works whether the user's last work on the device has succeeded
   */
  synchronized void release(boolean works) {
    Checks.require(users > 0, "the device is released more often than it was acquired");
    users--;
    failed |= !works;
    if (users == 0 && failed) {
      Device last = device.orElseThrow();
      device = Optional.empty();
      failed = false;
      last.close();
    }
  }
}
