package dev.patchwave.launcher.demo;

import java.util.List;

/** Who takes part in a {@link Deployment}. */
public record Members(Uplink source, List<Cache> caches, List<Client> clients) {
    /**
     * How much a server sends.
     *
     * @param rate e.g. {@code 320Mbit/s}
     * @param slots transfers at once
     */
    public record Uplink(String rate, int slots) {}

    /** A cache, its domain, and the prefix of the cells in it. */
    public record Cache(String name, String domain, String cellPrefix, Uplink uplink) {}

    /** A client in the cell {@code cell}. */
    public record Client(String name, String cell, String uplink) {}
}
