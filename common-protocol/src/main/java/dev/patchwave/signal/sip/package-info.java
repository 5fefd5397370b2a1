/** SIP: messages as plain values, the endpoint that carries them, and the life cycles that live on it. */
package dev.patchwave.signal.sip;
