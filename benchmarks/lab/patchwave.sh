#!/bin/bash
# Patchwave as one system of the network lab (its template says what each verb is for): production store, server, fetcher, tracker and
# download on every host, without signalling.
#
#   patchwave          the source sends each domain a copy
#   patchwave:spare    the source sends one copy; caches feed each other
#
# Scenarios D and E make the source's and the caches' links thinner after they started: what an operator would have configured there is
# told by PATCHWAVE_LAB_SOURCE_BITS_PER_SECOND=9900000 (D) and PATCHWAVE_LAB_CACHE_BITS_PER_SECOND=19800000 (E).
# PATCHWAVE_LAB_MANNERS=up dials back and lets the uploads of clients give way, =both their downloads too; PATCHWAVE_LAB_UPLINK=unknown configures no uplinks.
. "$BENCH/systems/common.sh"
HERE=${PATCHWAVE_LAB:?the folder benchmarks/lab of the project}
JAVA=${PATCHWAVE_JAVA:-java}
CACHE=$HERE/../target/lab.aot
# Many small JVMs share a few cores: the quick compiler only, one collector thread, classes mapped from an archive.
OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx96m -Xss512k -XX:-UsePerfData -XX:Tier3InvocationThreshold=100 -XX:Tier3MinInvocationThreshold=50 -XX:Tier3CompileThreshold=500 -XX:CICompilerCount=1
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dio.netty.allocator.numDirectArenas=1
    -Dio.netty.allocator.numHeapArenas=1 ${PATCHWAVE_LAB_JAVA_OPTIONS:-}"
lab() { exec "$JAVA" -XX:AOTCache="$CACHE" $OPTIONS -cp "$HERE/../target/lib/*" dev.patchwave.benchmarks.lab.Lab "$@"; }
# Classes are loaded and linked once, in a training run (JEP 514), not by each host.
train() {
    [ "$CACHE" -nt "$HERE/../target/lib" ] && return
    mkdir -p "$RUN/training"
    HOST=training MY_IP=127.0.0.1 MY_DIR=$RUN/training "$JAVA" -XX:AOTCacheOutput="$CACHE" $OPTIONS -cp "$HERE/../target/lib/*" \
        dev.patchwave.benchmarks.lab.Lab warm
}
# What an operator would write into the configuration: the rate of the host's own link, as its shaper has it.
uplink() {
    local rate; rate=$(tc qdisc show dev eth0 | sed -n 's/.* rate \([0-9]*\)\([MK]\)bit.*/\1 \2/p')
    case "$rate" in *M) echo $((${rate% M} * 990000));; *K) echo $((${rate% K} * 990));; esac
}
configured() { [ "${PATCHWAVE_LAB_UPLINK:-}" = unknown ] && return; UPLINK_BITS_PER_SECOND=${1:-$(uplink)}; export UPLINK_BITS_PER_SECOND; }
caps() { echo cache_active; }
prepare() { train > "$RUN/training.log" 2>&1; lab prepare; }
start_source() { configured ${PATCHWAVE_LAB_SOURCE_BITS_PER_SECOND:-}; lab source ${VARIANT:+spare}; }
start_cache() { configured ${PATCHWAVE_LAB_CACHE_BITS_PER_SECOND:-}; lab cache ${VARIANT:+spare}; }
preload_cache() { until [ -e "$MY_DIR/filled" ]; do sleep 0.1; done; }
start_client() { configured; lab client; }
"$@"
