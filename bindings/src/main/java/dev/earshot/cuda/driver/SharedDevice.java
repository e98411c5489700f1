package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import java.util.Optional;

/**
 * Lends the device to backends side by side: its context and kernels are loaded for the first and
 * given back behind the last. Streams, memory and libraries' handles each backend has to itself, so
 * that none waits for another. May be used by several threads.
 */
final class DeviceLender {
  private final Installation installation;
  private Optional<Device> device = Optional.empty();
  private int borrowers;

  DeviceLender(Installation installation) {
    this.installation = installation;
  }

  Installation installation() {
    return installation;
  }

  /** The device, to be given back once. */
  synchronized Device borrow() {
    if (device.isEmpty()) {
      installation.loadDriver();
      device = Optional.of(new Device(installation.kernels()));
    }
    borrowers++;
    return device.get();
  }

  /** Must be called when the borrower has nothing left on the device. */
  synchronized void giveBack() {
    Checks.require(borrowers > 0, "a device is given back that was not borrowed");
    borrowers--;
    if (borrowers == 0) {
      Device last = device.orElseThrow();
      device = Optional.empty();
      last.close();
    }
  }
}
