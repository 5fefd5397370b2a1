/** {@code patchwave force} and {@code offer}: an admin's orders to the source, by SIP MESSAGE. */
package dev.patchwave.launcher.admin;
