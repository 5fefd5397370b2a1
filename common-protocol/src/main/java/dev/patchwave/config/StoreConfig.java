package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How much of its disk a source or client takes for releases, and how it looks after them.
 *
 * @param quota of all releases together; by default the disk but the reserve
 * @param reserve of the file system that releases leave free, so that journals, logs and state can be written; by default 2 % of it, at most
 *     1 GiB
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoreConfig(ByteSize quota, ByteSize reserve, ScrubConfig scrub) {
    public StoreConfig {
        scrub = BadValue.orElse(scrub, ScrubConfig.usual());
    }

    /** The defaults. */
    public static StoreConfig usual() {
        return new StoreConfig(null, null, null);
    }
}
