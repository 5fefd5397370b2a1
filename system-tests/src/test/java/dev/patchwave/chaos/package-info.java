/** Whole campaigns with real processes that are killed, lie or fall silent. */
package dev.patchwave.chaos;
