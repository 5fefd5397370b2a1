/** What it costs to cut and sign a patch, beside openssl. */
package dev.patchwave.benchmarks.publish;
