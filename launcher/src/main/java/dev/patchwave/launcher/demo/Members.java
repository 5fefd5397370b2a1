package dev.patchwave.launcher.demo;

import java.util.List;

/**
 * Who takes part in a {@link Deployment}.
 *
 * @param sourceUplink e.g. {@code 320Mbit/s}
 */
public record Members(String sourceUplink, List<Cache> caches, List<Client> clients) {
    /** A cache, its domain, and the prefix of the cells in it. */
    public record Cache(String name, String domain, String cellPrefix, String uplink) {}

    /** A client in the cell {@code cell}. */
    public record Client(String name, String cell, String uplink) {}
}
