package dev.patchwave.source.core;

import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.Optional;

/**
 * The second pair of eyes that a campaign needs.
 *
 * @param until when the order expires unless it is approved
 * @param by who approved; empty as long as nobody has
 */
public record Approval(Instant until, Optional<SubscriberId> by) {}
