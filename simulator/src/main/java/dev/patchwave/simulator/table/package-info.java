/** Runs against tables that others published: Kurose and Ross on distribution time, Kraken on turns. */
package dev.patchwave.simulator.table;
