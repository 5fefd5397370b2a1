/** Who commanded what: an append-only log whose lines are chained by their hashes. */
package dev.patchwave.source.audit;
