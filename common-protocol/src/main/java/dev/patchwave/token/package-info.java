/** Fetch tokens: who may fetch which release in which domain, shown as compact JWS (RFC 7515, 7519, 8037) and checked without a call home. */
package dev.patchwave.token;
