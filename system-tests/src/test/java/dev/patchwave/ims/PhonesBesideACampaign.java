package dev.patchwave.ims;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The body of {@link ThirdPartyPhonesTest}, a program of its own because it runs in another network namespace: baresip and linphone in the
 * core, one of them with an identity that a client of ours has too, beside a forced and an offered campaign. Ends with 0 when neither phone
 * was sent anything.
 */
final class PhonesBesideACampaign {
    private static final String SHARED_USER = "user000001";
    private static final int CLIENTS_IN_EACH_AREA = 2;
    private static final int PATCH_BYTES = 700_000;

    private PhonesBesideACampaign() {}

    /**
     * Ends with 1 also when it could not be shown.
     *
     * @param args the directory to work in, and the first three numbers of the core's addresses
     */
    public static void main(String[] args) {
        try {
            System.exit(harmed(args) == 0 ? 0 : 1);
        } catch (Exception | Error e) {
            e.printStackTrace();
            System.exit(1); // Threads of clients may be left.
        }
    }

    private static long harmed(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        String net = args[1];
        String phones = net.substring(0, net.lastIndexOf('.')) + ".1.";
        // Without a default route linphone takes the network to be down. It leads nowhere.
        new ProcessBuilder("ip", "route", "add", "default", "dev", "ims0")
                .inheritIO()
                .start()
                .waitFor();
        try (var core = RealCore.start(RealCore.Variant.SIMPLE, net, directory.resolve("core"), Map.of());
                var network = ImsDeployment.start(core, directory, 1);
                var baresip =
                        ThirdPartyPhone.baresip(core, directory, phones + "31", List.of("user000031", SHARED_USER));
                var linphone = ThirdPartyPhone.linphone(core, directory, "user000032")) {
            await("both caches and three accounts of phones are registered")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> network.sourceLog()
                                    .lines()
                                    .filter(line -> line.contains("client=\"false\""))
                                    .count()
                            >= 3);
            network.startClients(CLIENTS_IN_EACH_AREA);
            network.publish("1.1", PATCH_BYTES);
            network.order("force", "forced", "1.1");
            network.awaitInstalled("forced", "1.1");
            network.publish("1.2", PATCH_BYTES);
            network.order("offer", "offered", "1.2");
            network.awaitInstalled("offered", "1.2");
            return report(baresip) + report(linphone);
        }
    }

    private static long report(ThirdPartyPhone phone) {
        if (phone.seen("REGISTER") == 0) {
            System.out.println(phone + " traces nothing, so nothing is shown");
            return 1;
        }
        long sent = phone.seen("MESSAGE") + phone.seen("NOTIFY");
        System.out.println(phone + " was sent " + sent + " MESSAGE and NOTIFY");
        return sent;
    }
}
