/** What SIP and the data plane share of TLS: keys and certificates from files. */
package dev.patchwave.tls;
