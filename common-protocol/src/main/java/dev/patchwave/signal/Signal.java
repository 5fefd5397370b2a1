package dev.patchwave.signal;

import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the programs tell each other by SIP. All of it is small: bytes and segment lists travel by HTTP.
 *
 * <p>{@link ReleaseAvailable} and {@link FillOrder} go in a NOTIFY as {@link ContentIndirection}, the others in a MESSAGE as
 * the JSON of {@link SignalCodec}. Durations are whole seconds, at most {@link SignalLimits#MAX_SPREAD} and
 * {@link SignalLimits#MAX_DEADLINE}.
 */
public sealed interface Signal {
    /**
     * Source to client: there is a release for you.
     *
     * @param sequence that of the manifest; a client takes only one above the last it saw
     * @param manifestUri where to get the manifest: at the cache of the client's domain
     * @param manifestSizeBytes length of the signed manifest, 1 or more
     * @param effectiveBy when the client upgrades at the latest, from the receipt on; zero is at once
     * @param spread the client waits a random part of this before it starts
     */
    record ReleaseAvailable(
            ReleaseId release,
            long sequence,
            URI manifestUri,
            long manifestSizeBytes,
            Duration effectiveBy,
            Duration spread,
            Optional<CampaignId> campaign)
            implements Signal {
        public ReleaseAvailable {
            SignalLimits.sequence(sequence);
            SignalLimits.uri(manifestUri);
            SignalLimits.require(manifestSizeBytes >= 1, "manifest size " + manifestSizeBytes + ": must be 1 or more");
            SignalLimits.duration("effective-by", effectiveBy, SignalLimits.MAX_DEADLINE);
            SignalLimits.duration("spread", spread, SignalLimits.MAX_SPREAD);
        }
    }

    /**
     * Source to a client without subscription: upgrade now. Campaign, release and manifest URI have together at most
     * {@link #MAX_NAMES_CHARS} characters, so that the body stays within {@link SignalLimits#MAX_FORCE_UPGRADE_BYTES}.
     *
     * @param expires whole seconds; a client obeys none that is older
     */
    record ForceUpgrade(
            CampaignId campaign, long sequence, ReleaseId release, URI manifestUri, Duration spread, Instant expires)
            implements Signal {
        public static final int MAX_NAMES_CHARS = 340;

        public ForceUpgrade {
            SignalLimits.sequence(sequence);
            SignalLimits.uri(manifestUri);
            SignalLimits.duration("spread", spread, SignalLimits.MAX_SPREAD);
            expires = expires.truncatedTo(ChronoUnit.SECONDS);
            int names = campaign.value().length()
                    + release.toString().length()
                    + manifestUri.toASCIIString().length();
            SignalLimits.require(
                    names <= MAX_NAMES_CHARS,
                    "campaign, release and manifest URI of " + names + " characters: at most " + MAX_NAMES_CHARS);
        }
    }

    /**
     * Source to cache: hold this release.
     *
     * @param manifestUri at the source
     */
    record FillOrder(ReleaseId release, long sequence, URI manifestUri, CampaignId campaign) implements Signal {
        public FillOrder {
            SignalLimits.sequence(sequence);
            SignalLimits.uri(manifestUri);
        }
    }

    /**
     * Client to source: how an upgrade goes. At most three an upgrade.
     *
     * @param fromVersion what ran before, 1 to 63 characters
     * @param reason for people; empty unless failed
     * @param bytesByKind bytes received, by the word of the kind of holder ({@code peer}, {@code own-cache} ...)
     * @param uploadedBytes bytes served to peers
     */
    record UpgradeReport(
            InstanceId instance,
            Optional<CampaignId> campaign,
            ReleaseId release,
            String fromVersion,
            Outcome outcome,
            Optional<String> reason,
            SortedMap<String, Long> bytesByKind,
            long uploadedBytes)
            implements Signal {
        /** How far the upgrade is. */
        public enum Outcome {
            STARTED,
            INSTALLED,
            FAILED;

            /** The word in JSON and logs. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public UpgradeReport {
            bytesByKind = Collections.unmodifiableSortedMap(new TreeMap<>(bytesByKind));
            SignalLimits.require(
                    !fromVersion.isEmpty() && fromVersion.length() <= 63, "from version: must be 1 to 63 characters");
            SignalLimits.text("from version", fromVersion);
            reason.ifPresent(text -> SignalLimits.text("reason", text));
            SignalLimits.require(
                    bytesByKind.size() <= SignalLimits.MAX_BYTE_KINDS,
                    bytesByKind.size() + " kinds of bytes: at most " + SignalLimits.MAX_BYTE_KINDS);
            bytesByKind.forEach(UpgradeReport::checkBytes);
            SignalLimits.require(uploadedBytes >= 0, "uploaded bytes " + uploadedBytes + ": must be 0 or more");
        }

        /** What runs afterwards when all goes well. */
        public String toVersion() {
            return release.version();
        }

        private static void checkBytes(String kind, long bytes) {
            SignalLimits.require(
                    kind.matches("[a-z][a-z-]{0,31}") && bytes >= 0,
                    "bytes of '" + SignalLimits.shortened(kind) + "': a word of a-z and -, and 0 or more");
        }
    }

    /**
     * Admin to source: bring them to this release.
     *
     * @param deadline from the acceptance on, above zero; who has not upgraded then is given up
     * @param spread each client waits a random part of this before it starts
     */
    record CampaignCommand(
            CampaignId campaign,
            Manner manner,
            ReleaseId release,
            Audience audience,
            Duration deadline,
            Duration spread)
            implements Signal {
        public CampaignCommand {
            SignalLimits.duration("deadline", deadline, SignalLimits.MAX_DEADLINE);
            SignalLimits.require(!deadline.isZero(), "deadline 0: must be 1 second or more");
            SignalLimits.duration("spread", spread, SignalLimits.MAX_SPREAD);
        }
    }

    /**
     * Client or cache to source: give me a token for this release. It comes in a header of the answer.
     *
     * @param instance the device that asks; of a cache its own
     * @param reports whether it is for a cache's reports to the source, to be shown to nobody else; else it is for fetching
     */
    record TokenAsk(InstanceId instance, ReleaseId release, boolean reports) implements Signal {
        /** The header of a 200 that carries the token (a compact JWS). */
        public static final String TOKEN_HEADER = "Patchwave-Token";
    }

    /** Admin to source: another admin's campaign, which waits for a second one, shall begin. */
    record CampaignApproval(CampaignId campaign) implements Signal {}

    /**
     * Admin to source, and source to caches and clients: a publisher's order to stop or resume a release or everything. It counts by its own
     * signature, whoever brings it.
     *
     * @param order the signed envelope in base64, at most {@value #MAX_ORDER_CHARS} characters
     */
    record StopOrdered(String order) implements Signal {
        public static final int MAX_ORDER_CHARS = 4 << 10;

        public StopOrdered {
            SignalLimits.require(
                    !order.isEmpty() && order.length() <= MAX_ORDER_CHARS && order.matches("[A-Za-z0-9+/=]*"),
                    "order: must be base64 of at most " + MAX_ORDER_CHARS + " characters");
        }
    }

    /**
     * Source to admin: how a campaign goes.
     *
     * @param counts how many devices are where, by words such as {@code told}, {@code installed}; at most 16
     * @param text one line for people
     */
    record CampaignReport(CampaignId campaign, Stage stage, SortedMap<String, Long> counts, String text)
            implements Signal {
        private static final int MAX_COUNTS = 16;

        /** Where the campaign stands. */
        public enum Stage {
            RUNNING,
            FINISHED,
            FAILED;

            /** The word in JSON and logs. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public CampaignReport {
            counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
            SignalLimits.text("text", text);
            SignalLimits.require(counts.size() <= MAX_COUNTS, counts.size() + " counts: at most " + MAX_COUNTS);
            for (Map.Entry<String, Long> count : counts.entrySet()) {
                SignalLimits.require(
                        count.getKey().matches("[a-zA-Z][a-zA-Z-]{0,31}") && count.getValue() >= 0,
                        "count '" + SignalLimits.shortened(count.getKey())
                                + "': a word of letters and -, and 0 or more");
            }
        }
    }
}
