# Builds the benchmarks and runs one of their programs, for the scripts that source this file. POSIX shell.
#
#   PATCHWAVE_JAVA       a java binary to use instead of looking for one
#   PATCHWAVE_NO_BUILD   anything: measure what was built before

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# Sets java and lib.
build_benchmarks() {
    [ -r /proc/self/stat ] || { say "Linux is needed: /proc tells what is measured"; exit 1; }
    java=$(find_java) || { missing_java "$(basename "$0")"; exit 1; }
    lib=$home/benchmarks/target/lib
    if [ -z "${PATCHWAVE_NO_BUILD:-}" ]; then
        command -v mvn >/dev/null || { say "Maven (mvn) 3.8 or newer is needed to build and is not on the PATH"; exit 1; }
        log=$home/benchmarks/target/build.log
        mkdir -p "$home/benchmarks/target"
        say "building, log in $log"
        use_jdk_of "$java"
        (cd "$home" && mvn -B -Dquick -DskipTests -pl benchmarks -am package >"$log" 2>&1) || {
            grep -E '^\[ERROR\]' "$log" | head -n 5 >&2 || true
            say "the build failed; the whole log is in $log"
            exit 1
        }
    fi
}

# run_benchmark MAIN_CLASS ARGUMENTS...
run_benchmark() {
    build_benchmarks
    # Programs that keep many connections open want more files than the usual limit.
    ulimit -n "$(ulimit -Hn)"
    main=$1
    shift
    exec "$java" ${PATCHWAVE_JAVA_OPTS:-} --enable-native-access=ALL-UNNAMED -cp "$lib/*" \
        "dev.patchwave.benchmarks.$main" --results "$home/benchmarks/results" "$@"
}
