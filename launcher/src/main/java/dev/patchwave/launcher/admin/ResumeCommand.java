package dev.patchwave.launcher.admin;

import picocli.CommandLine.Command;

/** {@code patchwave resume}. */
@Command(name = "resume", description = "Lifts the stop of a release, or of everything.")
public final class ResumeCommand extends StopOrderCommand {
    @Override
    boolean stops() {
        return false;
    }
}
