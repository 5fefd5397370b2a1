package dev.patchwave.tls;

import dev.patchwave.config.SipTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it certifies, made by the keytool of this Java as they are needed: no key lies in the repository. */
public final class TestCertificates {
    private static final String PASSWORD = "only-for-this-run";

    private final Path directory;
    private final Path store;

    /**
     * Makes the authority.
     *
     * @param authority its name; PEM of it is {@code <authority>.pem}
     */
    public TestCertificates(Path directory, String authority) throws Exception {
        this.directory = directory;
        this.store = directory.resolve(authority + ".p12");
        keytool("-genkeypair", "-alias", authority, "-keyalg", "EC", "-dname", "CN=" + authority, "-ext", "bc:c");
        write(authority);
    }

    /** A certificate for these subject alternative names, such as {@code dns:localhost,ip:127.0.0.1}. */
    public void certify(String name, String authority, String alternatives, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-signer", authority));
        arguments.addAll(List.of("-ext", "san=" + alternatives));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(new String[0]));
        write(name);
    }

    /** PEM file of a certificate and what leads to its authority. */
    public String certificate(String name) {
        return directory.resolve(name + ".pem").toString();
    }

    /** PEM file of a private key. */
    public String key(String name) {
        return directory.resolve(name + ".key").toString();
    }

    /** What uses that certificate and trusts that authority; its port is any. */
    public SipTls tls(String name, String authority, String clientAuthentication) {
        return new SipTls(0, certificate(name), key(name), List.of(certificate(authority)), clientAuthentication, true);
    }

    /** What shows none itself. */
    public SipTls trusting(String authority) {
        return new SipTls(0, null, null, List.of(certificate(authority)), null, true);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-J-Xshare:auto"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private void write(String name) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : keys.getCertificateChain(name)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(Path.of(certificate(name)), chain);
        Files.writeString(
                Path.of(key(name)),
                pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
