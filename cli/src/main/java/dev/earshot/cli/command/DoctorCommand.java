package dev.earshot.cli.command;

import dev.earshot.cli.console.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code earshot doctor}: shows Java, memory, backends and sound formats of this machine. */
@Command(footer = {"", "Example:", "  earshot doctor --json"})
final class DoctorCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    var diagnosis = Diagnosis.ofThisMachine();
    common.console().result(diagnosis, diagnosis::table);
    return ExitCode.OK;
  }
}
