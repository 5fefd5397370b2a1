package dev.patchwave.launcher.admin;

import picocli.CommandLine.Command;

/** {@code patchwave stop}. */
@Command(
        name = "stop",
        description =
                "Stops a release, or everything: within seconds no cache serves it, and no client fetches or installs it.")
public final class StopCommand extends StopOrderCommand {
    @Override
    boolean stops() {
        return true;
    }
}
