/** What one cache's data plane costs on the wire, beside nginx. */
package dev.patchwave.benchmarks.wire;
