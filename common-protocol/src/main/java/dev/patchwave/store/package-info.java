/**
 * What survives a crash: releases and their segments as files, and records in an embedded engine behind one small port.
 *
 * <p>Nothing is owned or acknowledged before it is durable. Everything here may block on the disk: never call it from an
 * event loop, unless the method says that it does not block.
 */
package dev.patchwave.store;
