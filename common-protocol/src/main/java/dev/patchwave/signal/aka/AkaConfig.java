package dev.patchwave.signal.aka;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The keys of a card in software, as a configuration names them.
 *
 * @param key K, 32 hexadecimal digits
 * @param opc OPc, 32 hexadecimal digits; or else {@code op}
 * @param op the operator's OP, 32 hexadecimal digits; or else {@code opc}
 * @param sqnFile where the sequence numbers are kept; by default {@code aka.sqn} in the data directory
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AkaConfig(Secret key, Secret opc, Secret op, String sqnFile) {
    private static final String FORM = "32 hexadecimal digits";

    public AkaConfig {
        checked("key", BadValue.required("key", key, FORM));
        if ((opc == null) == (op == null)) {
            throw BadValue.missing("opc", "either opc or op, " + FORM);
        }
        checked(opc == null ? "op" : "opc", opc == null ? op : opc);
    }

    /** Opens the card. @throws IOException when its file is there but cannot be read */
    public AkaModule open(Path dataDirectory) throws IOException {
        Path file = sqnFile == null ? dataDirectory.resolve("aka.sqn") : Path.of(sqnFile);
        byte[] k = bytes(key);
        return opc != null
                ? SoftwareAkaModule.withOpc(k, bytes(opc), file)
                : SoftwareAkaModule.withOp(k, bytes(op), file);
    }

    private static void checked(String name, Secret hex) {
        if (!hex.value().matches("[0-9a-fA-F]{32}")) {
            throw new BadValue(name, hex, FORM); // The value itself stays hidden.
        }
    }

    private static byte[] bytes(Secret hex) {
        return HexFormat.of().parseHex(hex.value());
    }
}
