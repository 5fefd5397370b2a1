package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever comes in by UDP or TCP goes through JAIN-SIP's parser and ours, and a request that can be answered is. */
class MessageFuzzTest {
    private static final int LIMIT_BYTES = 16 * 1024;
    private static final ParseExceptionListener CHANNEL = (fault, message, header, line, whole) -> {
        throw fault;
    };

    private final MessageReader reader = new MessageReader(() -> LIMIT_BYTES);
    private final MessageCodec codec = new MessageCodec("fuzzed/1");

    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void datagram(byte[] input) {
        taken(input, true);
    }

    @FuzzTest
    void headOfStream(byte[] input) {
        taken(input, false);
    }

    private void taken(byte[] input, boolean isDatagram) {
        Optional<SIPMessage> message = Decoding.of(
                        input,
                        ParseException.class,
                        bytes -> Optional.ofNullable(reader.parseSIPMessage(bytes, isDatagram, false, CHANNEL)))
                .flatMap(read -> read);
        if (message.isPresent() && message.get() instanceof SIPRequest request) {
            answered(request);
        }
        if (message.isPresent() && message.get() instanceof SIPResponse response && hasCarriers(response)) {
            Decoding.of(response, IllegalArgumentException.class, codec::decode);
        }
    }

    private void answered(SIPRequest request) {
        request.getTransactionId();
        request.setPeerPacketSourceAddress(InetAddress.getLoopbackAddress());
        request.setPeerPacketSourcePort(9);
        int status = 200;
        if (request.getApplicationData() instanceof Defect defect) {
            status = defect.status();
        } else {
            Decoding.of(request, IllegalArgumentException.class, codec::decode).ifPresent(RequestScreening::refusal);
        }
        String answer = codec.encode(SipResponse.of(status), request, "tag").encode();
        assertTrue(answer.startsWith("SIP/2.0 " + status), answer);
        assertTrue(answer.contains("\r\nVia: "), answer); // As it came, of whatever protocol.
    }

    /** The stack drops the others before it hands on. */
    private static boolean hasCarriers(SIPResponse response) {
        return response.getFrom() != null
                && response.getTo() != null
                && response.getCallId() != null
                && response.getCSeq() != null
                && response.getTopmostVia() != null;
    }
}
