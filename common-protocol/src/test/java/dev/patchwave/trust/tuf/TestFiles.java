package dev.patchwave.trust.tuf;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Metadata files of a repository under test, from maps, lists, texts and numbers. */
public final class TestFiles {
    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    public static final Instant LATER = Instant.parse("2026-12-01T12:00:00Z");

    private TestFiles() {}

    /** Something that root or delegations say of a role. */
    public record Signers(long threshold, List<TestKey> keys) {
        public static Signers of(TestKey... keys) {
            return new Signers(1, Arrays.asList(keys));
        }

        Map<String, Object> described() {
            return Map.of("keyids", keys.stream().map(TestKey::id).toList(), "threshold", threshold);
        }
    }

    public static byte[] root(long version, Instant expires, Map<TopLevelRole, Signers> roles, TestKey... signers) {
        var keys = new TreeMap<String, Object>();
        var named = new TreeMap<String, Object>();
        roles.forEach((role, who) -> {
            who.keys.forEach(key -> keys.put(key.id(), key.described()));
            named.put(role.roleName(), who.described());
        });
        return signed(
                "root", version, expires, Map.of("consistent_snapshot", true, "keys", keys, "roles", named), signers);
    }

    public static byte[] timestamp(long version, Instant expires, long snapshot, TestKey... signers) {
        return signed(
                "timestamp", version, expires, Map.of("meta", Map.of("snapshot.json", version(snapshot))), signers);
    }

    /** A snapshot of the {@code versions} of targets roles by their names. */
    public static byte[] snapshot(long version, Instant expires, Map<String, Long> versions, TestKey... signers) {
        var meta = new TreeMap<String, Object>();
        versions.forEach((role, number) -> meta.put(role + ".json", version(number)));
        return signed("snapshot", version, expires, Map.of("meta", meta), signers);
    }

    public static byte[] targets(
            long version,
            Instant expires,
            Map<String, byte[]> files,
            List<Map<String, Object>> delegations,
            TestKey... signers) {
        var described = new TreeMap<String, Object>();
        files.forEach((path, content) -> described.put(path, target(content)));
        var keys = new TreeMap<String, Object>();
        var roles = new ArrayList<Object>();
        for (var delegation : delegations) {
            var role = new LinkedHashMap<>(delegation);
            ((Signers) role.remove("signers")).keys.forEach(key -> keys.put(key.id(), key.described()));
            roles.add(role);
        }
        var body = new TreeMap<String, Object>(Map.of("targets", described));
        if (!delegations.isEmpty()) {
            body.put("delegations", Map.of("keys", keys, "roles", roles));
        }
        return signed("targets", version, expires, body, signers);
    }

    static Map<String, Object> delegation(String role, boolean terminating, Signers signers, String... paths) {
        var delegation = new TreeMap<String, Object>(signers.described());
        delegation.put("name", role);
        delegation.put("paths", List.of(paths));
        delegation.put("terminating", terminating);
        delegation.put("signers", signers);
        return delegation;
    }

    /** Any role, with fields as they are wished. */
    public static byte[] signed(String type, long version, Instant expires, Map<String, ?> body, TestKey... signers) {
        var signed = new TreeMap<String, Object>(body);
        signed.putIfAbsent("_type", type);
        signed.putIfAbsent("spec_version", "1.0.34");
        signed.putIfAbsent("version", version);
        signed.putIfAbsent("expires", expires.toString());
        byte[] message = CanonicalJson.encode(json(signed));
        var signatures =
                Arrays.stream(signers).map(key -> key.signature(message)).toList();
        return CanonicalJson.encode(json(Map.of("signed", signed, "signatures", signatures)));
    }

    static Json json(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var members = new TreeMap<String, Json>(Json.BY_CODE_POINT);
                map.forEach((name, member) -> members.put((String) name, json(member)));
                yield new Json.Members(members);
            }
            case List<?> list ->
                new Json.Elements(list.stream().map(TestFiles::json).toList());
            case String text -> new Json.Text(text);
            case Number number -> new Json.Whole(number.longValue());
            case Boolean flag -> new Json.Flag(flag);
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> version(long number) {
        return Map.of("version", number);
    }

    private static Map<String, Object> target(byte[] content) {
        String sha256 = Hashes.hex(Hashes.digest("sha256").digest(content));
        return Map.of("length", content.length, "hashes", Map.of("sha256", sha256));
    }
}
