package dev.patchwave.source.core;

import java.util.function.Consumer;

/** The durable records that survived, told one by one, since there may be tens of millions. */
@FunctionalInterface
public interface KeptRecords {
    /** Tells each once: a campaign before how far its instances came, the others in any order. */
    void forEach(Consumer<StateRecord> records);
}
