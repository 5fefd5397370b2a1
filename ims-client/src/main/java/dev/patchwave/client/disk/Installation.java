package dev.patchwave.client.disk;

import java.util.Optional;

/** How an installation ended; both ends are durable. */
public sealed interface Installation {
    /** The version is in use and passed its health check. */
    record Installed(String version) implements Installation {}

    /** It was not wanted any more just before the switch; what was in use before is in use. */
    record Unwanted(String version) implements Installation {}

    /** The version did not pass; {@code backTo} is in use again, or nothing when nothing was before. */
    record Reverted(String version, String reason, Optional<String> backTo) implements Installation {}
}
