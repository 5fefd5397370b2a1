package dev.patchwave.benchmarks.lab;

import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.transfer.DownloadListener;
import dev.patchwave.transfer.MemberDownload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;

/** A client: member of its domain's swarm, serves its peers. */
final class LabClient {
    private LabClient() {}

    static void run(LabHost host) throws Exception {
        if (!Files.exists(host.directory().resolve("ready"))) {
            WarmUp.of(host);
        }
        var plane = serving(new DataPlane(host));
        if (!Files.exists(host.directory().resolve("ready"))) {
            host.mark("ready");
        }
        host.await("go");
        var cache = LabHost.baseOf(LabHost.variable("CACHE_IP"));
        var known = plane.store.find(LabHost.RELEASE);
        var held = known.isPresent() ? known.get() : plane.store.create(plane.manifest(cache));
        download(plane, held, cache, new Watch(host, held)).start();
    }

    /** Serves its peers, from now on. */
    static DataPlane serving(DataPlane plane) throws IOException {
        plane.segments((release, segment, asker) -> List.of());
        plane.listen();
        plane.giveWay();
        return plane;
    }

    /** Not started yet. */
    static MemberDownload download(DataPlane plane, SegmentStore wanted, URI cache, DownloadListener listener) {
        return new MemberDownload(
                plane.member(),
                wanted,
                cache,
                plane.fetcher,
                DownloadLimits.defaults(),
                true,
                listener,
                Clock.systemUTC(),
                new Random(),
                DataPlane.endingTheProgram());
    }

    private record Watch(LabHost host, SegmentStore held) implements DownloadListener {
        @Override
        public void owned(int segment) {}

        @Override
        public void planned(SwarmPlan plan) {}

        @Override
        public void finished() {
            try {
                var name = host.directory().resolve(LabHost.variable("NAME"));
                Files.deleteIfExists(name);
                Files.createSymbolicLink(name, Path.of(held.contentPath().toString()));
                host.mark("done");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void banned(Holder holder) {
            System.err.println("banned " + holder);
        }

        @Override
        public void diskFailed(String reason, boolean passing) {
            System.err.println(reason);
        }
    }
}
