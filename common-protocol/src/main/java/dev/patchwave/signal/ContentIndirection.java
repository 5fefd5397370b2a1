package dev.patchwave.signal;

import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The body of a NOTIFY that says where a manifest is: {@code message/external-body} with access-type URL (RFC 4483).
 *
 * <p>What the receiver must know before it fetches (release, sequence, campaign, spread) are parameters of our own media type
 * in the inner Content-Type; other readers pass over them. No {@code hash} parameter: it is SHA-1, and the manifest is signed.
 *
 * @param uri of the manifest
 * @param sizeBytes length of the signed manifest, when known
 * @param expiration when the URI stops being good, when that is known; whole seconds
 * @param spread to wait a random part of; only for clients
 */
public record ContentIndirection(
        URI uri,
        OptionalLong sizeBytes,
        Optional<Instant> expiration,
        ReleaseId release,
        long sequence,
        Optional<CampaignId> campaign,
        Optional<Duration> spread) {
    public static final String MEDIA_TYPE = "message/external-body";
    /** What the URI leads to. */
    public static final String MANIFEST_MEDIA_TYPE = "application/vnd.patchwave.manifest+json";

    private static final DateTimeFormatter MIME_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int MAX_PARAMETERS = 16;
    private static final int MAX_HEADER_LINES = 16;

    public ContentIndirection {
        SignalLimits.uri(uri);
        SignalLimits.sequence(sequence);
        SignalLimits.require(
                sizeBytes.isEmpty() || sizeBytes.getAsLong() >= 1, "size " + sizeBytes + ": must be 1 or more");
        spread.ifPresent(duration -> SignalLimits.duration("spread", duration, SignalLimits.MAX_SPREAD));
    }

    /** What a client is sent; its deadline goes in the Event header ({@link UaProfile#notifyEvent}). */
    public static ContentIndirection of(Signal.ReleaseAvailable available) {
        return new ContentIndirection(
                available.manifestUri(),
                OptionalLong.of(available.manifestSizeBytes()),
                Optional.empty(),
                available.release(),
                available.sequence(),
                available.campaign(),
                Optional.of(available.spread()));
    }

    /** What a cache is sent. */
    public static ContentIndirection of(Signal.FillOrder order) {
        return new ContentIndirection(
                order.manifestUri(),
                OptionalLong.empty(),
                Optional.empty(),
                order.release(),
                order.sequence(),
                Optional.of(order.campaign()),
                Optional.empty());
    }

    /** What a client makes of it, together with the deadline of the Event header. */
    public Signal.ReleaseAvailable releaseAvailable(Duration effectiveBy) throws SignalProblem {
        if (sizeBytes.isEmpty()) {
            throw new SignalProblem("size", "", "is missing (RFC 4483 5.3)");
        }
        return new Signal.ReleaseAvailable(
                release, sequence, uri, sizeBytes.getAsLong(), effectiveBy, spread.orElse(Duration.ZERO), campaign);
    }

    /** What a cache makes of it. */
    public Signal.FillOrder fillOrder() throws SignalProblem {
        if (campaign.isEmpty()) {
            throw new SignalProblem("campaign", "", "is missing");
        }
        return new Signal.FillOrder(release, sequence, uri, campaign.get());
    }

    /** The value of the Content-Type header. */
    public String contentType() {
        var value = new StringBuilder(MEDIA_TYPE).append(";access-type=\"URL\"");
        expiration.ifPresent(
                instant -> value.append(";expiration=").append(HeaderParameters.quote(MIME_DATE.format(instant))));
        value.append(";URL=").append(HeaderParameters.quote(uri.toASCIIString()));
        sizeBytes.ifPresent(size -> value.append(";size=").append(size));
        return value.toString();
    }

    /** The body: the headers of what the URI leads to (RFC 4483 5.6). */
    public byte[] body() {
        var type = new StringBuilder(MANIFEST_MEDIA_TYPE);
        type.append(";release=").append(HeaderParameters.quote(release.toString()));
        type.append(";sequence=").append(sequence);
        campaign.ifPresent(id -> type.append(";campaign=").append(HeaderParameters.quote(id.value())));
        spread.ifPresent(duration -> type.append(";spread=").append(duration.toSeconds()));
        String headers = "Content-Type: " + type + "\r\n"
                + "Content-ID: <" + sequence + "." + release + ">\r\n"
                + "Content-Disposition: attachment\r\n\r\n";
        return headers.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the body of a NOTIFY.
     *
     * @param contentType the value of its Content-Type header
     */
    public static ContentIndirection parse(String contentType, byte[] body) throws SignalProblem {
        if (contentType.length() + body.length > SignalLimits.MAX_INDIRECTION_BYTES) {
            throw new SignalProblem(
                    "body", body.length + " bytes", "at most " + SignalLimits.MAX_INDIRECTION_BYTES + " bytes");
        }
        Map<String, String> outer = parameters("Content-Type", MEDIA_TYPE, contentType);
        String accessType = required(outer, "access-type");
        if (!accessType.equalsIgnoreCase("URL")) {
            throw new SignalProblem("access-type", accessType, "expected URL");
        }
        Map<String, String> headers = headers(new String(body, StandardCharsets.UTF_8));
        for (String name : new String[] {"content-disposition", "content-id"}) {
            required(headers, name); // RFC 4483 5.6 and RFC 6080 6.7 ask for them.
        }
        Map<String, String> inner = parameters("Content-Type", MANIFEST_MEDIA_TYPE, required(headers, "content-type"));
        try {
            return new ContentIndirection(
                    URI.create(required(outer, "url").replaceAll("\\s", "")), // It may be folded (RFC 2017 3.1).
                    optionalNumber(outer, "size"),
                    expiration(outer),
                    ReleaseId.parse(required(inner, "release")),
                    number("sequence", required(inner, "sequence")),
                    Optional.ofNullable(inner.get("campaign")).map(CampaignId::new),
                    optionalNumber(inner, "spread").stream()
                            .mapToObj(Duration::ofSeconds)
                            .findFirst());
        } catch (IllegalArgumentException refused) {
            throw new SignalProblem("body", contentType, refused.getMessage());
        }
    }

    private static Map<String, String> parameters(String header, String mediaType, String value) throws SignalProblem {
        int semicolon = value.indexOf(';');
        String type = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
        if (!type.equalsIgnoreCase(mediaType)) {
            throw new SignalProblem(header, type, "expected " + mediaType);
        }
        try {
            return semicolon < 0 ? Map.of() : HeaderParameters.parse(value, semicolon + 1, ';', MAX_PARAMETERS);
        } catch (IllegalArgumentException unreadable) {
            throw new SignalProblem(header, value, unreadable.getMessage());
        }
    }

    /** The inner headers up to the first empty line after them; an empty line may come first, as in a MIME part. */
    private static Map<String, String> headers(String text) throws SignalProblem {
        String unfolded = text.replaceAll("\r?\n[ \t]+", " ").stripLeading();
        var headers = new LinkedHashMap<String, String>();
        for (String line : unfolded.split("\r?\n", MAX_HEADER_LINES)) {
            if (line.isBlank()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new SignalProblem("body", line, "expected a header");
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            if (headers.put(name, line.substring(colon + 1).strip()) != null) {
                throw new SignalProblem(name, line, "is there twice");
            }
        }
        return headers;
    }

    private static String required(Map<String, String> values, String name) throws SignalProblem {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new SignalProblem(name, "", "is missing");
        }
        return value;
    }

    private static OptionalLong optionalNumber(Map<String, String> values, String name) throws SignalProblem {
        return values.containsKey(name) ? OptionalLong.of(number(name, values.get(name))) : OptionalLong.empty();
    }

    private static long number(String name, String digits) throws SignalProblem {
        if (!digits.matches("[0-9]{1,18}")) {
            throw new SignalProblem(name, digits, "expected a number of at most 18 digits");
        }
        return Long.parseLong(digits);
    }

    private static Optional<Instant> expiration(Map<String, String> outer) throws SignalProblem {
        String text = outer.get("expiration");
        try {
            return Optional.ofNullable(text).map(date -> MIME_DATE.parse(date, Instant::from));
        } catch (DateTimeException e) {
            throw new SignalProblem("expiration", text, "expected a date such as Sat, 06 Dec 2025 00:00:00 GMT");
        }
    }
}
