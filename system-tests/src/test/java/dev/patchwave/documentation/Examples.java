package dev.patchwave.documentation;

import dev.patchwave.cache.app.CacheConfig;
import dev.patchwave.client.app.ClientConfig;
import dev.patchwave.config.ConfigFile;
import dev.patchwave.documentation.Document.Block;
import dev.patchwave.launcher.CommandExample;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.SipExample;
import dev.patchwave.simulator.scenario.Scenario;
import dev.patchwave.source.app.SourceConfig;
import dev.patchwave.status.StatusCodec;
import dev.patchwave.stop.StopCodec;
import dev.patchwave.swarm.ResumeCodec;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.token.TokenExample;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.StopExample;
import dev.patchwave.trust.TrustProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/**
 * Reads each example of the documents with the parser that production uses for it.
 *
 * <p>All examples are of one release, so that they agree with each other: its signed manifest stands in the documents too.
 */
final class Examples {
    private static final String JSON = "application/json";

    private final List<Block> blocks;
    private final Manifest manifest;
    private final byte[] envelope;
    private final Routes routes;
    private final Path scratch;

    /** @param scratch an empty directory for what production reads from files */
    Examples(List<Block> blocks, Routes routes, Path scratch) throws TrustProblem {
        this.blocks = blocks;
        this.routes = routes;
        this.scratch = scratch;
        byte[] key = bytes(only(blocks, "pem", "publisher-key"));
        this.envelope = bytes(only(blocks, "json", "manifest-envelope"));
        this.manifest = verified(key);
    }

    /** Reads one block. @throws Exception of the parser when it is not as the programs would have it */
    void check(Block block) throws Exception {
        switch (block.kind()) {
            case "sip" -> sip(SipExample.parse(block.text()));
            case "http" -> http(block);
            case "json" -> json(block.role(), bytes(block));
            case "yaml" -> yaml(block);
            case "sh" -> commands(block);
            case "xml" -> metalink(block);
            case "pem" -> require(block.role().equals("publisher-key"), "unknown role");
            case "ini" -> require(block.text().contains("ExecStart="), "no ExecStart");
            case "java" ->
                require(Files.readString(Document.ROOT.resolve(block.role())).equals(block.text()), "not that file");
            case "text" -> require(!block.text().isBlank(), "empty");
            default -> throw new IllegalArgumentException("unknown info string: " + block);
        }
    }

    private static void sip(SipExample message) throws SignalProblem {
        message.headers().first(Signal.TokenAsk.TOKEN_HEADER).ifPresent(TokenExample::read);
        String event = message.headers().first("Event").orElse("");
        if (message.startLine().startsWith("SUBSCRIBE ")) {
            UaProfile.parse(event);
        }
        if (message.startLine().startsWith("NOTIFY ")) {
            require(UaProfile.isUaProfile(event), "Event of another package");
            message.required("Subscription-State");
        }
        switch (message.body().mediaType()) {
            case "" -> {}
            case ContentIndirection.MEDIA_TYPE -> indirection(message, event);
            case SignalCodec.CONTENT_TYPE, JSON -> signal(message.body().bytes());
            default ->
                throw new IllegalArgumentException(
                        "a body of type " + message.body().contentType());
        }
    }

    /** A NOTIFY is for a client when it says how long the manifest is, else for a cache. */
    private static void indirection(SipExample message, String event) throws SignalProblem {
        var read = ContentIndirection.parse(
                message.body().contentType(), message.body().bytes());
        var deadline = UaProfile.effectiveBy(event);
        require(deadline.isPresent(), "effective-by is missing");
        if (read.sizeBytes().isPresent()) {
            read.releaseAvailable(deadline.get());
        } else {
            read.fillOrder();
        }
    }

    /** What is read must say all that is written, so that no field of an example is one that nobody reads. */
    private static void signal(byte[] json) throws SignalProblem {
        String again = new String(SignalCodec.encode(SignalCodec.decode(json)), StandardCharsets.UTF_8);
        requireSame(again, new String(json, StandardCharsets.UTF_8));
    }

    private void http(Block block) throws Exception {
        var message = HttpExample.parse(block.text());
        if (message.isRequest()) {
            routes.require(message.method(), message.path());
            require(!message.header("Host").isEmpty(), "no Host");
        }
        if (!message.body().isEmpty()) {
            String type = message.header("Content-Type");
            require(
                    message.header("Content-Length")
                            .equals(Integer.toString(message.body().length())),
                    "Content-Length is not " + message.body().length());
            if (type.equals("application/problem+json")) {
                json("problem", message.body().getBytes(StandardCharsets.UTF_8));
            } else if (type.equals(JSON)) {
                json(block.role(), message.body().getBytes(StandardCharsets.UTF_8));
            } else {
                require(type.startsWith("text/plain"), "a body of type " + type);
            }
        }
    }

