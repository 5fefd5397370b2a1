package dev.patchwave.benchmarks.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What both servers show: signed by itself, ECDSA on P-256, made for one run by openssl. */
record Certificate(Path certificate, Path key) {
    static Certificate in(Path directory) throws IOException {
        var made = new Certificate(directory.resolve("server.pem"), directory.resolve("server.key"));
        var openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=wire",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-days",
                        "2",
                        "-out",
                        made.certificate.toString(),
                        "-keyout",
                        made.key.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (openssl.waitFor() != 0) {
                throw new IOException("openssl: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return made;
    }
}
