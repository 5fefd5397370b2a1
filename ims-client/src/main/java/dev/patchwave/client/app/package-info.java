/** The client as a program: its configuration, and the wiring of cores, SIP, HTTP and disk. */
package dev.patchwave.client.app;
