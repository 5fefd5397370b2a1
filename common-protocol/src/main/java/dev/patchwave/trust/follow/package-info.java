/** What makes a program follow a TUF repository: it keeps the metadata up to date, believes by it, and serves it on. */
package dev.patchwave.trust.follow;
