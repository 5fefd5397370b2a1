/** Transfer records: what an operator's charging reads of every upgrade. */
package dev.patchwave.source.charging;
