# Finds a JDK for the scripts that source this file. POSIX shell.

MIN_JAVA=21

# The feature release of a java binary: 21, 25, or nothing when it does not run. The file beside a JDK tells it without starting one.
java_release() {
    told=$(dirname "$(readlink -f "$1" 2>/dev/null || printf '%s' "$1")")/../release
    if [ -f "$told" ]; then
        known=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$told" | head -n 1)
        [ -z "$known" ] || { printf '%s\n' "$known"; return 0; }
    fi
    "$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
}

# Prints the first java of MIN_JAVA or newer: the caller's wish, JAVA_HOME, PATH, then the places where JDKs are installed.
find_java() {
    for java in "${PATCHWAVE_JAVA:-}" "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)" \
        /usr/lib/jvm/*/bin/java /usr/java/*/bin/java /opt/*/bin/java /opt/*/*/bin/java \
        "${HOME:-/}"/.sdkman/candidates/java/*/bin/java "${HOME:-/}"/.jdks/*/bin/java \
        /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java; do
        [ -n "$java" ] && [ -x "$java" ] || continue
        release=$(java_release "$java")
        if [ "${release:-0}" -ge "$MIN_JAVA" ]; then
            printf '%s\n' "$java"
            return 0
        fi
    done
    return 1
}

missing_java() {
    printf '%s: a JDK of %s or newer is needed and none was found; install one (e.g. apt install openjdk-%s-jdk-headless) or set JAVA_HOME\n' \
        "$1" "$MIN_JAVA" "$MIN_JAVA" >&2
}

# Lets Maven run on the found JDK when it is a whole one, with javac.
use_jdk_of() {
    bin=$(dirname "$(readlink -f "$1")")
    if [ -x "$bin/javac" ]; then
        JAVA_HOME=$(dirname "$bin")
        export JAVA_HOME
    fi
}