    private void json(String role, byte[] json) throws Exception {
        int segments = manifest.segmentCount();
        byte[] again = switch (role) {
            case "manifest" -> ManifestCodec.encode(ManifestCodec.decode(json));
            case "manifest-envelope" -> envelope;
            case "swarm-report" -> SwarmCodec.write(SwarmCodec.readReport(json, manifest.release(), segments));
            case "swarm-plan" -> SwarmCodec.write(SwarmCodec.readPlan(json, manifest.release(), segments));
            case "busy" -> SwarmCodec.write(SwarmCodec.readBusy(json));
            case "resume-ask" -> ResumeCodec.write(ResumeCodec.readAsk(json, segments));
            case "resume-answer" -> ResumeCodec.write(ResumeCodec.readAnswer(json, segments));
            case "status" -> StatusCodec.write(StatusCodec.read(json));
            case "stops" -> StopCodec.write(StopCodec.read(json));
            case "stop-envelope", "stop" -> StopExample.again(role, json);
            case "token-claims", "token-keys" -> TokenExample.again(role, json);
            case "signal" -> SignalCodec.encode(SignalCodec.decode(json));
            case "problem" -> HttpExample.problemAgain(json);
            default -> throw new IllegalArgumentException("unknown role of JSON: '" + role + "'");
        };
        requireSame(new String(again, StandardCharsets.UTF_8), new String(json, StandardCharsets.UTF_8));
        if (role.equals("manifest")) {
            require(ManifestCodec.decode(json).equals(manifest), "not the manifest of the signed envelope");
        }
    }

    private void yaml(Block block) throws IOException {
        var file = Files.writeString(scratch.resolve("example.yaml"), block.text());
        switch (block.role()) {
            case "source", "source minimal" -> ConfigFile.load(file, SourceConfig.class);
            case "cache", "cache minimal" -> ConfigFile.load(file, CacheConfig.class);
            case "client", "client minimal" -> ConfigFile.load(file, ClientConfig.class);
            case "scenario", "scenario minimal" -> ConfigFile.load(file, Scenario.class);
            case "source instead" -> ConfigFile.load(insteadOfKeys("source", block), SourceConfig.class);
            case "cache instead" -> {
                ConfigFile.load(insteadOfKeys("cache", block), CacheConfig.class);
                ConfigFile.load(insteadOfKeys("client", block), ClientConfig.class);
            }
            case "subscribers" -> ConfigFile.load(file, SourceConfig.SubscriberList.class);
            default -> throw new IllegalArgumentException("unknown role of YAML: '" + block.role() + "'");
        }
    }

    /** The least configuration of a program with the block in place of its publishers' keys. */
    private Path insteadOfKeys(String program, Block block) throws IOException {
        String least = only(blocks, "yaml", program + " minimal").text();
        String without = least.replaceAll("(?m)^publisherKeys:.*\\R", "");
        require(!without.equals(least), "no publisherKeys in the minimal configuration");
        return Files.writeString(scratch.resolve(program + ".yaml"), without + block.text());
    }

    /** Lines that begin with the command; a backslash at the end goes on in the next line, a hash begins a comment. */
    private static void commands(Block block) {
        for (String line : block.text().replaceAll("\\\\\n *", "").lines().toList()) {
            String command = line.replaceFirst(" +#.*", "").strip();
            if (command.matches("(\\./)?patchwave( .*)?")) {
                String[] words = command.split(" +", -1);
                CommandExample.parse(List.of(words).subList(1, words.length).toArray(String[]::new));
            }
        }
    }

    private void metalink(Block block) throws IOException, ParserConfigurationException, SAXException {
        require(block.role().equals("metalink"), "unknown role of XML: '" + block.role() + "'");
        var factory = DocumentBuilderFactory.newDefaultNSInstance();
        var xml = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes(block)));
        var hashes = new ArrayList<Digest>();
        var found = xml.getElementsByTagNameNS("urn:ietf:params:xml:ns:metalink", "hash");
        for (int i = 0; i < found.getLength(); i++) {
            hashes.add(Digest.parse(found.item(i).getTextContent()));
        }
        var expected = new ArrayList<>(List.of(manifest.digest()));
        expected.addAll(manifest.segmentDigests());
        require(hashes.equals(expected), "digests are not those of the manifest");
    }

    private Manifest verified(byte[] pem) throws TrustProblem {
        try {
            var file = Files.write(scratch.resolve("publisher.pem.pub"), pem);
            return new ManifestVerifier(List.of(PublisherKey.readPublic(file)))
                    .verify(envelope)
                    .manifest();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Block only(List<Block> blocks, String kind, String role) {
        var found = blocks.stream()
                .filter(block -> block.kind().equals(kind) && block.role().equals(role))
                .toList();
        require(found.size() == 1, found.size() + " blocks ```" + kind + " " + role + ", expected one");
        return found.getFirst();
    }

    private static byte[] bytes(Block block) {
        return block.text().stripTrailing().getBytes(StandardCharsets.UTF_8);
    }

    private static void requireSame(String read, String written) {
        require(HttpExample.sameJson(read, written), "read as " + read + "\nwritten  " + written);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
