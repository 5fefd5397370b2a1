/** What a client decides: whether, when and how to upgrade, and whether it may upload. Pure: no clock, socket, file or log. */
package dev.patchwave.client.core;
