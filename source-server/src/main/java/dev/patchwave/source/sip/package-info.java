/** The source's SIP shell: registrations, subscriptions and messages become events of the cores, effects become requests. */
package dev.patchwave.source.sip;
