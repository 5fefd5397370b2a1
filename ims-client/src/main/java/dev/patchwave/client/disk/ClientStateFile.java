package dev.patchwave.client.disk;

import dev.patchwave.config.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one small file of a {@link ClientState}: JSON, replaced as a whole, so that a crash leaves the state before or after.
 *
 * <p>One thread writes. A file that cannot be understood is never overwritten: it holds the device's identity.
 */
public final class ClientStateFile {
    private static final long MAX_BYTES = 256 << 10;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(40)
                            .maxStringLength((int) MAX_BYTES)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path file;

    public ClientStateFile(Path file) {
        this.file = file;
    }

    /** What was written last; empty when nothing ever was. @throws IOException when the file is unreadable or damaged */
    public Optional<ClientState> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": larger than " + MAX_BYTES + " bytes, which no client state is");
        }
        try {
            var state = Optional.ofNullable(MAPPER.readValue(Files.readAllBytes(file), ClientState.class));
            return Optional.of(state.orElseThrow(() -> new IOException(file + ": damaged: null")));
        } catch (JacksonException e) {
            throw new IOException(file + ": damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** Durable when it returns. @throws IOException when the disk fails; the file is then as it was */
    public void write(ClientState state) throws IOException {
        try {
            DurableNames.replace(file, MAPPER.writeValueAsBytes(state));
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + FileTrouble.reason(e), e);
        }
    }
}
