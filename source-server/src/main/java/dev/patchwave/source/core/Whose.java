package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;

/** Who has a device, by its registration or subscription, and where it is. */
public record Whose(SubscriberId subscriber, DomainId domain) {}
