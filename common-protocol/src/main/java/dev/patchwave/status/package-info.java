/** What a program says of itself at {@code GET /v1/status}: the values behind {@code patchwave status}. */
package dev.patchwave.status;
