package dev.patchwave.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever comes in a signal: its JSON, its headers, its content indirection. */
class SignalFuzzTest {
    private static final int MAX_PARAMETERS = 16;

    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void signal(byte[] input) {
        Decoding.roundTrip(input, SignalProblem.class, SignalCodec::decode, SignalCodec::encode);
    }

    @FuzzTest
    void subscribeEvent(byte[] input) {
        Decoding.roundTrip(Decoding.text(input), SignalProblem.class, UaProfile::parse, UaProfile::event);
    }

    @FuzzTest
    void notifyEvent(byte[] input) {
        Decoding.of(Decoding.text(input), SignalProblem.class, UaProfile::effectiveBy)
                .flatMap(found -> found)
                .ifPresent(deadline -> assertEquals(
                        deadline,
                        Decoding.of(UaProfile.notifyEvent(deadline), SignalProblem.class, UaProfile::effectiveBy)
                                .orElseThrow()
                                .orElseThrow()));
    }

    /** The content type up to the first line end, the body after it. */
    @FuzzTest
    void contentIndirection(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        String type = Decoding.text(Arrays.copyOf(input, end));
        byte[] body = Arrays.copyOfRange(input, Math.min(input.length, end + 1), input.length);
        Decoding.of(body, SignalProblem.class, bytes -> ContentIndirection.parse(type, bytes))
                .ifPresent(once -> assertEquals(
                        once,
                        Decoding.of(
                                        once.body(),
                                        SignalProblem.class,
                                        b -> ContentIndirection.parse(once.contentType(), b))
                                .orElseThrow()));
    }

    @FuzzTest
    void headerParameters(byte[] input) {
        Decoding.of(Decoding.text(input), IllegalArgumentException.class, SignalFuzzTest::parameters)
                .filter(once -> once.values().stream().noneMatch(value -> value.indexOf('\t') >= 0)) // We quote no tab.
                .ifPresent(once -> assertEquals(once, parameters(quoted(once))));
    }

    private static Map<String, String> parameters(String text) {
        return HeaderParameters.parse(text, 0, ';', MAX_PARAMETERS);
    }

    private static String quoted(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) -> {
            text.append(text.isEmpty() ? "" : ";").append(name);
            if (!value.isEmpty()) {
                text.append('=').append(HeaderParameters.quote(value));
            }
        });
        return text.toString();
    }

    @FuzzTest
    void instance(byte[] input) {
        Decoding.roundTrip(
                Decoding.text(input), IllegalArgumentException.class, InstanceId::parse, InstanceId::toString);
    }
}
