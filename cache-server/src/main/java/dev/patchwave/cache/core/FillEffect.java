package dev.patchwave.cache.core;

import dev.patchwave.release.ReleaseId;
import java.net.URI;

/** What {@link FillOrders} asks its shell to do, in order. */
public sealed interface FillEffect {
    /** Get, verify and keep the manifest; answered by one of the manifest events. */
    record FetchManifest(ReleaseId release, URI manifestUri) implements FillEffect {}

    /** Join the source's swarm of this release and obtain what is missing; answered by {@link FillEvent.Filled}. */
    record StartFill(ReleaseId release) implements FillEffect {}

    /** Serve this full release without filling. */
    record Serve(ReleaseId release) implements FillEffect {}

    /** Stop filling and serving, and delete from disk. */
    record Evict(ReleaseId release) implements FillEffect {}

    /** Tell the operator why an order was not carried out. */
    record Refuse(ReleaseId release, String reason) implements FillEffect {}
}
