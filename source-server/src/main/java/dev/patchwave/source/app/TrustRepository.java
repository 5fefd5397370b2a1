package dev.patchwave.source.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;

/**
 * The repository that the source follows, and serves to everybody.
 *
 * @param root the root that was shipped with it, a file such as {@code 1.root.json}
 * @param repository a directory as {@code patchwave keys init} makes it, or a copy of its {@code public} in one
 * @param onlineKeys the directory with the keys of timestamp and snapshot; none leaves their renewal to cron
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrustRepository(String root, String repository, String onlineKeys) {
    public TrustRepository {
        root = BadValue.required("root", root, "the shipped root of a repository, such as 1.root.json");
        repository = BadValue.required("repository", repository, "the directory of a repository");
    }
}
