/** The programs in a real IMS core: Kamailio's CSCFs, with an HSS in the full variant. Needs the testbed beside the project. */
package dev.patchwave.ims;
