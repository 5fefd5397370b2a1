/** The source as an application server behind an S-CSCF (TS 24.229 5.7): whom it trusts, and what it learns over ISC. */
package dev.patchwave.source.ims;
