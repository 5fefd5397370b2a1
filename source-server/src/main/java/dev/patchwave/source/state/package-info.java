/** What the source must not forget, as rows of a {@link dev.patchwave.store.RecordStore}. */
package dev.patchwave.source.state;
