package dev.patchwave.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObjectJSON;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The keys that are published now: a JWK Set (RFC 7517 5), signed by each of its keys (RFC 7515 7.2.1), with the time of its making and of its end. Whoever
 * trusts one of the keys can trust all, whoever brought the set. Immutable.
 *
 * @param made a set is replaced only by one that was not made before it; whole seconds, as {@code until}
 * @param until nothing is believed by it any more from then on
 */
public record TokenKeySet(SortedMap<String, PublicKey> keys, Instant made, Instant until) {
    public static final int MAX_BYTES = 16 << 10;
    public static final int MAX_KEYS = 16;
    private static final JOSEObjectType TYPE = new JOSEObjectType("pw-keys+json");

    /** A set that is shown by somebody: what it would say, if it were to be trusted. */
    public static final class Shown {
        private final TokenKeySet set;
        private final List<String> signedBy;

        private Shown(TokenKeySet set, List<String> signedBy) {
            this.set = set;
            this.signedBy = signedBy;
        }

        /** The set, when one of its signatures is by a key that {@code trusted} says yes to; the ids are those of the keys themselves. */
        public Optional<TokenKeySet> trustedBy(Predicate<String> trusted) {
            return signedBy.stream().anyMatch(trusted) ? Optional.of(set) : Optional.empty();
        }
    }

    public TokenKeySet {
        keys = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        if (keys.isEmpty() || keys.size() > MAX_KEYS || !made.isBefore(until)) {
            throw new IllegalArgumentException("a key set has 1 to " + MAX_KEYS + " keys and a time that is not over");
        }
    }

    /** Publishes: {@code keys} are in it, and sign it. In UTF-8. */
    public static byte[] write(List<TokenKey> keys, Instant now, Duration life) {
        Map<String, Object> content = new JWKSet(keys.stream()
                        .<com.nimbusds.jose.jwk.JWK>map(TokenKey::publicHalf)
                        .toList())
                .toJSONObject();
        content.put("iat", now.getEpochSecond());
        content.put("exp", now.plus(life).getEpochSecond());
        var jws = new JWSObjectJSON(new Payload(content));
        try {
            for (TokenKey key : keys) {
                jws.sign(key.header().type(TYPE).build(), key.signer());
            }
        } catch (JOSEException e) {
            throw new IllegalStateException("a key set cannot be signed", e);
        }
        return jws.serializeGeneral().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what somebody shows. @throws IllegalArgumentException when it is no key set */
    public static Shown read(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException("a key set of " + json.length + " bytes: at most " + MAX_BYTES);
        }
        try {
            var jws = JWSObjectJSON.parse(new String(json, StandardCharsets.UTF_8));
            var content = jws.getPayload().toJSONObject();
            if (content == null) {
                throw new IllegalArgumentException("a key set is a JSON object");
            }
            var set = new TokenKeySet(
                    keys(content),
                    Instant.ofEpochSecond(JSONObjectUtils.getLong(content, "iat")),
                    Instant.ofEpochSecond(JSONObjectUtils.getLong(content, "exp")));
            return new Shown(set, signers(jws, set.keys));
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException("no key set: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, PublicKey> keys(Map<String, Object> content) throws ParseException {
        var keys = new TreeMap<String, PublicKey>();
        for (var key : JWKSet.parse(content).getKeys()) {
            if (key instanceof OctetKeyPair pair && !pair.isPrivate()) {
                TokenKey.requireNamed(pair);
                keys.put(pair.getKeyID(), Ed25519.publicKey(pair.getDecodedX()));
            }
        }
        return keys;
    }

    /** Of its own keys, those whose signature is right; no more are looked at than it may have keys. */
    private static List<String> signers(JWSObjectJSON jws, SortedMap<String, PublicKey> keys) {
        return jws.getSignatures().stream()
                .limit(MAX_KEYS)
                .filter(signature -> isRight(signature, keys))
                .map(signature -> signature.getHeader().getKeyID())
                .toList();
    }

    private static boolean isRight(JWSObjectJSON.Signature signature, SortedMap<String, PublicKey> keys) {
        var header = signature.getHeader();
        PublicKey key = header.getKeyID() == null ? null : keys.get(header.getKeyID());
        try {
            return key != null
                    && header.getAlgorithm().equals(JWSAlgorithm.EdDSA)
                    && TYPE.equals(header.getType())
                    && signature.verify(new Ed25519.Verifier(key));
        } catch (JOSEException e) {
            return false;
        }
    }
}
