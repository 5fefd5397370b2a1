/**
 * Tables of millions of rows in little memory: columns instead of objects, rows named by a number (their slot), and indexes and
 * queues of slots. Nothing here copies a column to let it grow, so that growing takes no longer at a million rows than at ten.
 *
 * <p>Not thread-safe; belongs to one table. What a table let go of is used again for rows, not given back.
 */
package dev.patchwave.compact;
