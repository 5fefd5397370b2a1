package dev.patchwave.status;

/**
 * The subscriptions at a source.
 *
 * @param open how many there are; while it drains, with those that were ended but have not answered yet
 * @param moved how many were ended so that their subscribers go to another source
 */
public record SubscriptionStatus(long open, long moved) {}
