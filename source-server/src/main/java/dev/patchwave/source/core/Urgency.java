package dev.patchwave.source.core;

/** Why a campaign brings a release to subscribers; the more urgent first. */
public enum Urgency {
    /** By an admin: now, whatever the user thinks. */
    FORCED,
    /** By users who asked. */
    REQUESTED,
    /** By an admin: at the user's leisure, by the deadline at the latest. */
    OFFERED
}
